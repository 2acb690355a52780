"""The trust desk: what it says, what it costs, and that other trusts are not there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lms.enrolment.enums import State
from lms.enrolment.models import Cohort, Enrolment
from lms.people.models import Membership
from lms.web.desk_presenters import desk_sentence
from lms.web.selectors.desk import Summary
from lms.web.views import desk as desk_views
from tests.factories import trusts
from tests.factories.courses import World, make_world
from tests.factories.trusts import NOW, TODAY
from tests.web.conftest import text_of


@pytest.fixture
def desk(world: World, as_user: Any) -> Client:
    client: Client = as_user(world.lead)
    return client


def on_day(desk: Client, world: World, days: int, address: str) -> Any:
    with time_machine.travel(NOW + timedelta(days=days), tick=False):
        desk.force_login(world.lead)
        return desk.get(address)


def names(response: Any) -> list[str]:
    return [line.name for line in response.context["lines"]]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"), [("/trust/", 11), ("/trust/enrolments/", 10), ("/trust/reminders/", 11)]
)
def test_cost_does_not_grow(
    world: World, desk: Client, django_assert_num_queries: Any, count: int, address: str, queries: int
) -> None:
    for number in range(count):
        world.enrolled(f"doctor{number}@mail.example")
    desk.get(address)

    with django_assert_num_queries(queries):
        desk.get(address)


@pytest.mark.parametrize("count", [1, 3])
def test_export_costs_the_same(
    world: World, desk: Client, django_assert_num_queries: Any, count: int
) -> None:
    world.invite(*(f"doctor{number}@mail.example" for number in range(count)))
    desk.get("/trust/enrolments.csv")

    with django_assert_num_queries(7):
        lines = b"".join(desk.get("/trust/enrolments.csv").streaming_content).splitlines()

    assert len(lines) == 1 + count


def test_one_enrolment_costs_the_same(world: World, desk: Client, django_assert_num_queries: Any) -> None:
    user, row = world.enrolled()
    address = f"/trust/enrolments/{row.uid}/"
    desk.get(address)

    with django_assert_num_queries(14):
        desk.get(address)

    world.finish(user, row, "Why meetings fail")
    with django_assert_num_queries(14):
        desk.get(address)


def test_pages_cut_the_list_without_gap_or_overlap(
    world: World, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        world.enrolled(f"doctor{number}@mail.example")
    whole = names(desk.get("/trust/enrolments/"))
    monkeypatch.setattr(desk_views, "PAGE", 2)

    pages = [names(desk.get(f"/trust/enrolments/?page={number}")) for number in (1, 2)]

    assert len(whole) == 3
    assert pages == [whole[:2], whole[2:]]
    assert names(desk.get("/trust/enrolments/?page=9")) == whole[2:]
    assert names(desk.get("/trust/enrolments/?search=nobody")) == []


def test_home_answers_first(world: World, desk: Client) -> None:
    assert "Nobody is enrolled yet." in text_of(desk.get("/trust/"))
    world.enrolled()
    world.invite("late@mail.example", "later@mail.example")

    assert "1 of 3 doctors have started; nobody needs you." in text_of(desk.get("/trust/"))
    page = text_of(on_day(desk, world, 31, "/trust/"))
    assert "1 of 3 doctors have started; 3 need you." in page
    assert "3 of 10 seats taken" in page
    assert "7 left" in page


def test_filters_live_in_the_address(world: World, desk: Client) -> None:
    world.enrolled()
    world.invite("late@mail.example")
    cohort = trusts.make_cohort(world.contract)
    trusts.enrol(world.lead, world.contract, "cohort@mail.example", cohort=cohort)

    def count(query: str, days: int = 0) -> int:
        return len(names(on_day(desk, world, days, f"/trust/enrolments/?{query}")))

    assert count("") == 3
    assert count("state=active") == 1
    assert count("state=invited") == 2
    assert count("search=family0") == 3
    assert count("search=given0+family0") == 3
    assert count("search=nobody") == 0
    assert count("need=overdue") == 0
    assert count("need=overdue", 31) == 1
    assert count("need=unanswered", 8) == 2
    assert count("need=you", 31) == 3
    assert count(f"place={world.contract.uid}") == 3
    assert count(f"place={world.contract.uid}:{cohort.uid}") == 1
    assert count("state=nonsense&place=nonsense&page=nonsense") == 3


def test_export_equals_the_screen_and_runs_no_formula(world: World, desk: Client) -> None:
    world.enrolled()
    (row,) = world.invite("formula@mail.example")
    person = row.person
    person.family_name = '=HYPERLINK("http://evil.example")'
    person.save()

    screen = names(desk.get("/trust/enrolments/?state=invited"))
    lines = b"".join(desk.get("/trust/enrolments.csv?state=invited").streaming_content).decode("utf-8-sig")

    heading, *rows = lines.splitlines()
    assert heading.startswith("Family name,Given name,Programme")
    assert len(rows) == len(screen) == 1
    assert rows[0].startswith("\"'=HYPERLINK(")


def test_pages_turn_with_their_filters(world: World, desk: Client) -> None:
    big = make_world("Big (invented)", seats=60)
    big.invite(*(f"doctor{number}@mail.example" for number in range(51)))
    desk.force_login(big.lead)

    first = desk.get("/trust/enrolments/?state=invited")
    second = desk.get("/trust/enrolments/?state=invited&page=2")

    assert (len(names(first)), len(names(second))) == (50, 1)
    assert "?state=invited&amp;page=2" in text_of(first)


def test_one_enrolment_says_why_and_nothing_private(world: World, desk: Client) -> None:
    user, row = world.enrolled()
    client = Client()
    client.force_login(user)
    away = {"starts_on": "2026-09-10", "ends_on": "2026-09-19", "reason": "sickness", "record": "1"}
    client.post("/learn/absences/", away)
    world.finish(user, row, "Your last meeting", text="My private thoughts")

    page = text_of(desk.get(f"/trust/enrolments/{row.uid}/"))

    assert "2 activities missing" in page
    assert "11 October 2026" in page
    assert "30 days after the start on 1 September 2026, plus 10 days" in page
    for private in ("absence", "sickness", "private thoughts"):
        assert private not in page.replace("reasons for absence", "").lower()


@pytest.mark.parametrize(("name", "given"), [("withdraw", {}), ("defer", {"reason": "asked"})])
def test_acts_are_confirmed_first(world: World, desk: Client, name: str, given: dict[str, str]) -> None:
    _, row = world.enrolled()
    address = f"/trust/enrolments/{row.uid}/{name}/"

    shown = desk.get(address)
    row.refresh_from_db()
    assert (shown.status_code, row.state) == (200, State.ACTIVE)
    response = desk.post(address, given)

    row.refresh_from_db()
    assert response.url == f"/trust/enrolments/{row.uid}/"
    assert row.state == {"withdraw": State.WITHDRAWN, "defer": State.DEFERRED}[name]


def test_a_deferred_enrolment_has_no_due_dates(world: World, desk: Client) -> None:
    _user, row = world.enrolled()
    active = text_of(desk.get(f"/trust/enrolments/{row.uid}/"))
    assert "1 October 2026" in active.split("Mails planned and sent")[0]
    desk.post(f"/trust/enrolments/{row.uid}/defer/", {"reason": "asked"})

    with time_machine.travel(NOW + timedelta(days=60), tick=False):
        desk.force_login(world.lead)
        page = text_of(desk.get(f"/trust/enrolments/{row.uid}/"))
        (line,) = desk.get("/trust/enrolments/").context["lines"]
        listed = text_of(desk.get("/trust/enrolments/"))
        export = desk.get("/trust/enrolments.csv").getvalue().decode()

    dates = page.split("Due dates and how they came about")[1].split("Mails planned and sent")[0]
    assert "Nothing is due while the programme is paused." in dates
    assert "October 2026" not in dates
    assert (line.next_due, line.is_overdue) == (None, False)
    assert "October 2026" not in listed
    assert "2026-10-01" not in export


def test_deferred_is_resumed(world: World, desk: Client) -> None:
    _, row = world.enrolled()
    desk.post(f"/trust/enrolments/{row.uid}/defer/", {"reason": "asked"})

    desk.post(f"/trust/enrolments/{row.uid}/resume/")

    row.refresh_from_db()
    assert row.state == State.ACTIVE


def test_what_cannot_be_done_is_refused_with_a_reason(world: World, desk: Client) -> None:
    (row,) = world.invite("invited@mail.example")

    response = desk.post(f"/trust/enrolments/{row.uid}/defer/")

    row.refresh_from_db()
    assert response.status_code == 409
    assert "Nothing was changed." in text_of(response)
    assert f'href="/trust/enrolments/{row.uid}/">Go back' in text_of(response)
    assert row.state == State.INVITED
    assert desk.post(f"/trust/enrolments/{row.uid}/promote/").status_code == 404


class TestOtherTrust:
    """Another trust's rows answer exactly as rows that are not there."""

    def test_lists_hold_none_of_them(self, world: World, as_user: Any) -> None:
        world.enrolled()
        other = make_world("Hillside (invented)")
        client = as_user(other.lead)

        assert names(client.get("/trust/enrolments/")) == []
        assert names(client.get(f"/trust/enrolments/?place={world.contract.uid}")) == []
        export = b"".join(client.get("/trust/enrolments.csv").streaming_content).splitlines()
        assert len(export) == 1
        assert "Riverside" not in text_of(client.get("/trust/"))
        assert "Riverside" not in text_of(client.get("/trust/lists/"))
        assert client.get("/trust/reminders/?shown=all").context["lines"] == []

    @pytest.mark.parametrize("tail", ["", "withdraw/", "defer/", "resume/"])
    def test_enrolments_are_not_there(self, world: World, as_user: Any, tail: str) -> None:
        _, row = world.enrolled()
        client = as_user(make_world("Hillside (invented)").lead)

        theirs = client.get(f"/trust/enrolments/{row.uid}/{tail}")
        nobodys = client.get(f"/trust/enrolments/{uuid4()}/{tail}")
        posted = client.post(f"/trust/enrolments/{row.uid}/{tail}")

        assert (theirs.status_code, nobodys.status_code) == (404, 404)
        assert text_of(theirs) == text_of(nobodys)
        assert posted.status_code in (404, 405)
        row.refresh_from_db()
        assert row.state == State.ACTIVE

    def test_mails_are_not_there(self, world: World, desk: Client, as_user: Any) -> None:
        world.enrolled()
        (line, *_rest) = desk.get("/trust/reminders/").context["lines"]
        address = reverse("leadership_trust:mail", args=[line.send.uid])
        client = as_user(make_world("Hillside (invented)").lead)

        assert desk.get(address).status_code == 200
        assert client.get(address).status_code == 404

    def test_doctor_who_left_is_out_of_sight(self, world: World, desk: Client) -> None:
        _, row = world.enrolled()
        membership = Membership.objects.unscoped(reason="a test").get(
            person=row.person, organisation=world.trust
        )
        membership.ends_on = TODAY
        membership.save()

        assert names(desk.get("/trust/enrolments/")) == [row.person.full_name]
        assert names(on_day(desk, world, 1, "/trust/enrolments/")) == []
        assert on_day(desk, world, 1, f"/trust/enrolments/{row.uid}/").status_code == 404


def test_who_leads_nothing_finds_no_desk(world: World, as_user: Any) -> None:
    user, row = world.enrolled()
    client = as_user(user)

    home = client.get("/trust/")
    assert home.status_code == 404
    assert "You lead no programme for a trust" in text_of(home)
    tails = ["enrolments/", "enrolments.csv", f"enrolments/{row.uid}/", "lists/", "lists/template.csv"]
    assert [client.get(f"/trust/{tail}").status_code for tail in [*tails, "reminders/"]] == [404] * 6


def test_lead_whose_time_is_over_finds_no_desk(world: World, desk: Client) -> None:
    membership = Membership.objects.unscoped(reason="a test").get(person__user=world.lead)
    membership.ends_on = TODAY - timedelta(days=1)
    membership.save()

    assert desk.get("/trust/enrolments/").status_code == 404


def test_visitor_signs_in_first(db: None, client: Client) -> None:
    for address in ("/trust/", "/trust/enrolments/", "/trust/lists/"):
        assert client.get(address).url == f"/accounts/login/?next={address}"


def test_nothing_is_written_by_looking(world: World, desk: Client) -> None:
    (row,) = world.invite("invited@mail.example")
    before = Enrolment.objects.unscoped(reason="a test").values().get(pk=row.pk)

    for tail in ("", "enrolments/", f"enrolments/{row.uid}/", f"enrolments/{row.uid}/withdraw/", "lists/"):
        desk.get(f"/trust/{tail}")

    assert Enrolment.objects.unscoped(reason="a test").values().get(pk=row.pk) == before


def test_large_numbers_have_their_comma() -> None:
    figures = Summary(18_001, 1_999, 1_999, 0, 0, 0, 0, 0, 1_234)

    assert desk_sentence(figures) == "1,999 of 20,000 doctors have started; 1,234 need you."


def test_home_names_the_cohorts_that_are_near(world: World, desk: Client) -> None:
    days = {"Ended": (-90, -10), "Running": (-20, 30), "Later": (60, 90), "Soon": (5, 40), "Newly": (-2, 50)}
    for name, (first, last) in days.items():
        cohort_on(world, name, first, last)

    assert [each.name for each in near(desk)] == ["Newly", "Running", "Soon", "Later", "Ended"]
    assert "All 5 cohorts" not in text_of(desk.get("/trust/"))

    cohort_on(world, "Last", 300, 330)
    cohort_on(world, "Long ago", -300, -200)
    assert [each.name for each in near(desk)] == ["Newly", "Running", "Soon", "Later", "Last", "Ended"]
    assert "All 7 cohorts" in text_of(desk.get("/trust/"))


def cohort_on(world: World, name: str, first: int, last: int) -> None:
    Cohort.objects.create(
        contract=world.contract,
        name=name,
        capacity=5,
        starts_on=TODAY + timedelta(days=first),
        ends_on=TODAY + timedelta(days=last),
    )


def near(desk: Client) -> list[Any]:
    (one,) = desk.get("/trust/").context["contracted"]
    return list(one.near)
