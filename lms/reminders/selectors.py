"""Questions about sends: those that went, those to come, and those beyond the horizon."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DateField, ExpressionWrapper, F, Prefetch, QuerySet, Value

from kernel.access import Viewer
from kernel.clock import local_date
from lms.calendar.models import DueDate
from lms.enrolment.enums import State
from lms.reminders.enums import SendState
from lms.reminders.models import PlannedSend
from lms.reminders.rules import Moment, planned_moments
from lms.reminders.services.planning import horizon_days
from programmes.enums import ReminderKind

COMING = (SendState.PLANNED, SendState.QUEUED)


@dataclass(frozen=True)
class Coming:
    """A send to come, as one line of a short list: an invitation has no module and no due date."""

    planned_for: datetime
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
        .select_related("recipient", "enrolment__organisation", "enrolment__version", "delivery")
        .prefetch_related(Prefetch("due_date", due_dates.select_related("requirement", "enrolment__version")))
    )
    if states is not None:
        found = found.filter(state__in=states)
    if enrolment_uid is not None:
        found = found.filter(enrolment__uid=enrolment_uid) | found.filter(
            due_date__enrolment__uid=enrolment_uid
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


def coming_lines(viewer: Viewer, *, limit: int) -> list[Coming]:
    """The first few that go next, with no more than a line says of each."""
    values = coming_keys(viewer).values_list(
        "planned_for",
        "due_date__requirement__title",
        "due_date__due_on",
        "recipient__given_name",
        "recipient__family_name",
    )
    return [Coming(*row) for row in values[:limit]]


def send_by_uid(viewer: Viewer, uid: UUID) -> PlannedSend | None:
    """One send with its words, where they are kept."""
    found: PlannedSend | None = sends(viewer).select_related("words").filter(uid=uid).first()
    return found


def forecast(
    viewer: Viewer, *, now: datetime, within: timedelta | None = None, limit: int | None = None
) -> list[Forecast]:
    """The reminders beyond the horizon, by the same rule that will plan them; soonest first.

    ``within`` bounds how far beyond it they go. Two queries: which ones, and what is shown of them.
    """
    until = local_date(now) + timedelta(days=horizon_days())
    dates: QuerySet[Any] = (
        DueDate.objects.visible_to(viewer)
        .filter(
            met_at__isnull=True,
            due_on__gt=until,
            enrolment__state=State.ACTIVE,
            enrolment__version__reminder_rules__kind=ReminderKind.BEFORE_DUE,
        )
        .annotate(days=F("enrolment__version__reminder_rules__days"))
        .annotate(goes_on=ExpressionWrapper(F("due_on") - F("days"), output_field=DateField()))
        .filter(goes_on__gt=until)
        .order_by("goes_on", "pk")
    )
    if within is not None:
        last_day = ExpressionWrapper(Value(until + within) + F("days"), output_field=DateField())
        dates = dates.annotate(last_day=last_day).filter(due_on__lte=F("last_day"))
    chosen = list(dates.values_list("pk", "days")[:limit])
    rows = DueDate.objects.visible_to(viewer).select_related(
        "requirement", "enrolment__version", "enrolment__person"
    )
    shown = rows.in_bulk({pk for pk, _days in chosen})
    return [
        Forecast(shown[pk], moment)
        for pk, days in chosen
        for moment in planned_moments([days], shown[pk].due_on, now)
    ]
