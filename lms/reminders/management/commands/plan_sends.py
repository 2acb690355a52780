"""Plan the reminders within the horizon, as the clock does."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from kernel import clock
from lms.reminders.services import planning


class Command(BaseCommand):
    help = "Plan the reminders of open due dates within the horizon."

    def handle(self, *args: Any, **options: Any) -> None:
        planned = planning.plan_due_reminders(now=clock.now())
        self.stdout.write(f"{planned} planned")
