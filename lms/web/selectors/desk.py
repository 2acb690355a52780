"""What a trust lead sees: seats, and by name the people whose seats the organisation pays for."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery

from kernel.access import Viewer
from lms.calendar.models import DueDate
from lms.enrolment import selectors as enrolment
from lms.enrolment.enums import State
from lms.enrolment.models import Cohort, Contract, Enrolment, Transition

ANSWER_DAYS = 7
"""After so many days without an answer an invitation needs the lead."""

STARTED = (State.ACTIVE, State.DEFERRED, State.COMPLETED)
COUNTED = (*STARTED, State.INVITED)


@dataclass(frozen=True)
class Summary:
    invited: int
    active: int
    started: int
    completed: int
    overdue: int
    unanswered: int

    @property
    def people(self) -> int:
        return self.invited + self.started

    @property
    def needs_you(self) -> int:
        return self.overdue + self.unanswered


def people(viewer: Viewer, *, on: date) -> Any:
    """Enrolments with the first date still open, in the lead's order: by name."""
    open_dates = (
        DueDate.objects.unscoped(reason="the dates of an enrolment that the viewer sees")
        .filter(enrolment=OuterRef("pk"), met_at__isnull=True)
        .order_by("due_on")
        .values("due_on")[:1]
    )
    return (
        Enrolment.objects.visible_to(viewer)
        .select_related("person", "version", "cohort", "progress", "organisation")
        .annotate(next_due=Subquery(open_dates))
        .order_by("person__family_name", "person__given_name", "pk")
    )


def overdue(on: date) -> Q:
    return Q(state=State.ACTIVE, next_due__lt=on)


def unanswered(now: datetime) -> Q:
    return Q(state=State.INVITED, created_at__lte=now - timedelta(days=ANSWER_DAYS))


def summary(viewer: Viewer, *, now: datetime, on: date) -> Summary:
    """The figures of the desk's first sentence, in one query."""
    figures: dict[str, int] = people(viewer, on=on).aggregate(
        invited=Count("pk", filter=Q(state=State.INVITED)),
        active=Count("pk", filter=Q(state=State.ACTIVE)),
        started=Count("pk", filter=Q(state__in=STARTED)),
        completed=Count("pk", filter=Q(state=State.COMPLETED)),
        overdue=Count("pk", filter=overdue(on)),
        unanswered=Count("pk", filter=unanswered(now)),
    )
    return Summary(**figures)


def filtered(viewer: Viewer, chosen: Mapping[str, str], *, now: datetime, on: date) -> Any:
    """The list as the filters in the address ask for it."""
    rows = people(viewer, on=on)
    if words := chosen.get("search", "").split():
        for word in words:
            rows = rows.filter(Q(person__given_name__icontains=word) | Q(person__family_name__icontains=word))
    if state := chosen.get("state"):
        rows = rows.filter(state=state)
    need = chosen.get("need")
    if need == "overdue":
        rows = rows.filter(overdue(on))
    elif need == "unanswered":
        rows = rows.filter(unanswered(now))
    elif need == "you":
        rows = rows.filter(overdue(on) | unanswered(now))
    if place := chosen.get("place"):
        rows = rows.filter(_in_place(place))
    return rows


def _in_place(place: str) -> Q:
    contract, _, cohort = place.partition(":")
    return Q(cohort__uid=cohort) if cohort else Q(contract__uid=contract)


@dataclass(frozen=True)
class Seats:
    """A contract with its cohorts and how many seats are taken."""

    contract: Any
    cohorts: list[Any]

    @property
    def used(self) -> int:
        return int(self.contract.used or 0)

    @property
    def left(self) -> int:
        return max(int(self.contract.seats) - self.used, 0)


def seats(viewer: Viewer) -> list[Seats]:
    """Two queries, whatever the number of contracts and cohorts."""
    contracts: list[Contract] = list(enrolment.contracts_for(viewer))
    cohorts: dict[int, list[Cohort]] = {contract.pk: [] for contract in contracts}
    counted = enrolment.cohorts_for(viewer).annotate(
        people=Count("enrolments", filter=Q(enrolments__state__in=COUNTED)),
        started=Count("enrolments", filter=Q(enrolments__state__in=STARTED)),
    )
    for cohort in counted:
        cohorts.setdefault(cohort.contract_id, []).append(cohort)
    return [Seats(contract, cohorts[contract.pk]) for contract in contracts]


def places(found: list[Seats]) -> list[tuple[str, str]]:
    """Contracts and their cohorts as choices; the value names both by uid."""
    choices = []
    for each in found:
        contract = each.contract
        name = f"{contract.programme} – {contract.organisation}"
        choices.append((str(contract.uid), name))
        choices += [(f"{contract.uid}:{cohort.uid}", f"{name}, {cohort.name}") for cohort in each.cohorts]
    return choices


def split_place(place: str) -> tuple[uuid.UUID, uuid.UUID | None]:
    contract, _, cohort = place.partition(":")
    return uuid.UUID(contract), uuid.UUID(cohort) if cohort else None


def one(viewer: Viewer, enrolment_uid: uuid.UUID, *, on: date) -> Any:
    return people(viewer, on=on).select_related("contract").filter(uid=enrolment_uid).first()


def transitions(viewer: Viewer, row: Enrolment) -> Any:
    return Transition.objects.visible_to(viewer).filter(enrolment=row).order_by("at", "id")


def due_dates(viewer: Viewer, row: Enrolment) -> Any:
    return (
        DueDate.objects.visible_to(viewer)
        .filter(enrolment=row)
        .select_related("requirement")
        .order_by(F("met_at").asc(nulls_first=True), "due_on")
    )
