"""Make the index of the public search anew, from pages and frameworks."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.finding import keeping


class Command(BaseCommand):
    help = "Make the index of the public search anew, from the pages and the published frameworks."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"The search finds {keeping.rebuild():,} entries.")
