"""The outbox: promised in the transaction, claimed with a lease, done once.

``emit`` adds a row in the caller's transaction and nudges a worker after commit. ``drain`` claims one row
at a time with SKIP LOCKED under a lease and hands it to its topic's handler. A worker that dies leaves a
lease that runs out; the sweep then takes the row again. So a handler must bear being called twice, also
by two workers at once where the first was slower than its lease.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from kombu.pools import producers

from kernel.conf import setting
from kernel.models import OutboxMessage

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8
FIRST_RETRY = timedelta(seconds=30)
BROKER_PATIENCE = 0.3
KEPT_DAYS = 30
PURGE_BATCH = 10_000
# Two names for Redis and two for RabbitMQ; each ignores the other's.
PATIENCE_OPTIONS = ("socket_connect_timeout", "socket_timeout", "read_timeout", "write_timeout")

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


def emit(
    topic: str,
    payload: dict[str, Any],
    *,
    now: datetime,
    key: str | None = None,
    at: datetime | None = None,
) -> None:
    """Promise work in the present transaction; ``key`` makes a second promise of the same a no-op.

    With ``at`` it is not done before that moment.
    """
    emit_many(topic, [(payload, key)], now=now, at=at)


def emit_many(
    topic: str,
    messages: Iterable[tuple[dict[str, Any], str | None]],
    *,
    now: datetime,
    at: datetime | None = None,
) -> None:
    OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(topic=topic, payload=payload, key=key, created_at=now, available_at=at or now)
            for payload, key in messages
        ],
        ignore_conflicts=True,
        batch_size=2000,
    )
    nudge_after_commit()


def nudge_after_commit() -> None:
    """Wake a worker once per transaction. Losing the nudge loses nothing: the sweep finds the rows."""
    if all(entry[1] is not _nudge for entry in connection.run_on_commit):
        transaction.on_commit(_nudge, robust=True)


def _nudge() -> None:
    """Never waits for a broker that is away, and not for long where one hangs."""
    from kernel.tasks import drain_outbox  # noqa: PLC0415 -- tasks stand above this layer

    broker = drain_outbox.app.connection_for_write(
        connect_timeout=BROKER_PATIENCE, transport_options=dict.fromkeys(PATIENCE_OPTIONS, BROKER_PATIENCE)
    )
    try:
        with producers[broker].acquire(block=True, timeout=BROKER_PATIENCE) as producer:
            drain_outbox.apply_async(producer=producer, retry=False)
    except drain_outbox.OperationalError:
        logger.warning("the broker did not take a nudge; the sweep will find the outbox rows")


def claim(*, now: datetime, limit: int = 1, lease: timedelta | None = None) -> list[OutboxMessage]:
    """Take up to ``limit`` due messages for ourselves until the lease runs out."""
    until = now + (lease or LEASE)
    with transaction.atomic():
        messages = list(
            _free(now)
            .filter(available_at__lte=now, attempts__lt=MAX_ATTEMPTS)
            .order_by("available_at", "id")
            .select_for_update(skip_locked=True)[:limit]
        )
        if messages:
            OutboxMessage.objects.filter(pk__in=[message.pk for message in messages]).update(
                lease_until=until, attempts=F("attempts") + 1
            )
    for message in messages:
        message.lease_until = until
        message.attempts += 1
    return messages


def drain(*, clock: Clock) -> int:
    """Do all due work; returns how many messages were handled.

    Whoever finds work wakes one more worker, so that a long queue spreads over all of them.
    """
    handled = 0
    give_up_on_killers(now=clock())
    while messages := claim(now=clock()):
        if not handled:
            _nudge()
        for message in messages:
            handle(message, clock=clock)
            handled += 1
    return handled


def give_up_on_killers(*, now: datetime) -> int:
    """Close the messages whose worker died every time: trying on would take down worker after worker."""
    spent = _free(now).filter(attempts__gte=MAX_ATTEMPTS, lease_until__isnull=False)
    given_up = spent.update(failed_at=now, lease_until=None, last_error="the worker died at every attempt")
    if given_up:
        logger.error("%s outbox messages were given up: their worker died at every attempt", given_up)
    return given_up


def handle(message: OutboxMessage, *, clock: Clock) -> None:
    try:
        _handlers[message.topic](message, clock())
    except Exception as error:
        logger.exception("outbox message %s (%s) failed", message.pk, message.topic)
        _postpone(message, error, now=clock())
    else:
        finish(message, now=clock())


def finish(message: OutboxMessage, *, now: datetime) -> None:
    """What was done is forgotten: a payload may hold more than a row that stays ought to."""
    _mine(message).update(done_at=now, lease_until=None, payload={})


def purge(*, now: datetime) -> int:
    """Delete what was done long ago, in parts that hold no lock for long; what failed stays to be looked at.

    A row's ``key`` goes with it: whoever promises the same work again after that promises new work.
    """
    before = now - timedelta(days=setting("LEADERSHIP_OUTBOX_DAYS", KEPT_DAYS))
    purged = 0
    while True:
        done = OutboxMessage.objects.filter(done_at__lt=before).order_by("done_at").values("pk")
        part, _tables = OutboxMessage.objects.filter(pk__in=done[:PURGE_BATCH]).delete()
        purged += part
        if part < PURGE_BATCH:
            return purged


def _postpone(message: OutboxMessage, error: Exception, *, now: datetime) -> None:
    if message.attempts >= MAX_ATTEMPTS:
        _mine(message).update(failed_at=now, lease_until=None, last_error=repr(error)[:2000])
        return
    wait = FIRST_RETRY * 2 ** (message.attempts - 1)
    _mine(message).update(available_at=now + wait, lease_until=None, last_error=repr(error)[:2000])


def _free(now: datetime) -> QuerySet[OutboxMessage]:
    """Open messages that nobody holds."""
    return OutboxMessage.objects.filter(
        Q(lease_until__isnull=True) | Q(lease_until__lt=now), done_at__isnull=True, failed_at__isnull=True
    )


def _mine(message: OutboxMessage) -> QuerySet[OutboxMessage]:
    """The row, unless it was claimed anew: a slow worker must not undo a quicker one's outcome."""
    return OutboxMessage.objects.filter(
        pk=message.pk, attempts=message.attempts, done_at__isnull=True, failed_at__isnull=True
    )
