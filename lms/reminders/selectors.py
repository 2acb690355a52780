"""Questions about sends: those that went, those to come, and those beyond the horizon."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from kernel.access import Viewer
from kernel.clock import LONDON, local_date
from lms.calendar.models import TO_DO, DueDate
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.reminders.enums import DUE_RULES, Rule, SendState
from lms.reminders.models import PlannedSend, TrustRule
from lms.reminders.quiet import sending_times
from lms.reminders.rules import Moment, moment
from lms.reminders.services.planning import horizon_days
from programmes.models import ReminderRule

ABOUT_DATES = ("requirement", "enrolment__version", "enrolment__organisation__brand")
COMING = (SendState.PLANNED, SendState.QUEUED)


@dataclass(frozen=True)
class Coming:
    """A send to come, as one line of a short list: an invitation has no module and no due date."""

    planned_for: datetime
    rule: str
    module: str | None
    due_on: date | None
    given_name: str
    family_name: str


@dataclass(frozen=True)
class Forecast:
    """A reminder beyond the horizon: not planned yet, and what it would be if nothing changes."""

    due_date: DueDate
    moment: Moment


def sends(viewer: Viewer, *, states: Collection[str] | None = None, enrolment_uid: UUID | None = None) -> Any:
    """The sends that the viewer may see with all that is shown of them, latest first.

    Two queries: in one, PostgreSQL would take longer to plan the joins than to carry them out.
    """
    due_dates = DueDate.objects.unscoped(reason="what a send that the viewer sees is about")
    found = (
        send_keys(viewer)
        .select_related("recipient", "enrolment__organisation__brand", "enrolment__version", "delivery")
        .prefetch_related(Prefetch("due_date", due_dates.select_related(*ABOUT_DATES)))
    )
    if states is not None:
        found = found.filter(state__in=states)
    if enrolment_uid is not None:
        # By the person first: by the enrolment alone PostgreSQL reads the due dates of everybody.
        theirs = Enrolment.objects.unscoped(reason="narrows what the viewer sees").filter(uid=enrolment_uid)
        found = found.filter(
            Q(enrolment__uid=enrolment_uid) | Q(due_date__enrolment__uid=enrolment_uid),
            recipient=Subquery(theirs.values("person")),
        )
    return found


def send_keys(viewer: Viewer) -> Any:
    """The same sends in the same order, to count them and to choose a page of them by."""
    return PlannedSend.objects.visible_to(viewer).order_by("-planned_for", "-pk")


def coming(viewer: Viewer, *, enrolment_uid: UUID | None = None) -> Any:
    """What goes next, soonest first."""
    return sends(viewer, states=COMING, enrolment_uid=enrolment_uid).order_by("planned_for", "pk")


def coming_keys(viewer: Viewer) -> Any:
    """The same, to count them and to choose a page of them by."""
    return send_keys(viewer).filter(state__in=COMING).order_by("planned_for", "pk")


def coming_lines(viewer: Viewer, *, limit: int, cohort_id: int | None = None) -> list[Coming]:
    """The first few that go next, of all or of one cohort, with no more than a line says of each."""
    rows = coming_keys(viewer)
    if cohort_id is not None:
        rows = rows.filter(Q(enrolment__cohort=cohort_id) | Q(due_date__enrolment__cohort=cohort_id))
    values = rows.values_list(
        "planned_for",
        "rule",
        "due_date__requirement__title",
        "due_date__due_on",
        "recipient__given_name",
        "recipient__family_name",
    )
    return [Coming(*row) for row in values[:limit]]


# By hand, as the home page asks for it each time: through the ORM it takes longer to ask than to answer.
OWN_COMING = """
SELECT s.planned_for, s.rule, r.title, d.due_on, '', ''
FROM leadership_reminders_plannedsend s
LEFT JOIN leadership_calendar_duedate d ON d.id = s.due_date_id
LEFT JOIN leadership_programmes_requirement r ON r.id = d.requirement_id
WHERE s.recipient_id = %s AND s.state IN ('planned', 'queued')
ORDER BY s.planned_for, s.id
LIMIT %s
"""


def own_coming_lines(person: Person, *, limit: int) -> list[Coming]:
    """The same for the doctor whose home page it is; their own name is not repeated."""
    with connection.cursor() as cursor:
        cursor.execute(OWN_COMING, [person.pk, limit])
        return [Coming(*row) for row in cursor.fetchall()]


def narrowed(
    sends: Any,
    *,
    words: Collection[str] = (),
    rule: str = "",
    state: str = "",
    first: date | None = None,
    until: date | None = None,
) -> Any:
    """Of these sends: to people with all these words in their names, of a rule, in a state, on these days."""
    for word in words:
        sends = sends.filter(
            Q(recipient__given_name__icontains=word) | Q(recipient__family_name__icontains=word)
        )
    if rule:
        sends = sends.filter(rule=rule)
    if state:
        sends = sends.filter(state=state)
    if first:
        sends = sends.filter(planned_for__gte=datetime.combine(first, time(), LONDON))
    if until:
        sends = sends.filter(planned_for__lt=datetime.combine(until, time(), LONDON))
    return sends


def send_by_uid(viewer: Viewer, uid: UUID) -> PlannedSend | None:
    """One send with its words, where they are kept."""
    found: PlannedSend | None = sends(viewer).select_related("words").filter(uid=uid).first()
    return found


def forecast(
    viewer: Viewer, *, now: datetime, within: timedelta | None = None, limit: int | None = None
) -> list[Forecast]:
    """The reminders beyond the horizon, by the same rule that will plan them; soonest first.

    ``within`` bounds how far beyond it they go. Three queries: how long before and after its due date any
    reminder goes, which ones, and what is shown of them.
    """
    until = local_date(now) + timedelta(days=horizon_days())
    before, after = _reach()
    dates = _rules_of(DueDate.objects.visible_to(viewer).filter(due_on__gt=until - after)).filter(
        goes_on__gt=until
    )
    if within is not None:
        dates = dates.filter(goes_on__lte=until + within, due_on__lte=until + within + before)
    dates = dates.order_by("goes_on", "pk")
    chosen = list(dates.values_list("pk", "kind", "days")[:limit])
    rows = DueDate.objects.visible_to(viewer).select_related(
        "requirement", "enrolment__version", "enrolment__person"
    )
    shown = rows.in_bulk({pk for pk, _kind, _days in chosen})
    times = sending_times()
    return [
        Forecast(shown[pk], moment(kind, days, shown[pk].due_on, now=now, times=times))
        for pk, kind, days in chosen
    ]


def _reach() -> tuple[timedelta, timedelta]:
    """How long before, and how long after its due date a reminder goes at most, in any programme."""
    delays = TrustRule.objects.unscoped(reason="the longest there is").filter(ended_at__isnull=True)
    longest = delays.order_by("-later_by").values("later_by")[:1]
    found = ReminderRule.objects.aggregate(
        before=Max("days", filter=Q(kind=Rule.BEFORE_DUE), default=0),
        after=Max("days", filter=Q(kind=Rule.OVERDUE), default=0),
        later=Max(Coalesce(Subquery(longest), 0), default=0),
    )
    return timedelta(days=found["before"]), timedelta(days=found["after"] + found["later"])


def _rules_of(dates: QuerySet[Any]) -> QuerySet[Any]:
    """Each open date with each rule about it, as its trust has left it, and the day it goes."""
    trusts = TrustRule.objects.unscoped(reason="how a trust has narrowed what the viewer sees").filter(
        organisation=OuterRef("enrolment__organisation"),
        programme=OuterRef("enrolment__programme"),
        rule=OuterRef("kind"),
        ended_at__isnull=True,
    )
    later = Coalesce(Subquery(trusts.values("later_by")), 0)
    rules = dates.filter(
        **TO_DO,
        enrolment__state=State.ACTIVE,
        enrolment__version__reminder_rules__kind__in=DUE_RULES,
    ).annotate(
        kind=F("enrolment__version__reminder_rules__kind"),
        promised=F("enrolment__version__reminder_rules__days"),
    )
    narrowed = rules.exclude(Exists(trusts.filter(is_off=True))).annotate(
        days=Case(
            When(kind=Rule.BEFORE_DUE, then=Greatest(F("promised") - later, 1)),
            When(kind=Rule.ON_DUE, then=0),
            default=F("promised") + later,
            output_field=IntegerField(),
        )
    )
    day = Case(
        When(kind=Rule.OVERDUE, then=F("due_on") + F("days")),
        default=F("due_on") - F("days"),
        output_field=DateField(),
    )
    dated: QuerySet[Any] = narrowed.annotate(goes_on=day)
    return dated
