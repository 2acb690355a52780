"""One of two schedulers at the same moment: ``python -m tests.crashes.scheduler FOLDER NAME``.

Where it could do harm it waits for the other. SABOTAGE takes protections away, to show that the test notices.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import django

FOLDER, NAME = Path(sys.argv[1]), sys.argv[2]
SABOTAGE = os.environ.get("SABOTAGE", "").split()
PATIENCE = 20


def meet(place: str) -> None:
    """Wait until both are here."""
    (FOLDER / f"{place}.{NAME}").touch()
    until = time.monotonic() + PATIENCE
    while len(list(FOLDER.glob(f"{place}.*"))) < 2:
        if time.monotonic() > until:
            sys.exit(f"the other scheduler did not come to {place}")
        time.sleep(0.002)


def main() -> None:
    django.setup()
    from kernel import clock, outbox  # noqa: PLC0415 -- needs the app registry
    from lms.reminders.services import planning, sending  # noqa: PLC0415 -- needs the app registry

    insert_sends = planning.insert_sends

    def insert_together(sends: Any) -> int:
        meet("insert")
        return insert_sends(sends)

    planning.insert_sends = insert_together
    if "claims" in SABOTAGE:
        sending.claim_due = careless_claim
    if "locks" in SABOTAGE:
        sending.lock_standing = careless_lock
        sending._Batch.load = load_together(sending._Batch.load)
    meet("start")
    planning.plan_due_reminders(now=clock.now())
    meet("queue")
    sending.queue_due(now=clock.now())
    meet("drain")
    outbox.drain(clock=clock.now)


def careless_claim(*, now: Any) -> list[tuple[int, Any]]:
    """Both read the same rows before either marks them."""
    from lms.reminders.models import PlannedSend  # noqa: PLC0415 -- needs the app registry

    sends = PlannedSend.objects.unscoped(reason="sabotage")
    due = list(sends.filter(state="planned", planned_for__lte=now).values_list("pk", "uid"))
    meet("claim")
    sends.filter(pk__in=[pk for pk, _uid in due]).update(state="queued")
    return due


def careless_lock(pk: int, *, now: Any) -> Any:
    """No lock, and no second look at the state of the send."""
    from lms.reminders.rules import Standing  # noqa: PLC0415 -- needs the app registry

    return Standing(rule="invitation", occurrence="1", enrolment_state="invited")


def load_together(load: Any) -> Any:
    """Both have read their sends before either sends the first."""

    def loading(ids: Any, *, now: Any) -> Any:
        batch = load(ids, now=now)
        meet("loaded")
        return batch

    return loading


if __name__ == "__main__":
    main()
