"""Send what is due from this process, for an operator whose workers are down."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from kernel import clock, outbox
from lms.reminders.services import sending


class Command(BaseCommand):
    help = "Hand over every send that is due and do the outbox's work here."

    def handle(self, *args: Any, **options: Any) -> None:
        queued = sending.queue_due(now=clock.now())
        handled = outbox.drain(clock=clock.now)
        self.stdout.write(f"{queued} queued, {handled} outbox messages handled")
