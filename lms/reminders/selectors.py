"""Questions about sends: those that went, those to come, and those beyond the horizon."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DateField, ExpressionWrapper, F

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
class Forecast:
    """A reminder beyond the horizon: not planned yet, and what it would be if nothing changes."""

    due_date: DueDate
    moment: Moment


def sends(viewer: Viewer, *, states: Collection[str] | None = None, enrolment_uid: UUID | None = None) -> Any:
    """The sends that the viewer may see with all that is shown of them, latest first."""
    found = (
        PlannedSend.objects.visible_to(viewer)
        .select_related(
            "recipient",
            "organisation",
            "enrolment__organisation",
            "enrolment__version",
            "due_date__requirement",
            "due_date__enrolment__version",
            "delivery",
        )
        .order_by("-planned_for", "-pk")
    )
    if states is not None:
        found = found.filter(state__in=states)
    if enrolment_uid is not None:
        found = found.filter(enrolment__uid=enrolment_uid) | found.filter(
            due_date__enrolment__uid=enrolment_uid
        )
    return found


def coming(viewer: Viewer, *, enrolment_uid: UUID | None = None) -> Any:
    """What goes next, soonest first."""
    return sends(viewer, states=COMING, enrolment_uid=enrolment_uid).order_by("planned_for", "pk")


def send_by_uid(viewer: Viewer, uid: UUID) -> PlannedSend | None:
    found: PlannedSend | None = sends(viewer).filter(uid=uid).first()
    return found


def forecast(viewer: Viewer, *, now: datetime, limit: int | None = None) -> list[Forecast]:
    """The reminders beyond the horizon, by the same rule that will plan them; soonest first."""
    until = local_date(now) + timedelta(days=horizon_days())
    dates = (
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
        .select_related("requirement", "enrolment__version", "enrolment__person")
        .order_by("goes_on", "pk")[:limit]
    )
    return [Forecast(due, moment) for due in dates for moment in planned_moments([due.days], due.due_on, now)]
