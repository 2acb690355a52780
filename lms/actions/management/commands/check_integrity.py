"""Prove that every projection equals its recomputation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kernel import clock
from lms.actions import integrity


class Command(BaseCommand):
    help = "Check that projections equal their recomputation and that nothing contradicts anything else."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(integrity.problems())
        for problem in found:
            self.stdout.write(f"{problem.kind}: {problem.what}")
        summary = integrity.summary(found, now=clock.now())
        if found:
            raise CommandError(summary)
        self.stdout.write(summary)
