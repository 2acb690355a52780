"""Planned and past mails, as the person who gets them or the trust whose seat they belong to sees them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from kernel.access import Viewer
from lms.enrolment.models import Enrolment
from lms.reminders.enums import SendState
from lms.reminders.models import PlannedSend

COMING = (SendState.PLANNED, SendState.QUEUED)


def sends_for(viewer: Viewer) -> Any:
    """Every send that the viewer may see, the latest date first."""
    return (
        PlannedSend.objects.visible_to(viewer)
        .select_related(
            "recipient",
            "enrolment__version",
            "enrolment__organisation",
            "due_date__requirement",
            "due_date__enrolment__version",
        )
        .order_by("-planned_for", "-id")
    )


def coming_for(viewer: Viewer) -> Any:
    """What is still to go, the next one first."""
    return sends_for(viewer).filter(state__in=COMING).order_by("planned_for", "id")


def sends_of(viewer: Viewer, row: Enrolment) -> Any:
    return sends_for(viewer).filter(Q(enrolment=row) | Q(due_date__enrolment=row))
