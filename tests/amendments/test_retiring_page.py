"""The Studio's pages about retiring, and what learners, leads and visitors read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kernel import clock
from kernel.clock import local_date
from lms.amendments.retiring import actions
from lms.enrolment.models import Enrolment, LaterClosing
from programmes.models import Programme, Retirement
from tests.amendments.test_page import words
from tests.amendments.test_retiring import REASON, another_programme, handle
from tests.factories import trusts
from tests.factories.courses import World
from tests.factories.programmes import make_programme as make_plain
from tests.factories.trusts import system_context
from tests.programmes.conftest import make_designer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = timedelta(days=1)
WHY = "Its evidence is out of date."


@pytest.fixture
def world(roomy_world: World) -> World:
    return roomy_world


@pytest.fixture
def studio(client: Client) -> Client:
    client.force_login(make_designer())  # type: ignore[arg-type]
    return client


def address(programme: Programme) -> str:
    return f"/admin/studio/retirements/{programme.pk}/"


def form(*, closes: int = 60, **given: str) -> dict[str, str]:
    today = clock.today()
    usual = {"cut_off": f"{today + 10 * DAY}", "closes_on": f"{today + closes * DAY}", "reason": WHY}
    return {**usual, "successor": "", **given}


def retire(programme: Programme, *, cut_off: int = 10, closes: int = 60, **given: Any) -> Retirement:
    now = clock.now()
    today = local_date(now)
    return actions.retire_programme(
        system_context(now=now),
        programme_key=programme.translation_key,
        cut_off=today + cut_off * DAY,
        closes_on=today + closes * DAY,
        reason=WHY,
        **given,
    )


def closed(programme: Programme) -> Retirement:
    """Announced a while ago, so that it takes nobody new today."""
    now = clock.now() - 20 * DAY
    today = local_date(now)
    return actions.retire_programme(
        system_context(now=now),
        programme_key=programme.translation_key,
        cut_off=today + 10 * DAY,
        closes_on=today + 60 * DAY,
        reason=WHY,
    )


def test_it_is_looked_at_before_it_is_announced(world: World, studio: Client) -> None:
    rows = [world.enrolled(f"doctor{number}@mail.example")[1] for number in range(5)]
    page = words(studio.get(address(world.programme)))
    assert "Fill in the form to see who would finish too late." in page
    assert 'value="retire"' not in page

    page = words(studio.post(address(world.programme), {**form(closes=20), "act": "look"}))
    assert "By their own dates so many would finish too late: 5." in page
    assert 'value="retire"' in page
    assert not Retirement.objects.exists()

    answer = studio.post(address(world.programme), {**form(), "act": "retire"}, follow=True)
    page = words(answer)
    assert "Whoever is concerned is told tomorrow morning." in page
    assert WHY in page
    assert "so many would finish too late: 0." in page
    assert Retirement.objects.get().announced_by is not None
    assert {each.state for each in Enrolment.objects.unscoped(reason=REASON)} == {"active"}
    assert rows


@pytest.mark.parametrize("given", [{"cut_off": ""}, {"reason": ""}, {"successor": "x"}])
def test_a_form_that_is_not_complete_says_so(world: World, studio: Client, given: dict[str, str]) -> None:
    answer = studio.post(address(world.programme), {**form(), **given, "act": "retire"})
    assert answer.status_code == 200
    assert "w-field__errors" in words(answer)
    assert not Retirement.objects.exists()


def test_what_the_rules_refuse_is_said_beside_what_was_typed(world: World, studio: Client) -> None:
    given = {**form(), "cut_off": f"{clock.today()}", "act": "retire"}
    page = words(studio.post(address(world.programme), given))
    assert "The programme takes nobody new from tomorrow on at the earliest." in page
    assert WHY in page
    assert not Retirement.objects.exists()


def test_few_people_are_not_counted_out(world: World, studio: Client) -> None:
    world.enrolled()
    page = words(studio.post(address(world.programme), {**form(closes=20), "act": "look"}))
    assert "People on it: fewer than 5." in page
    assert "finish too late: fewer than 5." in page
    assert "<td>fewer than 5</td> <td>–</td> <td>–</td> <td>–</td> <td>–</td>" in page


def test_it_is_taken_back_there(world: World, studio: Client) -> None:
    retire(world.programme)
    answer = studio.post(address(world.programme), {"act": "take_back"}, follow=True)
    assert "The programme goes on." in words(answer)
    assert Retirement.objects.get().taken_back_on == clock.today()


def test_some_are_given_more_time_and_others_go_on(world: World, studio: Client) -> None:
    _user, row = world.enrolled()
    successor = another_programme(world)
    retire(world.programme, closes=11, successor_key=successor.translation_key)
    page = words(studio.get(address(world.programme)))
    assert "5 seats free" in page
    group = {"group": f"{world.trust.pk}:"}
    answer = studio.post(
        address(world.programme),
        {**group, "act": "later", "closes_on": f"{clock.today() + 12 * DAY}"},
        follow=True,
    )
    assert "That is done for those whom you chose." in words(answer)
    assert LaterClosing.objects.unscoped(reason=REASON).count() == 1
    old, new = (
        words(studio.get(address(world.programme)))
        .split(f'name="{name}">')[1]
        .split('value="')[1]
        .split('"')[0]
        for name in ("old", "new")
    )
    studio.post(address(world.programme), {"act": "equate", "old": old, "new": new})
    studio.post(address(world.programme), {**group, "act": "go_on"})
    handle(actions.TOPIC, now=clock.now())
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert "fewer than 5 of fewer than 5" in words(studio.get(address(world.programme)))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"act": "delete"},
        {"act": "take_back"},
        {"act": "go_on", "group": "1:"},
        {"act": "later", "group": "x", "closes_on": "2030-01-01"},
        {"act": "equate", "old": "x", "new": "y"},
    ],
)
def test_what_nobody_offered_is_refused(world: World, studio: Client, given: dict[str, str]) -> None:
    assert studio.post(address(world.programme), given).status_code == 404


def test_who_chooses_nobody_is_told_so(world: World, studio: Client) -> None:
    retire(world.programme)
    for act in ({"act": "go_on"}, {"act": "later", "closes_on": "2030-01-01"}):
        page = words(studio.post(address(world.programme), act, follow=True))
        assert "Nothing was done: choose whom, then press the button again." in page


def test_who_may_neither_publish_nor_operate_sees_nothing(world: World, client: Client) -> None:
    client.force_login(world.lead)
    assert client.get(address(world.programme)).status_code in {302, 403, 404}
    assert client.get("/admin/studio/retirements/").status_code in {302, 403, 404}


def test_the_list_says_how_each_stands(world: World, studio: Client) -> None:
    make_plain("Another")
    closed(world.programme)
    page = words(studio.get("/admin/studio/retirements/"))
    assert page.index("Leading a team") < page.index("Another")
    assert "(closed)" in page
    assert "It goes on" in page


def test_the_table_goes_into_a_spreadsheet(world: World, studio: Client) -> None:
    world.enrolled()
    retire(world.programme)
    text = studio.get(f"{address(world.programme)}?csv").content.decode()
    assert text.splitlines()[0].startswith("\ufeffTrust,Cohort,People")
    assert "Riverside (invented),,fewer than 5,–,–,–,–" in text


@pytest.mark.parametrize("count", [1, 3])
def test_cost_does_not_grow(world: World, studio: Client, django_assert_num_queries: Any, count: int) -> None:
    for number in range(count):
        world.enrolled(f"doctor{number}@mail.example")
    retire(world.programme, successor_key=another_programme(world).translation_key)
    studio.get(address(world.programme))
    with django_assert_num_queries(24):
        studio.get(address(world.programme))


# What others read


def test_a_doctor_reads_it_on_the_programme(world: World, client: Client) -> None:
    user, row = world.enrolled()
    found = retire(world.programme)
    client.force_login(user)
    page = words(client.get(f"/learn/{row.uid}/"))
    assert "This programme is being retired." in page
    assert "You keep your place" in page
    assert f"{found.closes_on.day} {found.closes_on:%B %Y}" in page
    later = found.closes_on + 30 * DAY
    actions.close_later(
        system_context(now=clock.now()),
        retirement_uid=found.uid,
        organisation_id=world.trust.pk,
        cohort_id=None,
        closes_on=later,
    )
    assert f"{later.day} {later:%B %Y}" in words(client.get(f"/learn/{row.uid}/"))


def test_a_lead_reads_it_at_the_desk(world: World, client: Client) -> None:
    world.enrolled()
    world.enrolled("other@mail.example")
    retire(world.programme)
    client.force_login(world.lead)
    page = words(client.get("/trust/"))
    assert "“Leading a team” is being retired." in page
    assert "2 of your doctors are on it" in page


def test_a_lead_of_another_trust_reads_nothing(world: World, client: Client) -> None:
    world.enrolled()
    retire(world.programme)
    other = trusts.make_lead(trusts.make_trust("Elsewhere (invented)"))
    client.force_login(other)
    assert "is being retired" not in words(client.get("/trust/"))


def test_joining_is_offered_until_the_cut_off(world: World, client: Client) -> None:
    programme = make_plain("Open", open_to_all=True)
    user = trusts.make_user("doctor@mail.example")
    trusts.make_person(user)
    client.force_login(user)
    join = f"/learn/join/{programme.translation_key}/"
    found = retire(programme)
    assert "being retired: takes nobody new from" in words(client.get("/learn/join/"))
    assert "Join this programme</button>" in words(client.get(join))
    actions.take_back_retirement(system_context(now=clock.now()), retirement_uid=found.uid)
    closed(programme)
    assert "Open" not in words(client.get("/learn/join/")).split("<h1")[1].split("<footer")[0]
    page = words(client.get(join))
    assert "it takes nobody new" in page
    assert "Join this programme</button>" not in page


def test_programs_read_it_too(world: World, client: Client) -> None:
    programme = make_plain("Open", open_to_all=True)
    found = retire(programme)
    (told,) = client.get("/api/v1/programmes/").json()["results"]
    assert told["retirement"] == {
        "cut_off": f"{found.cut_off}",
        "closes_on": f"{found.closes_on}",
        "reason": WHY,
        "successor": None,
        "successor_title": None,
    }
