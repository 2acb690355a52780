"""What a doctor has done here and not taken into their portfolio: work that passed, projects, programmes."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import DateTimeField, Exists, OuterRef, QuerySet, Subquery

from kernel.access import Viewer
from kernel.clock import local_date
from lms.assignments.enums import State as WorkState
from lms.assignments.models import Submission
from lms.enrolment.enums import State as EnrolmentState
from lms.enrolment.models import Enrolment, Transition
from lms.portfolio.models import EvidenceItem
from lms.records.models import LearningFact, Verb
from programmes.models import Activity


class Source(StrEnum):
    WORK = "work"
    PROJECT = "project"
    PROGRAMME = "programme"


@dataclass(frozen=True)
class Offer:
    source: Source
    uid: uuid.UUID
    title: str
    where: str
    """The programme or module that it belongs to."""
    on: date


def offers(viewer: Viewer) -> list[Offer]:
    """The latest first: three queries."""
    found = [*_work(viewer), *_projects(viewer), *_programmes(viewer)]
    return sorted(found, key=lambda offer: offer.on, reverse=True)


def passed_work(viewer: Viewer) -> QuerySet[Submission]:
    rows = Submission.objects.visible_to(viewer).filter(state=WorkState.PASSED)
    return rows.select_related("activity__version", "attempt").order_by("-pk")


def projects(viewer: Viewer) -> Any:
    """Completed and not taken back; the activity's title comes with each."""
    activities = Activity.objects.filter(version=OuterRef("module_version"), key=OuterRef("activity_key"))
    rows: Any = LearningFact.objects.visible_to(viewer).filter(
        verb=Verb.COMPLETED, superseded_by__isnull=True
    )
    rows = rows.annotate(activity_title=Subquery(activities.values("title")[:1]))
    is_project = Exists(activities.filter(kind="project"))
    return rows.filter(is_project).select_related("module_version").order_by("-pk")


def programmes(viewer: Viewer) -> Any:
    """Completed, with the moment of it."""
    steps = Transition.objects.visible_to(viewer).filter(
        enrolment=OuterRef("pk"), to_state=EnrolmentState.COMPLETED
    )
    rows = Enrolment.objects.visible_to(viewer).filter(state=EnrolmentState.COMPLETED)
    ended = Subquery(steps.order_by("-at").values("at")[:1], output_field=DateTimeField())
    return rows.annotate(completed_at=ended).select_related("version").order_by("-pk")


def _taken(viewer: Viewer, name: str) -> Exists:
    mine = EvidenceItem.objects.visible_to(viewer)
    if name == "fact":
        mine = mine.filter(module_key__isnull=True)
    return Exists(mine.filter(**{name: OuterRef("pk")}))


def _work(viewer: Viewer) -> Iterator[Offer]:
    for row in passed_work(viewer).exclude(_taken(viewer, "submission")):
        activity = row.activity
        yield Offer(
            Source.WORK, row.uid, activity.title, activity.version.title, local_date(row.submitted_at)
        )


def _projects(viewer: Viewer) -> Iterator[Offer]:
    for row in projects(viewer).exclude(_taken(viewer, "fact")):
        where = row.module_version.title if row.module_version else ""
        yield Offer(Source.PROJECT, row.uid, row.activity_title, where, local_date(row.effective_at))


def _programmes(viewer: Viewer) -> Iterator[Offer]:
    for row in programmes(viewer).exclude(_taken(viewer, "enrolment")):
        yield Offer(Source.PROGRAMME, row.uid, row.version.title, "", local_date(row.completed_at))
