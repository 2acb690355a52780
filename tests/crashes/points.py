"""Loaded into a worker by tests only: the six places between planning and sending at which it can be killed.

A file names the place. Whoever comes there first removes the file and takes down the whole worker, parent and
all, with SIGKILL. Leases are a second long here, so that a test need not wait for five minutes.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kernel import outbox
from kernel.models import OutboxMessage
from lms.reminders.services import planning, sending

ORDER = Path(os.environ["CRASH_ORDER"])

BEFORE_PLAN_COMMITS = "before the plan commits"
BEFORE_NUDGE = "after the plan commits, before the nudge"
AFTER_QUEUE_CLAIM = "after the due sends are claimed"
BEFORE_SMTP = "after the outbox message is claimed, before the mail server is spoken to"
AFTER_SMTP = "after the mail server accepted, before the commit"
BEFORE_DONE = "after the commit, before the outbox message is done"
POINTS = (BEFORE_PLAN_COMMITS, BEFORE_NUDGE, AFTER_QUEUE_CLAIM, BEFORE_SMTP, AFTER_SMTP, BEFORE_DONE)


def die_if_ordered(point: str) -> None:
    if ORDER.exists() and ORDER.read_text(encoding="utf-8") == point:
        ORDER.unlink()
        os.killpg(os.getpgrp(), signal.SIGKILL)


def before(module: Any, name: str, point: str, *, when: Callable[..., bool] = lambda *args: True) -> None:
    original = getattr(module, name)

    def dying(*args: Any, **kwargs: Any) -> Any:
        if when(*args):
            die_if_ordered(point)
        return original(*args, **kwargs)

    setattr(module, name, dying)


def after(module: Any, name: str, point: str) -> None:
    original = getattr(module, name)

    def dying(*args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        die_if_ordered(point)
        return result

    setattr(module, name, dying)


def delivers(message: OutboxMessage) -> bool:
    return message.topic == sending.DELIVER_TOPIC


def finish_before_the_work() -> None:
    """The fault that the crash test must notice: a message counts as done before anything is."""
    handle = outbox.handle

    def hasty(message: OutboxMessage, *, clock: Callable[[], datetime]) -> None:
        if delivers(message):
            OutboxMessage.objects.filter(pk=message.pk).update(done_at=clock(), lease_until=None)
        handle(message, clock=clock)

    outbox.handle = hasty


outbox.LEASE = timedelta(seconds=1)
after(planning, "insert_sends", BEFORE_PLAN_COMMITS)
before(outbox, "_nudge", BEFORE_NUDGE)
after(sending, "claim_due", AFTER_QUEUE_CLAIM)
before(sending, "carry", BEFORE_SMTP)
after(sending, "transmit", AFTER_SMTP)
before(outbox, "finish", BEFORE_DONE, when=delivers)
if os.environ.get("CRASH_CONTROL"):
    finish_before_the_work()
