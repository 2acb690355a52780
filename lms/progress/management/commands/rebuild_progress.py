"""Recompute every progress row from the facts."""

from typing import Any

from django.core.management.base import BaseCommand

from lms.progress.services.projection import rebuild


class Command(BaseCommand):
    help = "Recompute every progress row from the facts."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"progress: {rebuild()} rows computed")
