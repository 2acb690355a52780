"""Show the demonstration's sign-ins."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.demo import users


class Command(BaseCommand):
    help = "Show the demonstration's sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        if not getattr(settings, "LEADERSHIP_DEMO", False):
            raise CommandError(
                "This installation is not a demonstration, so it has no demonstration sign-ins."
            )
        passwords = users.passwords()
        width = max(len(user.email) for user in users.USERS)
        for user in users.USERS:
            self.stdout.write(f"  {user.email:<{width}}  {passwords[user.email]:<12}  {user.shows}")
