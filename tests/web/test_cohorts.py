"""Cohorts on the desk: list, timeline, a new one, the same again, other dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from kernel.models import AuditEntry
from lms.enrolment.models import Cohort, Enrolment
from tests.factories import trusts
from tests.factories.courses import World, make_world
from tests.factories.trusts import NOW
from tests.web.conftest import text_of

REASON = "a test"


@pytest.fixture
def desk(world: World, as_user: Any) -> Client:
    client: Client = as_user(world.lead)
    return client


@pytest.fixture
def cohort(world: World) -> Cohort:
    """From 1 October, for 180 days, with somebody who has accepted and somebody who has not."""
    row = trusts.make_cohort(world.contract, capacity=5, starts_on=date(2026, 10, 1))
    Cohort.objects.unscoped(reason=REASON).update(name="Autumn 2026")
    row.name = "Autumn 2026"
    ada, _ben = trusts.enrol(world.lead, world.contract, "ada@mail.example", "ben@mail.example", cohort=row)
    trusts.accept(ada, trusts.make_user("ada@mail.example"))
    return row


def address(cohort: Cohort, tail: str = "") -> str:
    return f"/trust/cohorts/{cohort.uid}/{f'{tail}/' if tail else ''}"


def on_day(desk: Client, world: World, day: date, path: str) -> str:
    with time_machine.travel(NOW.replace(year=day.year, month=day.month, day=day.day), tick=False):
        desk.force_login(world.lead)
        return text_of(desk.get(path))


def cohorts() -> Any:
    return Cohort.objects.unscoped(reason=REASON)


def test_the_list_says_where_each_stands(world: World, desk: Client, cohort: Cohort) -> None:
    page = text_of(desk.get("/trust/cohorts/"))

    assert "1 cohort" in page
    assert "Autumn 2026" in page
    assert "1 of 2 started, 0 completed, 5 places" in page
    assert "Begins in 30 days" in page
    assert "Week 3 of 26" in on_day(desk, world, date(2026, 10, 15), "/trust/cohorts/")
    assert "Ended on 30 March 2027" in on_day(desk, world, date(2027, 4, 1), "/trust/cohorts/")


@pytest.mark.parametrize(
    ("query", "count"), [("", 1), ("when=coming", 1), ("when=running", 0), ("when=x", 1)]
)
def test_filters_live_in_the_address(desk: Client, cohort: Cohort, query: str, count: int) -> None:
    assert len(desk.get(f"/trust/cohorts/?{query}").context["lines"]) == count


def test_an_empty_list_says_what_a_cohort_is(world: World, desk: Client) -> None:
    assert "A cohort is a group that goes through a programme together" in text_of(
        desk.get("/trust/cohorts/")
    )
    assert "No cohort fits these filters." in text_of(desk.get("/trust/cohorts/?when=over"))


def test_one_cohort_with_its_timeline(world: World, desk: Client, cohort: Cohort) -> None:
    page = text_of(desk.get(address(cohort)))

    assert "1 of 2 doctors have started; nothing is overdue." in page
    assert "<strong>3</strong> of 5 places left" in page
    stops = [(stop.day, stop.title, stop.look) for stop in desk.get(address(cohort)).context["stops"]]
    assert stops == [
        (date(2026, 10, 1), "First day", "ahead"),
        (date(2026, 10, 31), "Meetings that end on time", "ahead"),
        (date(2027, 3, 30), "Last day", "ahead"),
    ]
    assert "0 of 1 have done it" in page
    assert "Reminder that Meetings that end on time is due on 31 October 2026" in page
    late = on_day(desk, world, date(2026, 11, 2), address(cohort))
    assert "1 date is overdue." in late
    assert "0 of 1 have done it; 1 is late" in late
    assert 'aria-current="date"' in late


def test_a_cohort_without_people_shows_the_dates_to_come(world: World, desk: Client) -> None:
    row = trusts.make_cohort(world.contract)

    page = text_of(desk.get(address(row)))

    assert "Nobody is in this cohort yet." in page
    assert "1 October 2026" in page


class TestChanging:
    def test_shows_first_and_changes_then(self, desk: Client, cohort: Cohort) -> None:
        wanted = {"name": "Late autumn", "starts_on": "2026-10-15", "ends_on": "2027-04-30", "capacity": "6"}

        shown = text_of(desk.post(address(cohort, "change"), wanted))

        for words in (
            "The name becomes “Late autumn”.",
            "There are 6 places in place of 5.",
            "1 doctor who has accepted starts on the new day: open dates and reminders move by 14 days.",
            "1 who is invited starts on it too.",
            "2 places end on the new last day",
            "Thursday 1 October 2026",
            "Thursday 15 October 2026",
            "Saturday 14 November 2026",
        ):
            assert words in shown
        assert cohorts().get().name == "Autumn 2026"

        done = desk.post(address(cohort, "change"), {**wanted, "confirm": "1"})

        assert done.url == address(cohort)
        assert cohorts().get().name == "Late autumn"
        starts = Enrolment.objects.unscoped(reason=REASON).values_list("starts_on", flat=True)
        assert set(starts) == {date(2026, 10, 15)}

    def test_can_be_called_back(self, desk: Client, cohort: Cohort) -> None:
        wanted = {"name": "Late", "starts_on": "2026-10-15", "ends_on": "2027-04-30", "capacity": "6"}

        back = desk.post(address(cohort, "change"), {**wanted, "back": "1"})

        assert back.status_code == 200
        assert 'value="Late"' in text_of(back)
        assert cohorts().get().name == "Autumn 2026"

    def test_nothing_is_nothing(self, desk: Client, cohort: Cohort) -> None:
        same = {"name": "Autumn 2026", "starts_on": "2026-10-01", "ends_on": "2027-03-30", "capacity": "5"}

        assert "All is as it was" in text_of(desk.post(address(cohort, "change"), same))

    def test_once_begun_the_start_stays(self, world: World, desk: Client, cohort: Cohort) -> None:
        with time_machine.travel(NOW + timedelta(days=40), tick=False):
            desk.force_login(world.lead)
            page = text_of(desk.get(address(cohort, "change")))
            wanted = {"name": "Same", "starts_on": "2026-12-01", "ends_on": "2027-04-30", "capacity": "5"}
            desk.post(address(cohort, "change"), {**wanted, "confirm": "1"})

        assert "It has begun and has people in it" in page
        assert (cohorts().get().name, cohorts().get().starts_on) == ("Same", date(2026, 10, 1))

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"capacity": "1"}, "2 places are taken, so there cannot be 1."),
            ({"ends_on": "2026-09-01"}, "The last day cannot be before the first."),
            ({"name": "Taken"}, "The contract has a cohort of this name."),
            ({"starts_on": "2026-08-01"}, "A cohort with people in it starts today or later."),
        ],
    )
    def test_what_cannot_be_is_said_on_the_form(
        self, world: World, desk: Client, cohort: Cohort, values: dict[str, str], words: str
    ) -> None:
        other = trusts.make_cohort(world.contract)
        cohorts().filter(pk=other.pk).update(name="Taken")
        wanted = {"name": "Autumn 2026", "starts_on": "2026-10-01", "ends_on": "2027-03-30", "capacity": "5"}

        response = desk.post(address(cohort, "change"), {**wanted, **values, "confirm": "1"})

        assert response.status_code == 422
        assert words in text_of(response)
        assert cohorts().get(pk=cohort.pk).starts_on == date(2026, 10, 1)

    def test_outside_the_contract_is_said(self, desk: Client, cohort: Cohort) -> None:
        wanted = {"name": "Long", "starts_on": "2026-10-01", "ends_on": "2028-03-30", "capacity": "50"}

        page = text_of(desk.post(address(cohort, "change"), wanted))

        assert "The contract runs from 1 September 2026 to 1 September 2027" in page
        assert "The cohort has 50 places and the contract 10 seats." in page


class TestAgain:
    def test_every_date_is_shown_and_nobody_is_copied(self, desk: Client, cohort: Cohort) -> None:
        wanted = {"name": "Spring 2027", "starts_on": "2027-03-01", "capacity": "5"}

        shown = text_of(desk.post(address(cohort, "again"), wanted))

        for words in (
            "Like Autumn 2026, with 5 places and nobody in it yet.",
            "Thursday 1 October 2026",
            "Monday 1 March 2027",
            "Due: Meetings that end on time",
            "Saturday 31 October 2026",
            "Wednesday 31 March 2027",
            "Tuesday 30 March 2027",
            "Saturday 28 August 2027",
            "Make Spring 2027",
        ):
            assert words in shown
        assert cohorts().count() == 1

        done = desk.post(address(cohort, "again"), {**wanted, "confirm": "1"})

        made = cohorts().get(name="Spring 2027")
        assert done.url == address(made)
        assert (made.starts_on, made.ends_on, made.capacity) == (date(2027, 3, 1), date(2027, 8, 28), 5)
        assert made.contract_id == cohort.contract_id
        assert not Enrolment.objects.unscoped(reason=REASON).filter(cohort=made).exists()
        assert Enrolment.objects.unscoped(reason=REASON).filter(cohort=cohort).count() == 2
        assert AuditEntry.objects.get(action="cohort.create").codes == {"again_of": cohort.pk}

    def test_sent_twice_is_one_cohort(self, desk: Client, cohort: Cohort) -> None:
        wanted = {"name": "Spring 2027", "starts_on": "2027-03-01", "capacity": "5", "confirm": "1"}
        desk.post(address(cohort, "again"), wanted)

        again = desk.post(address(cohort, "again"), wanted)

        assert again.status_code == 422
        assert "The contract has a cohort of this name." in text_of(again)
        assert cohorts().count() == 2

    def test_on_another_contract_of_the_programme(self, world: World, desk: Client, cohort: Cohort) -> None:
        next_year = trusts.make_contract(world.trust, world.programme)
        wanted = {
            "name": "Spring 2027",
            "starts_on": "2027-03-01",
            "capacity": "5",
            "contract": str(next_year.uid),
            "confirm": "1",
        }

        desk.post(address(cohort, "again"), wanted)

        assert cohorts().get(name="Spring 2027").contract_id == next_year.pk


def test_a_new_one_is_made_after_its_dates_are_seen(world: World, desk: Client) -> None:
    wanted = {
        "contract": str(world.contract.uid),
        "name": "First intake",
        "starts_on": "2026-10-01",
        "ends_on": "2027-03-01",
        "capacity": "8",
    }
    shown = text_of(desk.post("/trust/cohorts/new/", wanted))
    assert "Due: Meetings that end on time" in shown
    assert "Saturday 31 October 2026" in shown
    assert not cohorts().exists()

    desk.post("/trust/cohorts/new/", {**wanted, "confirm": "1"})

    assert cohorts().get().name == "First intake"


@pytest.mark.parametrize("tail", ["", "change", "again"])
def test_other_trusts_have_no_such_page(cohort: Cohort, as_user: Any, tail: str) -> None:
    client = as_user(make_world("Hillside (invented)").lead)

    assert client.get(address(cohort, tail)).status_code == 404
    assert client.post(address(cohort, tail), {"name": "Mine"}).status_code in (404, 405)
    assert client.get("/trust/cohorts/").context["lines"] == []


@pytest.mark.parametrize("count", [1, 3, 30])
def test_cost_does_not_grow(as_user: Any, db: None, django_assert_num_queries: Any, count: int) -> None:
    big = make_world("Big (invented)", seats=100)
    client = as_user(big.lead)
    made = [trusts.make_cohort(big.contract, capacity=50) for _ in range(count)]
    emails = [f"d{number}@mail.example" for number in range(count)]
    (first, *_more) = trusts.enrol(big.lead, big.contract, *emails, cohort=made[0])
    trusts.accept(first, trusts.make_user(emails[0]))

    for path, queries in (
        ("/trust/cohorts/", 8),
        (address(made[0]), 11),
        (address(made[0], "again"), 7),
    ):
        client.get(path)
        with django_assert_num_queries(queries):
            client.get(path)
