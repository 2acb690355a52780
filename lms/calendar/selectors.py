"""Questions about due dates and absence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from kernel.access import Viewer
from kernel.clock import local_date
from lms.calendar import rules
from lms.calendar.models import TO_DO, Absence, CalendarFeed, DueDate
from lms.calendar.rules import Away
from lms.enrolment.enums import State
from lms.enrolment.models import Transition


def due_dates(viewer: Viewer, *, enrolment_ids: Iterable[int]) -> QuerySet[DueDate]:
    """All due dates of these enrolments, earliest first; what they belong to, the caller has."""
    return (
        DueDate.objects.visible_to(viewer)
        .filter(enrolment_id__in=enrolment_ids, dropped_at__isnull=True)
        .order_by("due_on", "pk")
    )


def open_due_dates(viewer: Viewer) -> QuerySet[DueDate]:
    """What doctors have in hand on active enrolments, earliest first."""
    return (
        DueDate.objects.visible_to(viewer)
        .filter(**TO_DO, enrolment__state=State.ACTIVE)
        .select_related("requirement", "enrolment__version")
        .order_by("due_on", "requirement__position")
    )


def absences(viewer: Viewer) -> QuerySet[Absence]:
    """The doctor's own absences that stand, latest first. No trust has any."""
    return Absence.objects.visible_to(viewer).filter(cancelled_at__isnull=True).order_by("-starts_on")


def pauses(viewer: Viewer, *, enrolment_ids: Iterable[int]) -> Mapping[int, list[Away]]:
    """The pauses of these enrolments that have ended."""
    return pauses_in(Transition.objects.visible_to(viewer).filter(enrolment_id__in=enrolment_ids))


def pauses_in(transitions: QuerySet[Transition]) -> Mapping[int, list[Away]]:
    changes = (
        transitions.filter(Q(from_state=State.DEFERRED) | Q(to_state=State.DEFERRED))
        .order_by("at", "pk")
        .values_list("enrolment_id", "to_state", "at")
    )
    return rules.pauses((pk, to == State.DEFERRED, local_date(at)) for pk, to, at in changes)


def absence_meeting(viewer: Viewer, *, starts_on: date, ends_on: date) -> Absence | None:
    """The first of the doctor's own absences that has a day in common with these."""
    common = absences(viewer).filter(starts_on__lte=ends_on, ends_on__gte=starts_on)
    return common.order_by("starts_on").first()


def absence_on(viewer: Viewer, on: date) -> bool:
    return absences(viewer).filter(starts_on__lte=on, ends_on__gte=on).exists()


def feed(viewer: Viewer) -> CalendarFeed | None:
    """The doctor's own calendar feed, where they have one."""
    return CalendarFeed.objects.visible_to(viewer).first()


def feed_with(uid: UUID) -> CalendarFeed | None:
    """The feed that an address names, with its doctor, as long as their account is open."""
    rows = CalendarFeed.objects.unscoped(reason="whoever holds the address reads the feed")
    found = rows.select_related("person__user").filter(uid=uid).first()
    if found is None or not getattr(found.person.user, "is_active", False):
        return None
    return found
