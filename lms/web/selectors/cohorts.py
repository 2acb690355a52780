"""What a trust lead sees of cohorts: how many are where, and which dates lie ahead."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from kernel.access import Viewer
from lms.calendar.models import TO_DO, DueDate
from lms.enrolment import selectors as enrolment
from lms.enrolment.enums import OPEN_STATES, State
from lms.enrolment.models import Cohort, Contract, Enrolment
from lms.web.selectors.desk import COUNTED, STARTED
from programmes.models import Requirement
from programmes.selectors import latest_version

WHEN = ("running", "coming", "over")


def cohorts(viewer: Viewer) -> Any:
    """Each with how many hold a place, have started and have completed; latest start first."""
    return (
        enrolment.cohorts_for(viewer)
        .select_related("contract__organisation", "contract__programme__locale")
        .annotate(
            people=Count("enrolments", filter=Q(enrolments__state__in=COUNTED)),
            started=Count("enrolments", filter=Q(enrolments__state__in=STARTED)),
            completed=Count("enrolments", filter=Q(enrolments__state=State.COMPLETED)),
        )
        .order_by("-starts_on", "name", "pk")
    )


def filtered(viewer: Viewer, chosen: Mapping[str, str], *, on: date) -> Any:
    rows = cohorts(viewer)
    when = {
        "running": Q(starts_on__lte=on, ends_on__gte=on),
        "coming": Q(starts_on__gt=on),
        "over": Q(ends_on__lt=on),
    }
    if wanted := chosen.get("when"):
        rows = rows.filter(when[wanted])
    if contract := chosen.get("contract"):
        rows = rows.filter(contract__uid=contract)
    return rows


def one(viewer: Viewer, cohort_uid: uuid.UUID) -> Any:
    return cohorts(viewer).filter(uid=cohort_uid).first()


def states_in(viewer: Viewer, cohort: Cohort) -> dict[str, int]:
    """How many of its people are in each state."""
    rows = Enrolment.objects.visible_to(viewer).filter(cohort=cohort).order_by()
    return dict(rows.values_list("state").annotate(n=Count("pk")))


@dataclass(frozen=True)
class Dated:
    """One module with a date: when it is due for who starts on the first day, and how it goes."""

    title: str
    due_on: date
    people: int
    met: int
    late: int


def dated_modules(viewer: Viewer, cohort: Cohort, *, on: date) -> list[Dated]:
    """By the version that most lately began with this cohort; else the one that the next would get."""
    counts = _met_by_requirement(viewer, cohort, on=on) if cohort.pk else {}
    found = []
    for key, title, days in _requirements(viewer, cohort):
        people, met, late = counts.get(key, (0, 0, 0))
        found.append(Dated(title, cohort.starts_on + timedelta(days=days), people, met, late))
    return sorted(found, key=lambda each: each.due_on)


def _requirements(viewer: Viewer, cohort: Cohort) -> list[tuple[uuid.UUID, str, int]]:
    rows = Enrolment.objects.visible_to(viewer).filter(cohort=cohort.pk, state__in=COUNTED)
    version_id = rows.order_by("-version__number").values_list("version_id", flat=True).first()
    if version_id is None:
        latest = latest_version(cohort.contract.programme)
        version_id = latest.pk if latest else None
    dated = Requirement.objects.filter(version_id=version_id, due_days__isnull=False).order_by("position")
    return [(key, title, days or 0) for key, title, days in dated.values_list("key", "title", "due_days")]


def _met_by_requirement(viewer: Viewer, cohort: Cohort, *, on: date) -> dict[uuid.UUID, tuple[int, int, int]]:
    active = Q(enrolment__state=State.ACTIVE)
    rows = DueDate.objects.visible_to(viewer).filter(enrolment__cohort=cohort, dropped_at__isnull=True)
    counted = (
        rows.filter(enrolment__state__in=STARTED)
        .order_by()
        .values_list("requirement__key")
        .annotate(
            people=Count("pk"),
            met=Count("pk", filter=Q(met_at__isnull=False)),
            late=Count("pk", filter=Q(**TO_DO, due_on__lt=on) & active),
        )
    )
    return {key: (people, met, late) for key, people, met, late in counted}


@dataclass(frozen=True)
class Moving:
    """Whom a new first or last day of a cohort takes along."""

    accepted: int
    invited: int
    ending: int


def moving(viewer: Viewer, cohort: Cohort) -> Moving:
    """Who starts with the cohort, and who ends with it because their own place was not extended."""
    rows = Enrolment.objects.visible_to(viewer).filter(cohort=cohort, state__in=OPEN_STATES)
    with_it = Q(starts_on=cohort.starts_on)
    counts = rows.aggregate(
        accepted=Count("pk", filter=with_it & ~Q(state=State.INVITED)),
        invited=Count("pk", filter=with_it & Q(state=State.INVITED)),
        ending=Count("pk", filter=Q(ends_on__isnull=True)),
    )
    return Moving(**counts)


def contracts_like(viewer: Viewer, contract: Contract | None = None) -> list[Any]:
    """The viewer's contracts; with ``contract`` those of its programme and organisation."""
    rows = enrolment.contracts_for(viewer)
    if contract is not None:
        rows = rows.filter(programme_id=contract.programme_id, organisation_id=contract.organisation_id)
    return list(rows)
