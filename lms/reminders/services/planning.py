"""Planning sends, so that each is seen before it goes, and taking back those that are no longer wanted.

Only rows that are still *planned* are taken back here. One that is on its way is checked again by the
worker that carries it, so that no request ever waits for a mail server.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Case, DateTimeField, QuerySet, When

from kernel import outbox
from kernel.clock import local_date
from kernel.conf import setting
from lms.calendar.models import Absence
from lms.calendar.rules import Away
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.reminders.enums import CATEGORY_OF, DUE_RULES, REMINDERS, REOPENABLE, Reason, Rule, SendState
from lms.reminders.models import PlannedSend, PlanningMark
from lms.reminders.quiet import SendingTimes, sending_times
from lms.reminders.rules import GRACE, Moment, moment
from lms.reminders.services import posts
from lms.reminders.services.wanted import Scope, Wanted, wanted
from programmes.enums import ReminderKind
from programmes.models import ReminderRule

QUEUE_TOPIC = "reminders.queue_due"
REASON = "planning the sends of everybody concerned"
LONGEST_WAIT = 200
"""A programme's longest offset and a trust's on top of it."""
MOST_DAYS = 400
"""No absence that ended longer ago can matter to a reminder that is still to go."""

INSERT = """
WITH made AS (
    INSERT INTO leadership_reminders_plannedsend (
        uid, enrolment_id, due_date_id, rule, occurrence, channel, recipient_id, organisation_id,
        planned_for, state, reason, why, created_at, settled_at
    )
    SELECT gen_random_uuid(), n.enrolment, n.due_date, n.rule, n.occurrence, 'email', n.recipient,
        n.organisation, n.planned_for, n.state, n.reason, n.why::jsonb, %s,
        CASE WHEN n.state = 'planned' THEN NULL ELSE %s::timestamptz END
    FROM unnest(
        %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::bigint[],
        %s::timestamptz[], %s::text[], %s::text[], %s::text[]
    ) AS n (
        enrolment, due_date, rule, occurrence, recipient, organisation, planned_for, state, reason, why
    )
    ON CONFLICT DO NOTHING
    RETURNING state
)
SELECT count(*) FILTER (WHERE state = 'planned') FROM made
"""

MOVE_ALONG = """
UPDATE leadership_reminders_plannedsend s
SET occurrence = split_part(s.occurrence, ':', 1) || ':' || %s,
    why = s.why || jsonb_build_object('since', %s::text),
    planned_for = ((day.wanted + COALESCE(quiet.add, 0)) + time '08:00') AT TIME ZONE 'Europe/London'
FROM leadership_reminders_plannedsend o
CROSS JOIN LATERAL (SELECT %s::date + split_part(o.occurrence, ':', 1)::integer AS wanted) day
LEFT JOIN unnest(%s::date[], %s::integer[]) AS quiet (day, add) ON quiet.day = day.wanted
WHERE o.id = s.id AND s.enrolment_id = %s AND s.rule = 'inactive' AND s.state = 'planned'
    AND s.occurrence <> split_part(s.occurrence, ':', 1) || ':' || %s
"""


class NewSend(NamedTuple):
    """A row to be: exactly one of the first two is its subject."""

    enrolment_id: int | None
    due_date_id: int | None
    rule: str
    occurrence: str
    recipient_id: int
    organisation_id: int | None
    planned_for: datetime
    state: str
    reason: str
    why: str
    created_at: datetime


def horizon_days() -> int:
    return setting("LEADERSHIP_PLANNING_HORIZON_DAYS", 60)


@transaction.atomic
def plan_invitations(enrolments: Iterable[Enrolment], *, now: datetime, ordinal: int = 1) -> int:
    """Plan the invitation of each enrolment that waits for an answer; ``ordinal`` 2 sends it again."""
    waiting = [enrolment for enrolment in enrolments if enrolment.state == State.INVITED]
    sends = [
        NewSend(
            enrolment.pk,
            None,
            Rule.INVITATION,
            str(ordinal),
            enrolment.person_id,
            enrolment.organisation_id,
            now,
            SendState.PLANNED,
            "",
            "{}",
            now,
        )
        for enrolment in waiting
    ]
    insert_sends(sends)
    plan_due_reminders(now=now, enrolment_ids=[enrolment.pk for enrolment in waiting])
    _wake(sends, now=now)
    return len(sends)


@transaction.atomic
def plan_due_reminders(
    *,
    now: datetime,
    enrolment_ids: Collection[int] | None = None,
    stale: Reason = Reason.DATE_MOVED,
    requirement_ids: Collection[int] | None = None,
) -> int:
    """Plan the reminders within the horizon; returns how many are newly planned.

    With ``enrolment_ids``: those enrolments, as the act that changed them asks, and what is no longer wanted
    is taken back for the reason ``stale``. With ``requirement_ids`` too, the dates of all others stand, and
    so do the rules: nothing is asked about their reminders. Without: everybody, once for each day that the
    horizon moves on, so that asking again the same day costs one look; what was planned before is looked at
    again as it comes near.
    """
    until = local_date(now) + timedelta(days=horizon_days())
    if enrolment_ids is not None:
        scope = Scope(enrolment_ids, requirement_ids=requirement_ids)
        return _plan(scope, until=until, now=now, stale=stale) if enrolment_ids else 0
    known = PlanningMark.objects.filter(pk=1).values_list("planned_until", flat=True).first()
    if known and known >= until:
        return 0
    planned = _plan(Scope(known=known), until=until, now=now, stale=stale) + posts.plan(until=until, now=now)
    PlanningMark.objects.update_or_create(pk=1, defaults={"planned_until": until})
    return planned


@lru_cache(maxsize=512)
def promises_nudges(version_id: int) -> bool:
    """Versions are immutable."""
    return ReminderRule.objects.filter(version_id=version_id, kind=ReminderKind.INACTIVE).exists()


@lru_cache(maxsize=64)
def same_reminders(version_id: int, other_id: int) -> bool:
    """Whether both versions remind alike; versions are immutable."""
    rules = ReminderRule.objects.filter(version_id__in=(version_id, other_id))
    found: dict[int, list[tuple[str, int | None]]] = defaultdict(list)
    for version, kind, days in rules.values_list("version_id", "kind", "days"):
        found[version].append((kind, days))
    return sorted(found[version_id], key=str) == sorted(found[other_id], key=str)


def went_on(enrolment: Enrolment, *, now: datetime) -> int:
    """Something was done: the nudge about nothing being done moves along, with one statement."""
    if not promises_nudges(enrolment.version_id):
        return 0
    today = local_date(now)
    quiet = _quiet_days(today, sending_times())
    said = today.isoformat()
    with connection.cursor() as cursor:
        cursor.execute(MOVE_ALONG, [said, said, today, list(quiet), list(quiet.values()), enrolment.pk, said])
        return int(cursor.rowcount)


@lru_cache(maxsize=4)
def _quiet_days(today: date, times: SendingTimes) -> Mapping[date, int]:
    """The days from now on, on which nothing goes, each with how many days later something does."""
    days = [today + timedelta(days=days) for days in range(LONGEST_WAIT)]
    return {day: (times.next_day(day) - day).days for day in days if times.is_quiet_day(day)}


def suppress_for_enrolments(enrolment_ids: Collection[int], *, reason: str, now: datetime) -> int:
    """Take back everything still planned for these enrolments; returns how many sends that were."""
    return _suppress(_planned_for(enrolment_ids), reason=reason, now=now)


def suppress_for_due_dates(due_date_ids: Collection[int], *, reason: str, now: datetime) -> int:
    return _suppress(_planned().filter(due_date_id__in=due_date_ids), reason=reason, now=now)


def suppress_muted(person_id: int, *, category: str, now: datetime) -> int:
    rules = [rule for rule, of in CATEGORY_OF.items() if of == category]
    mine = _planned().filter(recipient_id=person_id, rule__in=rules)
    return _suppress(mine, reason=Reason.MUTED, now=now)


def move_recipient(from_person_id: int, *, to_person_id: int) -> int:
    """The sends of a person who turned out to be another are that one's, history included.

    Each of the two may have had a reminder on the same day.
    """
    sends = PlannedSend.objects.unscoped(reason="an unclaimed person turned out to be this one")
    return sends.filter(recipient_id=from_person_id).update(recipient_id=to_person_id, reminded_on=None)


def show_to_sponsor(enrolment: Enrolment) -> int:
    """From now on the sponsor sees what is still planned for this enrolment."""
    return _planned_for([enrolment.pk]).update(organisation_id=enrolment.organisation_id)


def insert_sends(sends: Sequence[NewSend]) -> int:
    """One statement. Rows that another planner was quicker to write stay as that one wrote them."""
    if not sends:
        return 0
    columns = [list(column) for column in zip(*sends, strict=True)]
    at = sends[0].created_at
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [at, at, *columns[:-1]])
        return int(cursor.fetchone()[0])


def _plan(scope: Scope, *, until: date, now: datetime, stale: Reason) -> int:
    found = wanted(scope, until=until, now=now)
    moments = _moments(found, now=now)
    _take_back(scope, found, stale=stale, now=now)
    sends = [_send(each, at, now=now) for each, at in zip(found, moments, strict=True) if not each.send_id]
    planned = insert_sends(sends)
    reopened = _reopen(found, moments, now=now)
    _move(found, moments, now=now)
    _wake([send for send in sends if send.state == SendState.PLANNED], now=now)
    return planned + reopened


def _moments(found: Sequence[Wanted], *, now: datetime) -> list[Moment]:
    times = sending_times()
    away = _absences({each.person_id for each in found}, now=now)
    # Of those who are never away many have the same.
    same: dict[tuple[str, int, date], Moment] = {}

    def of(each: Wanted) -> Moment:
        key = each.rule, each.days, each.anchor
        if each.person_id in away:
            return moment(*key, now=now, away=away[each.person_id], times=times)
        if key not in same:
            same[key] = moment(*key, now=now, times=times)
        return same[key]

    return [of(each) for each in found]


def _absences(person_ids: set[int], *, now: datetime) -> Mapping[int, list[Away]]:
    if not person_ids:
        return {}
    away: dict[int, list[Away]] = defaultdict(list)
    standing = Absence.objects.unscoped(reason=REASON).filter(
        person_id__in=person_ids,
        cancelled_at__isnull=True,
        ends_on__gte=local_date(now) - timedelta(days=MOST_DAYS),
    )
    for person_id, first, last in standing.values_list("person_id", "starts_on", "ends_on"):
        away[person_id].append(Away(first, last))
    return away


def _send(found: Wanted, at: Moment, *, now: datetime) -> NewSend:
    reason = Reason.MUTED if found.muted else Reason.TOO_LATE if at.too_late else ""
    counted_from = "due_on" if found.rule in DUE_RULES else "since"
    return NewSend(
        found.enrolment_id,
        found.due_date_id,
        found.rule,
        at.occurrence,
        found.person_id,
        found.organisation_id,
        at.at,
        SendState.SUPPRESSED if reason else SendState.PLANNED,
        reason,
        json.dumps({"days": found.days, counted_from: found.anchor.isoformat()}),
        now,
    )


def _take_back(scope: Scope, found: Sequence[Wanted], *, stale: Reason, now: datetime) -> None:
    """What is planned and no longer wanted. For everybody: each act takes back its own, and a second look
    before the mail goes finds the rest.
    """
    if scope.enrolment_ids is None:
        return
    keys = {each.key for each in found}
    there = _planned_for(scope.enrolment_ids, requirement_ids=scope.requirement_ids)
    there = there.filter(rule__in=REMINDERS).order_by()
    rows = there.values_list("pk", "enrolment_id", "due_date_id", "rule", "occurrence")
    gone = [pk for pk, *key in rows if tuple(key) not in keys]
    if gone:
        _suppress(_planned().filter(pk__in=gone), reason=stale, now=now)


def _reopen(found: Sequence[Wanted], moments: Sequence[Moment], *, now: datetime) -> int:
    """What was taken back for a reason that has passed is planned again, unless its moment has passed too."""
    again = {
        each.send_id: at.at
        for each, at in zip(found, moments, strict=True)
        if each.send_id
        and each.state == SendState.SUPPRESSED
        and each.reason in REOPENABLE
        and not each.muted
        and at.at >= now - GRACE
    }
    if not again:
        return 0
    sends = PlannedSend.objects.unscoped(reason=REASON).filter(pk__in=again, state=SendState.SUPPRESSED)
    return sends.update(state=SendState.PLANNED, reason="", settled_at=None, planned_for=_by_id(again))


def _move(found: Sequence[Wanted], moments: Sequence[Moment], *, now: datetime) -> None:
    """What is still to come goes at another moment where absence has changed it."""
    moved = {
        each.send_id: at.at
        for each, at in zip(found, moments, strict=True)
        if each.send_id
        and each.state == SendState.PLANNED
        and each.planned_for
        and now < at.at != each.planned_for > now
    }
    if moved:
        _planned().filter(pk__in=moved).update(planned_for=_by_id(moved))


def _by_id(moments: Mapping[int, datetime]) -> Case:
    whens = [When(pk=pk, then=at) for pk, at in moments.items()]
    return Case(*whens, output_field=DateTimeField())


def _planned() -> QuerySet[PlannedSend]:
    return PlannedSend.objects.unscoped(reason=REASON).filter(state=SendState.PLANNED)


def _planned_for(
    enrolment_ids: Collection[int], *, requirement_ids: Collection[int] | None = None
) -> QuerySet[PlannedSend]:
    """For enrolments themselves and for their due dates. Two questions, as each has an index: one with an
    *or* across two tables would read every planned send there is.
    """
    own = _planned().order_by().filter(enrolment_id__in=enrolment_ids).values("pk")
    dates = _planned().order_by().filter(due_date__enrolment_id__in=enrolment_ids)
    if requirement_ids is not None:
        dates = dates.filter(due_date__requirement_id__in=requirement_ids)
    return _planned().filter(pk__in=own.union(dates.values("pk"), all=True))


def _suppress(sends: QuerySet[PlannedSend], *, reason: str, now: datetime) -> int:
    return sends.update(state=SendState.SUPPRESSED, reason=reason, settled_at=now)


def _wake(sends: Sequence[NewSend], *, now: datetime) -> None:
    """What is due at once does not wait for the clock."""
    if any(send.planned_for <= now for send in sends):
        outbox.emit(QUEUE_TOPIC, {}, now=now)
