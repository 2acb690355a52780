"""Thirty invented trusts with forty surveys, for who wants to look at norms and comparisons."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.demo import engagement, story
from kernel import clock


class Command(BaseCommand):
    help = (
        "Add thirty invented trusts, forty surveys with 4,000 answers, norms and outcomes to a demonstration."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not getattr(settings, "LEADERSHIP_DEMO", False) or not story.is_told():
            raise CommandError("This installation is not a demonstration, so nothing was invented.")
        if engagement.is_told():
            self.stdout.write("surveys of the demonstration: there already")
            return
        answered = engagement.tell_all(now=clock.now())
        self.stdout.write(f"surveys of the demonstration: {answered} answers, norms, outcomes")
