"""What a trust lead sees: seats, and by name the people whose seats the organisation pays for."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    When,
)

from kernel.access import Viewer
from lms.calendar.models import TO_DO, DueDate
from lms.calendar.services.due_dates import days_if_extended
from lms.enrolment import selectors as enrolment
from lms.enrolment.enums import OPEN_STATES, State
from lms.enrolment.models import Cohort, Contract, Enrolment, Transition
from lms.reminders.models import RefusedAddress
from programmes.retiring import Notice, notice, told_by

ANSWER_DAYS = 7
"""After so many days without an answer an invitation needs the lead."""

BY_NAME = ("person__family_name", "person__given_name", "pk")
ORDERS: Mapping[str, tuple[Any, ...]] = {
    "programme": ("version__title", F("cohort__name").asc(nulls_first=True)),
    "state": ("state",),
    "progress": (F("progress__percent").asc(nulls_first=True),),
    "due": (Case(When(state=State.ACTIVE, then=F("next_due"))).asc(nulls_last=True),),
    "invited": (F("invited_at").desc(nulls_last=True),),
}

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
    refused: int
    back: int
    needs_you: int

    @property
    def people(self) -> int:
        return self.invited + self.started


def people(viewer: Viewer, *, on: date) -> Any:
    """Enrolments with the first date that is to be done, in the lead's order: by name.

    What waits for its markers is not the doctor's to do: ``waiting_since`` is when the first of it began to.
    """
    open_dates = (
        DueDate.objects.unscoped(reason="the dates of an enrolment that the viewer sees")
        .filter(enrolment=OuterRef("pk"), **TO_DO)
        .order_by("due_on")
        .values("due_on")[:1]
    )
    waiting = (
        DueDate.objects.unscoped(reason="the dates of an enrolment that the viewer sees")
        .filter(enrolment=OuterRef("pk"), waiting_since__isnull=False)
        .order_by("waiting_since")
        .values("waiting_since")[:1]
    )
    return (
        Enrolment.objects.visible_to(viewer)
        .select_related("person", "version", "cohort", "progress", "organisation")
        .annotate(
            next_due=Subquery(open_dates), waiting_since=Subquery(waiting), mail_refused=_mail_refused()
        )
        .order_by(*BY_NAME)
    )


def with_languages(rows: Any) -> Any:
    """Each with the ``language`` that the title of its programme is in."""
    return rows.annotate(language=F("version__programme__locale__language_code"))


def _mail_refused() -> ExpressionWrapper[Any]:
    """Asked once for all rows and not for each: there are few."""
    rows = RefusedAddress.objects.unscoped(reason="whether mail reaches somebody whom the viewer sees")
    those = Q(person__in=rows.filter(ended_at__isnull=True).values("person"))
    return ExpressionWrapper(those, output_field=BooleanField())


def refused() -> Q:
    return Q(mail_refused=True, state__in=OPEN_STATES)


def expected_back(on: date) -> Q:
    return Q(state=State.DEFERRED, resumes_on__lte=on)


def needs_you(*, now: datetime, on: date) -> Q:
    return overdue(on) | unanswered(now) | refused() | expected_back(on)


def overdue(on: date) -> Q:
    return Q(state=State.ACTIVE, next_due__lt=on)


def unanswered(now: datetime) -> Q:
    return Q(state=State.INVITED, invited_at__lte=now - timedelta(days=ANSWER_DAYS))


def summary(viewer: Viewer, *, now: datetime, on: date) -> Summary:
    """The figures of the desk's first sentence, in one query."""
    figures: dict[str, int] = people(viewer, on=on).aggregate(
        invited=Count("pk", filter=Q(state=State.INVITED)),
        active=Count("pk", filter=Q(state=State.ACTIVE)),
        started=Count("pk", filter=Q(state__in=STARTED)),
        completed=Count("pk", filter=Q(state=State.COMPLETED)),
        overdue=Count("pk", filter=overdue(on)),
        unanswered=Count("pk", filter=unanswered(now)),
        refused=Count("pk", filter=refused()),
        back=Count("pk", filter=expected_back(on)),
        needs_you=Count("pk", filter=needs_you(now=now, on=on)),
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
    needs = {
        "overdue": overdue(on),
        "unanswered": unanswered(now),
        "refused": refused(),
        "back": expected_back(on),
        "you": needs_you(now=now, on=on),
    }
    if need := chosen.get("need"):
        rows = rows.filter(needs[need])
    if place := chosen.get("place"):
        rows = rows.filter(_in_place(place))
    return in_order(rows, chosen)


def in_order(rows: Any, chosen: Mapping[str, str]) -> Any:
    """In the order that the address asks for; by name among equals, so that no page repeats another's."""
    return rows.order_by(*ORDERS.get(chosen.get("sort", ""), ()), *BY_NAME)


def _in_place(place: str) -> Q:
    contract, _, cohort = place.partition(":")
    return Q(cohort__uid=cohort) if cohort else Q(contract__uid=contract)


@dataclass(frozen=True)
class Seats:
    """A contract with its cohorts and how many seats are taken."""

    contract: Any
    cohorts: list[Any]
    retiring: Notice | None = None

    @property
    def is_closed(self) -> bool:
        """Whether its programme takes nobody new any more."""
        return self.retiring is not None and self.retiring.takes_nobody_new

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
    return [Seats(each, cohorts[each.pk], _notice(each, viewer)) for each in contracts]


def _notice(contract: Any, viewer: Viewer) -> Notice | None:
    return notice(contract.retiring, on=viewer.on) if viewer.on else None


def taking(found: list[Seats]) -> list[Seats]:
    """Those in which somebody can still be enrolled."""
    return [each for each in found if not each.is_closed]


def places(found: list[Seats]) -> list[tuple[str, str]]:
    """Contracts and their cohorts as choices; the value names both by uid.

    What tells one from the other stands first, because a narrow field cuts off the end.
    """
    choices = []
    several = len({each.contract.organisation_id for each in found}) > 1
    for each in found:
        contract = each.contract
        name = f"{contract.programme} – {contract.organisation}" if several else str(contract.programme)
        choices.append((str(contract.uid), name))
        choices += [(f"{contract.uid}:{cohort.uid}", f"{cohort.name}: {name}") for cohort in each.cohorts]
    return choices


def split_place(place: str) -> tuple[uuid.UUID, uuid.UUID | None]:
    contract, _, cohort = place.partition(":")
    return uuid.UUID(contract), uuid.UUID(cohort) if cohort else None


def one(viewer: Viewer, enrolment_uid: uuid.UUID, *, on: date) -> Any:
    rows = with_languages(people(viewer, on=on)).select_related("contract", "programme")
    rows = rows.annotate(retiring=told_by("version__programme_key"))
    return rows.filter(uid=enrolment_uid).first()


def transitions(viewer: Viewer, row: Enrolment) -> Any:
    return Transition.objects.visible_to(viewer).filter(enrolment=row).order_by("at", "id")


def due_dates(viewer: Viewer, row: Enrolment) -> Any:
    return (
        DueDate.objects.visible_to(viewer)
        .filter(enrolment=row, dropped_at__isnull=True)
        .select_related("requirement")
        .order_by(F("met_at").asc(nulls_first=True), "due_on")
    )


def dates_if_extended(viewer: Viewer, row: Enrolment, *, by: int) -> list[tuple[str, date, date]]:
    """Each open date of a place: what is due, when now, and when with so many days more."""
    then = days_if_extended(row.pk, by=by)
    dues = due_dates(viewer, row).filter(met_at__isnull=True, requirement__in=list(then))
    return [(due.requirement.title, due.due_on, then[due.requirement_id]) for due in dues]
