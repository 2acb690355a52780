"""A worker's part: a run goes on, a batch at a time, until it is done; then the trust's leads are told."""

from __future__ import annotations

import uuid
from datetime import datetime

from kernel import outbox
from kernel.access import Viewer
from kernel.audit import Actor
from kernel.models import OutboxMessage
from lms.actions.base import Context
from lms.amendments.actions import TOPIC, move_batch, take_back_batch

WHY = "a move that somebody has decided"


@outbox.handler(TOPIC)
def carry_on(message: OutboxMessage, now: datetime) -> None:
    run_uid = uuid.UUID(message.payload["run"])
    context = Context(Actor.system(), Viewer.system(WHY), now)
    while move_batch(context, run_uid=run_uid):
        pass
    while take_back_batch(context, run_uid=run_uid):
        pass
