"""The outbox: promised in the transaction, claimed with a lease, done once.

``emit`` adds a row in the caller's transaction and nudges a worker after commit. ``drain`` claims rows
with SKIP LOCKED under a lease and hands each to its topic's handler. A worker that dies leaves a lease
that runs out; the sweep then takes the row again. So a handler must bear being called twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from kernel.models import OutboxMessage

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8
FIRST_RETRY = timedelta(seconds=30)

Handler = Callable[[OutboxMessage, datetime], None]
Clock = Callable[[], datetime]

_handlers: dict[str, Handler] = {}


def handler(topic: str) -> Callable[[Handler], Handler]:
    """Register the function that does the work of a topic. It opens its own transactions."""

    def register(function: Handler) -> Handler:
        if topic in _handlers and _handlers[topic] is not function:
            raise ValueError(f"the topic {topic} has a handler already")
        _handlers[topic] = function
        return function

    return register


def emit(topic: str, payload: dict[str, Any], *, now: datetime, key: str | None = None) -> None:
    """Promise work in the present transaction; ``key`` makes a second promise of the same a no-op."""
    emit_many(topic, [(payload, key)], now=now)


def emit_many(topic: str, messages: Iterable[tuple[dict[str, Any], str | None]], *, now: datetime) -> None:
    OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(topic=topic, payload=payload, key=key, created_at=now, available_at=now)
            for payload, key in messages
        ],
        ignore_conflicts=True,
        batch_size=2000,
    )
    nudge_after_commit()


def nudge_after_commit() -> None:
    """Wake a worker once per transaction. Losing the nudge loses nothing: the sweep finds the rows."""
    waiting = [entry[1] for entry in connection.run_on_commit]
    if _nudge not in waiting:
        transaction.on_commit(_nudge, robust=True)


def _nudge() -> None:
    from kernel.tasks import drain_outbox  # noqa: PLC0415 -- tasks stand above this layer

    try:
        drain_outbox.apply_async(retry=False)
    except drain_outbox.OperationalError:  # the broker is away: the sweep will find the rows
        logger.warning("the broker did not take a nudge; the sweep will find the outbox rows")


def claim(*, now: datetime, limit: int, lease: timedelta = LEASE) -> list[OutboxMessage]:
    """Take up to ``limit`` due messages for ourselves until the lease runs out."""
    with transaction.atomic():
        due = (
            OutboxMessage.objects.filter(
                Q(lease_until__isnull=True) | Q(lease_until__lt=now),
                done_at__isnull=True,
                failed_at__isnull=True,
                available_at__lte=now,
            )
            .order_by("available_at", "id")
            .select_for_update(skip_locked=True)[:limit]
        )
        messages = list(due)
        OutboxMessage.objects.filter(pk__in=[message.pk for message in messages]).update(
            lease_until=now + lease, attempts=F("attempts") + 1
        )
    for message in messages:
        message.lease_until = now + lease
        message.attempts += 1
    return messages


def drain(*, clock: Clock, limit: int = 20) -> int:
    """Do all due work; returns how many messages were handled."""
    handled = 0
    while messages := claim(now=clock(), limit=limit):
        for message in messages:
            handle(message, clock=clock)
        handled += len(messages)
    return handled


def handle(message: OutboxMessage, *, clock: Clock) -> None:
    try:
        _handlers[message.topic](message, clock())
    except Exception as error:
        logger.exception("outbox message %s (%s) failed", message.pk, message.topic)
        _postpone(message, error, now=clock())
    else:
        _mine(message).update(done_at=clock(), lease_until=None)


def _postpone(message: OutboxMessage, error: Exception, *, now: datetime) -> None:
    if message.attempts >= MAX_ATTEMPTS:
        _mine(message).update(failed_at=now, lease_until=None, last_error=repr(error)[:2000])
        return
    wait = FIRST_RETRY * 2 ** (message.attempts - 1)
    _mine(message).update(available_at=now + wait, lease_until=None, last_error=repr(error)[:2000])


def _mine(message: OutboxMessage) -> Any:
    """The row, while our lease on it still stands: a slow worker must not undo a quicker one's outcome."""
    return OutboxMessage.objects.filter(
        pk=message.pk, attempts=message.attempts, done_at__isnull=True, failed_at__isnull=True
    )
