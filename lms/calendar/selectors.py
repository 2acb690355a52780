"""Questions about due dates and absence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from kernel.access import Viewer
from lms.calendar.models import Absence, DueDate
from lms.enrolment.enums import State


def due_dates(viewer: Viewer, *, enrolment_ids: Iterable[int]) -> QuerySet[DueDate]:
    """All due dates of these enrolments, earliest first; what they belong to, the caller has."""
    return DueDate.objects.visible_to(viewer).filter(enrolment_id__in=enrolment_ids).order_by("due_on", "pk")


def open_due_dates(viewer: Viewer) -> QuerySet[DueDate]:
    """What is still to be done on active enrolments, earliest first."""
    return (
        DueDate.objects.visible_to(viewer)
        .filter(met_at__isnull=True, enrolment__state=State.ACTIVE)
        .select_related("requirement", "enrolment__version")
        .order_by("due_on", "requirement__position")
    )


def absences(viewer: Viewer) -> QuerySet[Absence]:
    """The doctor's own absences that stand, latest first. No trust has any."""
    return Absence.objects.visible_to(viewer).filter(cancelled_at__isnull=True).order_by("-starts_on")


def absence_on(viewer: Viewer, on: date) -> bool:
    return absences(viewer).filter(starts_on__lte=on, ends_on__gte=on).exists()
