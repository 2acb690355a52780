"""Sending what was planned, once.

``queue_due`` hands due sends to the outbox; ``deliver`` carries each in a transaction of its own: it locks
the row, looks again whether the mail is still wanted, gives it to the mail server and writes that down.
A worker that dies between the last two sends the same mail again, with the same Message-ID; at no other
point is anything sent twice or lost.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.db.models import OuterRef, Q, Subquery

from kernel import outbox
from kernel.clock import local_date
from kernel.models import OutboxMessage
from lms.people.accounts import adapter
from lms.people.models import Membership, Person
from lms.reminders.enums import Reason, SendState
from lms.reminders.models import Delivery, PlannedSend
from lms.reminders.rules import Standing, next_try, why_not
from lms.reminders.services.planning import QUEUE_TOPIC
from lms.reminders.services.posting import NotNow, PostOffice, Refused, ServerAway
from lms.reminders.services.writing import Titles, Words, enrolment_of, host, write

logger = logging.getLogger(__name__)

DELIVER_TOPIC = "reminders.deliver"
REASON = "carrying planned sends"
BATCH = 1000
PER_MESSAGE = 50
LOST_AFTER = timedelta(hours=1)
"""A send that nobody has settled by then is handed out again, whatever became of its outbox message."""

LOCK = """
SELECT s.rule, s.occurrence, e.state, COALESCE(u.is_active, true),
    s.organisation_id IS NULL OR EXISTS (
        SELECT 1 FROM leadership_people_membership m
        WHERE m.organisation_id = s.organisation_id AND m.person_id IN (p.id, q.id)
        AND (m.ends_on IS NULL OR m.ends_on >= %s)
    ),
    e.expires_at, d.due_on, d.met_at IS NOT NULL
FROM leadership_reminders_plannedsend s
JOIN leadership_people_person p ON p.id = s.recipient_id
LEFT JOIN leadership_people_person q ON q.id = p.merged_into_id
LEFT JOIN USERS u ON u.id = COALESCE(q.user_id, p.user_id)
LEFT JOIN leadership_calendar_duedate d ON d.id = s.due_date_id
JOIN leadership_enrolment_enrolment e ON e.id = COALESCE(s.enrolment_id, d.enrolment_id)
WHERE s.id = %s AND s.state = 'queued'
FOR UPDATE OF s SKIP LOCKED
"""

KEEP_WORDS = """, kept AS (
    INSERT INTO leadership_reminders_sentwords
        (planned_send_id, language, subject, text, text_for_trust, kept_at)
    VALUES (%s, %s, %s, %s, %s, %s)
)
"""

SETTLE = """
WITH settled AS (
    UPDATE leadership_reminders_plannedsend SET state = %s, reason = %s, settled_at = %s WHERE id = %s
)
--words
UPDATE leadership_reminders_delivery
SET sent_at = %s, address = %s, attempts = attempts + %s, next_try_at = NULL, last_error = %s
WHERE planned_send_id = %s
"""


@outbox.handler(QUEUE_TOPIC)
def queue(message: OutboxMessage, now: datetime) -> None:
    queue_due(now=now)


@outbox.handler(DELIVER_TOPIC)
def deliver(message: OutboxMessage, now: datetime) -> None:
    carry(message.payload["sends"], now=now)


def queue_due(*, now: datetime) -> int:
    """Hand every send that is due, or due for another try, to the outbox; returns how many."""
    queued = 0
    while True:
        batch = _queue_batch(now)
        queued += batch
        if batch < BATCH:
            return queued


@transaction.atomic
def _queue_batch(now: datetime) -> int:
    due = claim_due(now=now)
    if due:
        Delivery.objects.bulk_create(
            [
                Delivery(planned_send_id=pk, message_id=f"<{uid}@{host()}>", next_try_at=now + LOST_AFTER)
                for pk, uid in due
            ],
            update_conflicts=True,
            unique_fields=["planned_send"],
            update_fields=["next_try_at"],
        )
    ids = [pk for pk, _uid in due] + _claim_waiting(now=now)
    if ids:
        outbox.emit_many(DELIVER_TOPIC, [({"sends": part}, None) for part in _parts(ids)], now=now)
    return len(ids)


def claim_due(*, now: datetime) -> list[tuple[int, Any]]:
    """Take planned sends whose moment has come; another scheduler's are passed over."""
    sends = PlannedSend.objects.unscoped(reason=REASON)
    due = list(
        sends.filter(state=SendState.PLANNED, planned_for__lte=now)
        .order_by("planned_for", "pk")
        .select_for_update(skip_locked=True)
        .values_list("pk", "uid")[:BATCH]
    )
    if due:
        sends.filter(pk__in=[pk for pk, _uid in due]).update(state=SendState.QUEUED)
    return due


def _claim_waiting(*, now: datetime) -> list[int]:
    """Take queued sends that are due for another try, or that nobody has settled for long."""
    deliveries = Delivery.objects.unscoped(reason=REASON)
    waiting = list(
        deliveries.filter(next_try_at__lte=now, planned_send__state=SendState.QUEUED)
        .order_by("next_try_at", "pk")
        .select_for_update(skip_locked=True, of=("self",))
        .values_list("planned_send_id", flat=True)[:BATCH]
    )
    if waiting:
        deliveries.filter(planned_send_id__in=waiting).update(next_try_at=now + LOST_AFTER)
    return waiting


def carry(ids: Sequence[int], *, now: datetime) -> None:
    """Send these, each on its own; when there is no mail server, all that are left wait for a later try."""
    batch = _Batch.load(ids, now=now)
    with PostOffice() as office:
        for position, send in enumerate(batch.sends):
            try:
                _carry_one(send, batch, office, now=now)
            except ServerAway as away:
                _postpone([left.pk for left in batch.sends[position:]], str(away), now=now)
                return
            except Exception as fault:
                logger.exception("planned send %s could not be written", send.pk)
                _postpone([send.pk], repr(fault), now=now)


@transaction.atomic
def _carry_one(send: PlannedSend, batch: _Batch, office: PostOffice, *, now: datetime) -> None:
    standing = lock_standing(send.pk, now=now)
    if standing is None:
        return
    address = batch.address_of(send)
    reason = why_not(standing, now) or (None if address else Reason.NO_ADDRESS)
    if reason is not None:
        _settle(send.pk, SendState.SUPPRESSED, now=now, reason=reason)
        return
    words = write(send, batch.titles)
    mail = mail_for(send, words, address=address)
    try:
        transmit(office, mail)
    except Refused as refused:
        failed = {"reason": refused.reason, "address": address, "said": str(refused)}
        _settle(send.pk, SendState.FAILED, now=now, words=words, **failed)
    except NotNow as not_now:
        _try_later(send.pk, str(not_now), now=now)
    else:
        _settle(send.pk, SendState.SENT, now=now, address=address, words=words)


def transmit(office: PostOffice, mail: EmailMultiAlternatives) -> None:
    office.send(mail)


def mail_for(send: PlannedSend, words: Words, *, address: str) -> EmailMultiAlternatives:
    """The message. Its Message-ID was fixed at planning, so that a second copy is known as one."""
    mail = EmailMultiAlternatives(
        subject=words.subject,
        body=words.text,
        to=[address],
        headers={
            "Message-ID": f"<{send.uid}@{host()}>",
            "Auto-Submitted": "auto-generated",
            "List-Id": f"<reminders.{host()}>",
            "Content-Language": words.language,
        },
    )
    mail.attach_alternative(words.html, "text/html")
    return mail


def lock_standing(pk: int, *, now: datetime) -> Standing | None:
    """Lock a queued send and read what decides about it; None if it is settled or another worker has it."""
    with connection.cursor() as cursor:
        cursor.execute(_lock_sql(), [local_date(now), pk])
        row = cursor.fetchone()
    return Standing(*row) if row else None


@cache
def _lock_sql() -> str:
    """One statement for each mail: through the ORM it would take longer than the mail itself."""
    user = get_user_model()._meta
    has_state = any(field.attname == "is_active" for field in user.concrete_fields)
    sql = LOCK if has_state else LOCK.replace("u.is_active", "true")
    return sql.replace("USERS", connection.ops.quote_name(user.db_table))


@dataclass(frozen=True)
class _Batch:
    """What a mail says and where it goes, read at once for all sends of a message."""

    sends: Sequence[PlannedSend]
    titles: Titles
    addresses: dict[int, str]

    @classmethod
    def load(cls, ids: Sequence[int], *, now: datetime) -> _Batch:
        there = Membership.objects.unscoped(reason=REASON).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=local_date(now)),
            ~Q(email=""),
            person_id=OuterRef("recipient_id"),
            organisation_id=OuterRef("organisation_id"),
        )
        sends = list(
            PlannedSend.objects.unscoped(reason=REASON)
            .filter(pk__in=ids, state=SendState.QUEUED)
            .select_related(
                "recipient__merged_into",
                "enrolment__organisation",
                "enrolment__version",
                "due_date__requirement",
                "due_date__enrolment__version",
            )
            .annotate(member_email=Subquery(there.order_by("starts_on").values("email")[:1]))
            .order_by("planned_for", "pk")
        )
        users = {user for send in sends if (user := _survivor(send).user_id) is not None}
        return cls(sends, Titles(sends), adapter().addresses_for_mail(users) if users else {})

    def address_of(self, send: PlannedSend) -> str:
        """A doctor's own choice of address; before they have an account, the one they were invited at."""
        user_id = _survivor(send).user_id
        if user_id is not None:
            return self.addresses.get(user_id, "")
        return enrolment_of(send).invited_as or getattr(send, "member_email", "") or ""


def _survivor(send: PlannedSend) -> Person:
    return send.recipient.merged_into or send.recipient


def _settle(
    pk: int,
    state: SendState,
    *,
    now: datetime,
    reason: str = "",
    address: str = "",
    said: str = "",
    words: Words | None = None,
) -> None:
    """Write down what became of it, and the words that went: one statement for each mail."""
    sent_at = now if state == SendState.SENT else None
    tried = 0 if state == SendState.SUPPRESSED else 1
    kept = (pk, words.language, words.subject, words.to_keep, words.to_show_a_trust, now) if words else ()
    sql = SETTLE.replace("--words\n", KEEP_WORDS if words else "")
    with connection.cursor() as cursor:
        cursor.execute(sql, [state, reason, now, pk, *kept, sent_at, address, tried, said[:300], pk])


def _postpone(ids: list[int], said: str, *, now: datetime) -> None:
    """Each in a transaction of its own, passing over what another worker has in hand."""
    for pk in ids:
        with transaction.atomic():
            if lock_standing(pk, now=now) is not None:
                _try_later(pk, said, now=now)


def _try_later(pk: int, said: str, *, now: datetime) -> None:
    deliveries = Delivery.objects.unscoped(reason=REASON).filter(planned_send_id=pk)
    attempts = deliveries.values_list("attempts", flat=True).get() + 1
    moment = next_try(attempts, now)
    if moment is None:
        _settle(pk, SendState.FAILED, now=now, reason=Reason.GAVE_UP, said=said)
    else:
        deliveries.update(attempts=attempts, next_try_at=moment, last_error=said[:300])


def _parts(ids: list[int]) -> Iterator[list[int]]:
    for first in range(0, len(ids), PER_MESSAGE):
        yield ids[first : first + PER_MESSAGE]
