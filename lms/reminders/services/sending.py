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
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.db.models import Case, DateField, OuterRef, Q, Subquery, Value, When

from kernel import outbox
from kernel.clock import local_date
from kernel.models import OutboxMessage
from lms.people.accounts import adapter
from lms.people.models import Membership, Person
from lms.reminders.enums import Reason, Rule, SendState
from lms.reminders.models import Delivery, PlannedSend
from lms.reminders.quiet import SendingTimes, at_hour, sending_times
from lms.reminders.rules import SENT_AT, Standing, next_try, why_not
from lms.reminders.services import openness, posts
from lms.reminders.services.planning import QUEUE_TOPIC
from lms.reminders.services.posting import NotNow, PostOffice, Refused, ServerAway
from lms.reminders.services.refusals import Refusals
from lms.reminders.services.wanted import SINCE
from lms.reminders.services.writing import Titles, Words, enrolment_of, host, write

logger = logging.getLogger(__name__)

DELIVER_TOPIC = "reminders.deliver"
REASON = "carrying planned sends"
BATCH = 1000
PER_MESSAGE = 50
CHOOSING = 7_301_450_914
"""The advisory lock under which due sends are chosen."""
URGENCY = (
    Rule.INVITATION,
    Rule.RETIRING,
    Rule.GOES_ON,
    Rule.CORRECTED,
    Rule.ON_DUE,
    Rule.BEFORE_DUE,
    Rule.OVERDUE,
    Rule.UNANSWERED,
    Rule.POST_ENDS,
    Rule.INACTIVE,
)
LOST_AFTER = timedelta(hours=1)
"""A send that nobody has settled by then is handed out again, whatever became of its outbox message."""

PUT_OFF = """
UPDATE leadership_reminders_plannedsend SET planned_for = %s, why = jsonb_build_object(
    'put_off_from', to_char(planned_for AT TIME ZONE 'Europe/London', 'YYYY-MM-DD')
) || why
WHERE id = ANY(%s)
"""

LOCK = """
SELECT s.rule, s.occurrence, e.state, COALESCE(u.is_active, true),
    s.organisation_id IS NULL OR EXISTS (
        SELECT 1 FROM leadership_people_membership m
        WHERE m.organisation_id = s.organisation_id AND m.person_id IN (p.id, q.id)
        AND (m.ends_on IS NULL OR m.ends_on >= %s)
    ),
    e.expires_at, d.due_on, d.met_at IS NOT NULL OR d.dropped_at IS NOT NULL,
    s.rule <> 'invitation' AND EXISTS (
        SELECT 1 FROM leadership_reminders_mute m WHERE m.person_id IN (p.id, q.id) AND m.category = CASE
            WHEN s.rule IN ('before_due', 'on_due', 'overdue') THEN 'deadlines' ELSE 'nudges' END
    ),
    s.rule <> 'invitation' AND EXISTS (
        SELECT 1 FROM leadership_reminders_trustrule t
        WHERE t.organisation_id = e.organisation_id AND t.programme_id = e.programme_id AND t.rule = s.rule
        AND t.is_off AND t.ended_at IS NULL
    ),
    s.rule <> 'invitation' AND EXISTS (
        SELECT 1 FROM leadership_calendar_absence a
        WHERE a.person_id IN (p.id, q.id) AND a.cancelled_at IS NULL
        AND %s BETWEEN a.starts_on AND a.ends_on
    ),
    CASE WHEN s.rule = 'inactive' THEN --since
    END,
    e.link, d.waiting_since IS NOT NULL
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
    UPDATE leadership_reminders_plannedsend SET state = %s, reason = %s, settled_at = %s,
        reminded_on = CASE WHEN %s THEN NULL ELSE reminded_on END
    WHERE id = %s
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
    """Take planned sends whose moment has come: one reminder a day for each person, in waking hours.

    Further reminders of the same person move to the next day.
    """
    times = sending_times()
    while due := _due(now, reminders=not times.is_quiet(now)):
        chosen, others = _one_a_day(due, today=local_date(now))
        _put_off(others, now=now, times=times)
        if chosen:
            _mark_queued(chosen, now=now)
            return [(each.pk, each.uid) for each in chosen]
    return []


class Due(NamedTuple):
    pk: int
    uid: Any
    rule: str
    recipient_id: int


def _due(now: datetime, *, reminders: bool) -> list[Due]:
    sends = PlannedSend.objects.unscoped(reason=REASON).filter(state=SendState.PLANNED, planned_for__lte=now)
    if not reminders:
        sends = sends.filter(rule=Rule.INVITATION)
    rows = (
        sends.order_by("planned_for", "pk")
        .select_for_update(skip_locked=True)
        .values_list("pk", "uid", "rule", "recipient_id")[:BATCH]
    )
    return [Due(*row) for row in rows]


def _one_a_day(due: Sequence[Due], *, today: date) -> tuple[list[Due], list[Due]]:
    """What goes now, and what waits because its reader has a reminder today. The most urgent goes first."""
    taken = _reminded({each.recipient_id for each in due if each.rule != Rule.INVITATION}, today)
    chosen, others = [], []
    for each in sorted(due, key=lambda each: URGENCY.index(each.rule)):
        if each.rule != Rule.INVITATION and each.recipient_id in taken:
            others.append(each)
            continue
        if each.rule != Rule.INVITATION:
            taken.add(each.recipient_id)
        chosen.append(each)
    return chosen, others


def _reminded(person_ids: set[int], today: date) -> set[int]:
    """Those who have their reminder of the day. One scheduler looks at a time, after the other's commit."""
    if not person_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHOOSING])
    had = PlannedSend.objects.unscoped(reason=REASON).filter(reminded_on=today, recipient_id__in=person_ids)
    return set(had.values_list("recipient_id", flat=True))


def _put_off(others: Sequence[Due], *, now: datetime, times: SendingTimes) -> None:
    if not others:
        return
    next_day = at_hour(times.next_day(local_date(now) + timedelta(days=1)), SENT_AT)
    with connection.cursor() as cursor:
        cursor.execute(PUT_OFF, [next_day, [each.pk for each in others]])


def _mark_queued(chosen: Sequence[Due], *, now: datetime) -> None:
    sends = PlannedSend.objects.unscoped(reason=REASON).filter(pk__in=[each.pk for each in chosen])
    is_reminder = ~Q(rule=Rule.INVITATION)
    sends.update(
        state=SendState.QUEUED,
        reminded_on=Case(When(is_reminder, then=Value(local_date(now))), output_field=DateField()),
    )


def _claim_waiting(*, now: datetime) -> list[int]:
    """Take queued sends that are due for another try, or that nobody has settled for long."""
    deliveries = Delivery.objects.unscoped(reason=REASON)
    ready = deliveries.filter(next_try_at__lte=now, planned_send__state=SendState.QUEUED)
    if sending_times().is_quiet(now):
        ready = ready.filter(planned_send__rule=Rule.INVITATION)
    waiting = list(
        ready.order_by("next_try_at", "pk")
        .select_for_update(skip_locked=True, of=("self",))
        .values_list("planned_send_id", flat=True)[:BATCH]
    )
    if waiting:
        deliveries.filter(planned_send_id__in=waiting).update(next_try_at=now + LOST_AFTER)
    return waiting


def carry(ids: Sequence[int], *, now: datetime) -> None:
    """Send these, each on its own; when there is no mail server, all that are left wait for a later try."""
    batch = _Batch.load(_not_at_night(ids, now=now), now=now)
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


def _not_at_night(ids: Sequence[int], *, now: datetime) -> Sequence[int]:
    """A worker that comes too late in the day leaves reminders for the morning."""
    times = sending_times()
    if not times.is_quiet(now):
        return ids
    sends = PlannedSend.objects.unscoped(reason=REASON).filter(pk__in=ids, state=SendState.QUEUED)
    kept = sends.exclude(rule=Rule.INVITATION).values("pk")
    held = Delivery.objects.unscoped(reason=REASON).filter(planned_send__in=kept)
    held.update(next_try_at=times.opens_after(now))
    return list(sends.filter(rule=Rule.INVITATION).values_list("pk", flat=True))


@transaction.atomic
def _carry_one(send: PlannedSend, batch: _Batch, office: PostOffice, *, now: datetime) -> None:
    standing = lock_standing(send.pk, now=now)
    if standing is None:
        return
    address = batch.address_of(send)
    reason = why_not(standing, now) or posts.why_not(send, now=now) or openness.why_not(send, now=now)
    reason = reason or batch.why_not_there(send, address, now=now)
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
        if refused.reason == Reason.ADDRESS_REFUSED:
            batch.refusals.refused(_survivor(send).pk, address, now=now)
    except NotNow as not_now:
        _try_later(send.pk, str(not_now), now=now)
    else:
        _settle(send.pk, SendState.SENT, now=now, address=address, words=words)
        batch.refusals.accepted(_survivor(send).pk, now=now)


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
            **_one_click(words),
        },
    )
    mail.attach_alternative(words.html, "text/html")
    return mail


def _one_click(words: Words) -> dict[str, str]:
    """RFC 8058: a mail program ends mails of this kind with one POST."""
    if not words.unsubscribe:
        return {}
    return {
        "List-Unsubscribe": f"<{words.unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def lock_standing(pk: int, *, now: datetime) -> Standing | None:
    """Lock a queued send and read what decides about it; None if it is settled or another worker has it."""
    with connection.cursor() as cursor:
        cursor.execute(_lock_sql(), [local_date(now), local_date(now), pk])
        row = cursor.fetchone()
    return Standing(*row) if row else None


@cache
def _lock_sql() -> str:
    """One statement for each mail: through the ORM it would take longer than the mail itself."""
    user = get_user_model()._meta
    has_state = any(field.attname == "is_active" for field in user.concrete_fields)
    sql = LOCK if has_state else LOCK.replace("u.is_active", "true")
    sql = sql.replace("--since", SINCE)
    return sql.replace("USERS", connection.ops.quote_name(user.db_table))


@dataclass(frozen=True)
class _Batch:
    """What a mail says and where it goes, read at once for all sends of a message."""

    sends: Sequence[PlannedSend]
    titles: Titles
    addresses: dict[int, str]
    refusals: Refusals

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
                "enrolment__organisation__brand",
                "enrolment__version",
                "due_date__requirement",
                "due_date__enrolment__version",
                "due_date__enrolment__organisation__brand",
            )
            .annotate(member_email=Subquery(there.order_by("starts_on").values("email")[:1]))
            .order_by("planned_for", "pk")
        )
        users = {user for send in sends if (user := _survivor(send).user_id) is not None}
        addresses = adapter().addresses_for_mail(users) if users else {}
        return cls(sends, Titles(sends), addresses, Refusals({_survivor(send).pk for send in sends}))

    def why_not_there(self, send: PlannedSend, address: str, *, now: datetime) -> Reason | None:
        if not address:
            return Reason.NO_ADDRESS
        forbidden = self.refusals.forbid(_survivor(send).pk, address, now=now)
        return Reason.ADDRESS_REFUSED if forbidden else None

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
        of_the_send: list[Any] = [state, reason, now, state == SendState.SUPPRESSED, pk]
        cursor.execute(sql, [*of_the_send, *kept, sent_at, address, tried, said[:300], pk])


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
