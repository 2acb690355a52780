"""Whom the retirement of a programme concerns, and where they could go on. As many queries for all."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, DateField, ExpressionWrapper, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from kernel.access import Viewer
from kernel.clock import LONDON
from lms.amendments.models import Run
from lms.amendments.retiring.rules import Alike
from lms.calendar.models import DueDate
from lms.enrolment.enums import OPEN_STATES, SEAT_STATES, State
from lms.enrolment.models import Contract, Enrolment
from lms.enrolment.retiring import GroupKey, closing_of, later_closings
from programmes.models import Programme, Retirement
from programmes.retiring import said_of
from programmes.rules.retiring import Said

REASON = "everybody on a programme that is retired"


def on_programme(programme_key: uuid.UUID) -> QuerySet[Enrolment]:
    """All who are in flight: invited, learning or paused, on whichever version."""
    rows = Enrolment.objects.unscoped(reason=REASON)
    found: QuerySet[Enrolment] = rows.filter(version__programme_key=programme_key, state__in=OPEN_STATES)
    return found


def alike(programme_key: uuid.UUID) -> list[Alike]:
    """Those of a group with the same dates together: one query, whatever the number."""
    rows = on_programme(programme_key).annotate(
        last_due=_last_due(),
        answer_by=TruncDate("expires_at", tzinfo=LONDON),
    )
    columns = (
        "organisation",
        "cohort",
        "state",
        "starts_on",
        "version__duration_days",
        "last_due",
        "answer_by",
    )
    counted = rows.order_by().values_list(*columns).annotate(people=Count("pk"))
    return [
        Alike(GroupKey(organisation, cohort), *rest)
        for organisation, cohort, *rest in counted.order_by("organisation", "cohort")
    ]


def _last_due() -> Subquery:
    dates = DueDate.objects.unscoped(reason=REASON).filter(
        enrolment=OuterRef("pk"), met_at__isnull=True, dropped_at__isnull=True
    )
    return Subquery(dates.order_by("-due_on").values("due_on")[:1])


def closings_of(retirement: Retirement) -> Mapping[GroupKey, date]:
    return {group: last for (_pk, group), last in later_closings([retirement.pk]).items()}


def promised_later(retirement: Retirement, *, than: date) -> int:
    """How many have been told of a later day, and have not kept one with their group."""
    return sum(people for people, was, now in _closings_if(retirement, than) if now < was)


def concerned_by(retirement: Retirement, said: Said) -> int:
    """For how many something would be otherwise."""
    elsewhere = said_of(retirement).differs(said) - {"closes_on"}
    found = _closings_if(retirement, said.closes_on)
    return sum(people for people, was, now in found if elsewhere or was != now)


def _closings_if(retirement: Retirement, closes_on: date) -> Iterator[tuple[int, date, date]]:
    """Of each group: how many, until when they have, and until when if everybody's day were this one."""
    later = closings_of(retirement)
    rows = on_programme(retirement.programme_key).order_by().values_list("organisation", "cohort")
    for organisation, cohort, people in rows.annotate(n=Count("pk")):
        group = GroupKey(organisation, cohort)
        was = closing_of(group, later, closes_on=retirement.closes_on)
        yield people, was, closing_of(group, later, closes_on=closes_on)


def contracts_with_seats(successor: Programme, *, on: date) -> dict[int, tuple[int, int]]:
    """Of each trust the contract for the successor with most free seats today, and how many those are."""
    used = (
        Enrolment.objects.unscoped(reason="seats are counted over all who hold one")
        .filter(contract=OuterRef("pk"), state__in=SEAT_STATES)
        .order_by()
        .values("contract")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = Contract.objects.unscoped(reason="where the people of a retired programme could go on").filter(
        programme__translation_key=successor.translation_key, starts_on__lte=on, ends_on__gte=on
    )
    free = rows.annotate(free=F("seats") - Coalesce(Subquery(used), 0)).order_by("free", "pk")
    found = free.values_list("organisation", "pk", "free")
    return {organisation: (pk, count) for organisation, pk, count in found}


def may_go_on(retirement: Retirement, group: GroupKey) -> QuerySet[Enrolment]:
    """Those of a group who are learning, would be late, and have no place on the successor.

    Whoever is in time finishes what they have begun; whoever is invited or paused stays where they are.
    """
    closes_on = closing_of(group, closings_of(retirement), closes_on=retirement.closes_on)
    by_length = ExpressionWrapper(F("starts_on") + F("version__duration_days"), output_field=DateField())
    rows = (
        on_programme(retirement.programme_key)
        .filter(state=State.ACTIVE, organisation=group.organisation_id, cohort=group.cohort_id)
        .annotate(ends=Coalesce(_last_due(), by_length))
        .filter(ends__gt=closes_on)
    )
    successor: Any = retirement.successor
    there = Enrolment.objects.unscoped(reason=REASON).filter(
        programme__translation_key=successor.translation_key, state__in=OPEN_STATES
    )
    return rows.exclude(person__in=there.values("person"))


def runs_of(retirement: Retirement) -> list[Run]:
    rows = Run.objects.unscoped(reason=REASON).filter(retirement=retirement)
    related = rows.select_related("organisation", "cohort", "started_by", "version")
    return list(related.annotate(open_cases=Count("cases")).order_by("-started_at", "-pk"))


def trusts_concerned(programme_key: uuid.UUID) -> dict[int, int]:
    """How many are in flight, by trust."""
    rows = on_programme(programme_key).filter(organisation__isnull=False).order_by()
    return dict(rows.values_list("organisation").annotate(n=Count("pk")))


def in_flight_by_programme() -> dict[uuid.UUID, int]:
    rows = Enrolment.objects.unscoped(reason=REASON).filter(state__in=OPEN_STATES).order_by()
    return dict(rows.values_list("version__programme_key").annotate(n=Count("pk")))


def retiring_for_trust(viewer: Viewer, *, on: date) -> list[dict[str, Any]]:
    """What a lead reads: the programmes of their doctors that are being retired. One query."""
    mine = Enrolment.objects.visible_to(viewer).filter(state__in=OPEN_STATES)
    standing = Retirement.objects.filter(taken_back_on__isnull=True)
    counted = (
        mine.filter(version__programme_key__in=standing.values("programme_key"))
        .order_by()
        .values("programme__title", "version__programme_key")
        .annotate(
            people=Count("pk"),
            cut_off=Subquery(_of_key(standing).values("cut_off")[:1]),
            closes_on=Subquery(_of_key(standing).values("closes_on")[:1]),
            reason=Subquery(_of_key(standing).values("reason")[:1]),
            successor=Subquery(_of_key(standing).values("successor__title")[:1]),
        )
    )
    found: Any = counted.order_by("cut_off", "programme__title")
    return [{**each, "is_closed": each["cut_off"] <= on} for each in found]


def _of_key(standing: QuerySet[Retirement]) -> QuerySet[Retirement]:
    return standing.filter(programme_key=OuterRef("version__programme_key"))
