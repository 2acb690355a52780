"""Planning sends, so that each is seen before it goes, and taking back those that are no longer wanted.

Only rows that are still *planned* are taken back here. One that is on its way is checked again by the
worker that carries it, so that no request ever waits for a mail server.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import (
    CharField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, Concat

from kernel import outbox
from kernel.clock import local_date
from kernel.conf import setting
from lms.calendar.models import DueDate
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.reminders.enums import REOPENABLE, Reason, Rule, SendState
from lms.reminders.models import PlannedSend, PlanningMark
from lms.reminders.rules import GRACE, Moment, planned_moments
from programmes.enums import ReminderKind

QUEUE_TOPIC = "reminders.queue_due"
REASON = "planning the sends of everybody concerned"
BATCH = 2000

Candidate = tuple[int, date, int, int, int | None]
"""Due date, its day, days before it, recipient, organisation."""


def horizon_days() -> int:
    return setting("LEADERSHIP_PLANNING_HORIZON_DAYS", 60)


@transaction.atomic
def plan_invitations(enrolments: Iterable[Enrolment], *, now: datetime, ordinal: int = 1) -> int:
    """Plan the invitation of each enrolment that waits for an answer; ``ordinal`` 2 sends it again."""
    sends = [
        PlannedSend(
            enrolment=enrolment,
            rule=Rule.INVITATION,
            occurrence=str(ordinal),
            recipient_id=enrolment.person_id,
            organisation_id=enrolment.organisation_id,
            planned_for=now,
            created_at=now,
        )
        for enrolment in enrolments
        if enrolment.state == State.INVITED
    ]
    insert_sends(sends)
    _wake(sends, now=now)
    return len(sends)


@transaction.atomic
def plan_due_reminders(*, now: datetime, enrolment_ids: Collection[int] | None = None) -> int:
    """Plan the reminders of open due dates within the horizon; returns how many are newly planned.

    With ``enrolment_ids``: those enrolments, as the act that changed them asks. Without: everybody, once for
    each day that the horizon moves on, so that asking again the same day costs one look.
    """
    until = local_date(now) + timedelta(days=horizon_days())
    if enrolment_ids is not None:
        return _plan(Q(enrolment_id__in=enrolment_ids), until=until, now=now)
    if PlanningMark.objects.filter(pk=1, planned_until__gte=until).exists():
        return 0
    planned = _plan(Q(), until=until, now=now)
    PlanningMark.objects.update_or_create(pk=1, defaults={"planned_until": until})
    return planned


def suppress_for_enrolments(enrolment_ids: Collection[int], *, reason: str, now: datetime) -> int:
    """Take back everything still planned for these enrolments; returns how many sends that were."""
    return _suppress(
        _planned().filter(Q(enrolment_id__in=enrolment_ids) | Q(due_date__enrolment_id__in=enrolment_ids)),
        reason=reason,
        now=now,
    )


def suppress_for_due_dates(due_date_ids: Collection[int], *, reason: str, now: datetime) -> int:
    return _suppress(_planned().filter(due_date_id__in=due_date_ids), reason=reason, now=now)


def move_recipient(from_person_id: int, *, to_person_id: int) -> int:
    """The sends of a person who turned out to be another are that one's, history included."""
    sends = PlannedSend.objects.unscoped(reason="an unclaimed person turned out to be this one")
    return sends.filter(recipient_id=from_person_id).update(recipient_id=to_person_id)


def show_to_sponsor(enrolment: Enrolment) -> int:
    """From now on the sponsor sees what is still planned for this enrolment."""
    sends = _planned().filter(Q(enrolment=enrolment) | Q(due_date__enrolment=enrolment))
    return sends.update(organisation_id=enrolment.organisation_id)


def insert_sends(sends: list[PlannedSend]) -> None:
    """Rows that another planner was quicker to write stay as that one wrote them."""
    PlannedSend.objects.bulk_create(sends, ignore_conflicts=True, batch_size=BATCH)


def _plan(which: Q, *, until: date, now: datetime) -> int:
    scope = DueDate.objects.unscoped(reason=REASON).filter(which)
    _suppress_moved(scope, now=now)
    sends = [
        _send(found, moment, now=now) for found, moment in missing_reminders(scope, until=until, now=now)
    ]
    insert_sends(sends)
    wanted = [send for send in sends if send.state == SendState.PLANNED]
    reopened = _reopen(scope, now=now)
    _wake(wanted, now=now)
    return len(wanted) + reopened


def missing_reminders(
    scope: QuerySet[DueDate], *, until: date, now: datetime
) -> list[tuple[Candidate, Moment]]:
    """Reminders that the rules of a version promise for an open due date and that have no row yet."""
    there = PlannedSend.objects.unscoped(reason=REASON).filter(
        due_date=OuterRef("pk"), rule=Rule.BEFORE_DUE, occurrence=OuterRef("occurrence")
    )
    found = (
        scope.filter(
            met_at__isnull=True,
            enrolment__state=State.ACTIVE,
            enrolment__version__reminder_rules__kind=ReminderKind.BEFORE_DUE,
        )
        .annotate(days=F("enrolment__version__reminder_rules__days"))
        .annotate(occurrence=Concat(Cast("days", CharField()), Value(":"), _day("due_on")))
        .annotate(last_day=ExpressionWrapper(Value(until) + F("days"), output_field=DateField()))
        .filter(~Exists(there), due_on__lte=F("last_day"))
        .values_list("pk", "due_on", "days", "enrolment__person_id", "enrolment__organisation_id")
        .order_by("due_on", "pk")
    )
    return [(row, planned_moments([row[2]], row[1], now)[0]) for row in found]


def _send(found: Candidate, moment: Moment, *, now: datetime) -> PlannedSend:
    due_date_id, due_on, days, person_id, organisation_id = found
    return PlannedSend(
        due_date_id=due_date_id,
        rule=Rule.BEFORE_DUE,
        occurrence=moment.occurrence,
        recipient_id=person_id,
        organisation_id=organisation_id,
        planned_for=moment.at,
        state=SendState.SUPPRESSED if moment.too_late else SendState.PLANNED,
        reason=Reason.TOO_LATE if moment.too_late else "",
        why={"days": days, "due_on": due_on.isoformat()},
        created_at=now,
        settled_at=now if moment.too_late else None,
    )


def _suppress_moved(scope: QuerySet[DueDate], *, now: datetime) -> None:
    moved = (
        _planned()
        .filter(rule=Rule.BEFORE_DUE, due_date__in=scope)
        .annotate(day=_day("due_date__due_on"))
        .exclude(occurrence__endswith=F("day"))
    )
    _suppress(moved, reason=Reason.DATE_MOVED, now=now)


def _reopen(scope: QuerySet[DueDate], *, now: datetime) -> int:
    """What was taken back for a reason that has passed is planned again, unless its moment has passed too."""
    wanted = scope.filter(met_at__isnull=True, enrolment__state=State.ACTIVE)
    again = (
        PlannedSend.objects.unscoped(reason=REASON)
        .filter(
            state=SendState.SUPPRESSED,
            reason__in=REOPENABLE,
            rule=Rule.BEFORE_DUE,
            due_date__in=wanted,
            planned_for__gte=now - GRACE,
        )
        .annotate(day=_day("due_date__due_on"))
        .filter(occurrence__endswith=F("day"))
    )
    return again.update(state=SendState.PLANNED, reason="", settled_at=None)


def _planned() -> QuerySet[PlannedSend]:
    return PlannedSend.objects.unscoped(reason=REASON).filter(state=SendState.PLANNED)


def _suppress(sends: QuerySet[PlannedSend], *, reason: str, now: datetime) -> int:
    return sends.update(state=SendState.SUPPRESSED, reason=reason, settled_at=now)


def _wake(sends: list[PlannedSend], *, now: datetime) -> None:
    """What is due at once does not wait for the clock."""
    if any(send.planned_for <= now for send in sends):
        outbox.emit(QUEUE_TOPIC, {}, now=now)


def _day(field: str) -> Func:
    return Func(F(field), Value("YYYY-MM-DD"), function="to_char", output_field=CharField())
