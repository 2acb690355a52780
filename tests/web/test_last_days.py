"""Dates after the last day of a place: the lead is told where it is given or extended, and beside it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lms.calendar.models import DueDate
from lms.enrolment.models import Cohort, Enrolment
from tests.factories import trusts
from tests.factories.courses import World
from tests.factories.trusts import NOW, TODAY
from tests.web.conftest import text_of

HYPOTHETICAL = (
    "Who accepts today has dates up to 1 October 2026, and the last day of the place is 15 September 2026."
)
ONE_LATE = "1 date lies after the last day of the place, 15 September 2026: it is 1 October 2026."


@pytest.fixture
def desk(world: World, as_user: Any) -> Client:
    client: Client = as_user(world.lead)
    return client


@pytest.fixture
def cohort(world: World) -> Cohort:
    """It ends a fortnight from now; the programme has one date, thirty days after the start."""
    made = trusts.make_cohort(world.contract)
    made.ends_on = TODAY + timedelta(days=14)
    made.save()
    return made


def in_cohort(cohort: Cohort, row: Enrolment) -> str:
    Enrolment.objects.unscoped(reason="a test").filter(pk=row.pk).update(cohort=cohort)
    return f"/trust/enrolments/{row.uid}/"


def test_beside_somebody_who_is_invited(world: World, desk: Client, cohort: Cohort) -> None:
    (row,) = world.invite("late@mail.example")
    assert "has dates up to" not in text_of(desk.get(f"/trust/enrolments/{row.uid}/"))

    page = text_of(desk.get(in_cohort(cohort, row)))

    assert HYPOTHETICAL in page
    assert "extending the place" not in page


def test_beside_somebody_who_has_started(world: World, desk: Client, cohort: Cohort) -> None:
    _user, row = world.enrolled()
    address = in_cohort(cohort, row)

    page = text_of(desk.get(address))
    DueDate.objects.unscoped(reason="a test").update(met_at=NOW)

    assert ONE_LATE in page
    assert f'href="/trust/cohorts/{cohort.uid}/change/"' in page
    assert "lies after the last day" not in text_of(desk.get(address))


def test_before_a_list_is_confirmed(world: World, desk: Client, cohort: Cohort) -> None:
    rows = "given name,family name,email\nGrace,Imagined,grace@trust.example\n"
    for place, said in ((f"{world.contract.uid}:{cohort.uid}", True), (str(world.contract.uid), False)):
        columns = desk.post("/trust/lists/", {"place": place, "pasted": rows}).url
        fields = desk.get(columns).context["form"].fields
        checked = desk.post(columns, {name: field.initial for name, field in fields.items()}).url

        assert (HYPOTHETICAL in text_of(desk.get(f"{checked}confirm/"))) is said


def test_before_a_place_is_extended(world: World, desk: Client, cohort: Cohort) -> None:
    _user, row = world.enrolled()
    address = f"{in_cohort(cohort, row)}extend/"

    page = text_of(desk.post(address, {"ends_on": "2026-09-20"}))

    assert "1 date lies after the last day of the place, 20 September 2026: it is 6 October 2026." in page


def test_on_the_pages_of_a_cohort(world: World, desk: Client, cohort: Cohort) -> None:
    words = "The last date of the programme is 1 October 2026, after the last day of the cohort, "
    longer = {"name": "Longer", "starts_on": "2026-09-02", "ends_on": "2026-10-02", "capacity": "5"}

    assert f"{words}15 September 2026." in text_of(desk.get(f"/trust/cohorts/{cohort.uid}/"))
    for change, said in ((longer, False), ({**longer, "ends_on": "2026-10-01"}, True)):
        page = text_of(desk.post("/trust/cohorts/new/", {**change, "contract": str(world.contract.uid)}))
        assert ("The last date of the programme is 2 October 2026" in page) is said
