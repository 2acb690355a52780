"""The Studio's pages about retiring, and what learners, leads and visitors read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cms.site.models import ProgrammePage
from cms.site.services import build_demo_site
from kernel import clock
from kernel.clock import local_date
from lms.actions.enrolment import join_programme
from lms.amendments.retiring import actions, correcting
from lms.enrolment.models import Enrolment, LaterClosing
from lms.enrolment.tokens import make_token
from programmes.models import Programme, Retirement
from tests.amendments.test_page import words
from tests.amendments.test_retiring import REASON, another_programme, handle
from tests.factories import trusts
from tests.factories.courses import World
from tests.factories.programmes import make_programme as make_plain
from tests.factories.trusts import learner_context, system_context
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


def closed(programme: Programme, **given: Any) -> Retirement:
    """Announced a while ago, so that it takes nobody new today."""
    now = clock.now() - 20 * DAY
    today = local_date(now)
    return actions.retire_programme(
        system_context(now=now),
        programme_key=programme.translation_key,
        cut_off=today + 10 * DAY,
        closes_on=today + 60 * DAY,
        reason=WHY,
        **given,
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
    with django_assert_num_queries(25):
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
    correcting.close_later(
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
    programme, successor = make_plain("Open", open_to_all=True), make_plain("Anew", open_to_all=True)
    user = trusts.make_user("doctor@mail.example")
    trusts.make_person(user)
    client.force_login(user)
    join, onwards = (f"/learn/join/{each.translation_key}/" for each in (programme, successor))
    found = retire(programme, successor_key=successor.translation_key)
    assert "being retired: takes nobody new from" in words(client.get("/learn/join/"))
    page = words(client.get(join))
    assert "Join this programme</button>" in page
    assert f'Its successor is <a href="{onwards}">Anew</a>.' in page
    actions.take_back_retirement(system_context(now=clock.now()), retirement_uid=found.uid)
    closed(programme, successor_key=successor.translation_key)
    assert ">Open<" not in words(client.get("/learn/join/"))
    for answer in (client.get(join), client.post(join)):
        assert answer.status_code == 410
        page = words(answer)
        assert "“Open” takes nobody new</h1>" in page
        assert f'href="{onwards}">See its successor</a>' in page
        assert "Join this programme</button>" not in page
    assert not Enrolment.objects.unscoped(reason=REASON).exists()

    Programme.objects.filter(pk=programme.pk).update(live=False)
    assert "“Open” takes nobody new</h1>" in words(client.get(join))
    assert client.get("/learn/join/5f0b0c52-6f6c-4a54-9f9d-0d6b8a9f1c77/").status_code == 404


def test_an_old_link_leads_whoever_is_on_it_to_their_place(client: Client) -> None:
    programme = make_plain("Open", open_to_all=True)
    user = trusts.make_user("doctor@mail.example")
    trusts.make_person(user)
    before = learner_context(user, now=clock.now() - 20 * DAY)
    row = join_programme(before, programme_uid=programme.translation_key)
    closed(programme)
    client.force_login(user)
    answer = client.get(f"/learn/join/{programme.translation_key}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/learn/{row.uid}/")


def test_the_public_page_says_it_also_when_it_is_no_longer_live(world: World, client: Client) -> None:
    build_demo_site(clock.now())
    page = ProgrammePage.objects.get(programme=world.programme)
    closed(world.programme)
    for live in (True, False):
        Programme.objects.filter(pk=world.programme.pk).update(live=live)
        said = words(client.get(page.url))
        assert "This programme is being retired. Since" in said
        assert "It takes nobody new." in said
        assert "It opens soon." not in said


def test_an_open_invitation_says_what_to_do_and_a_late_one_why_not(world: World, client: Client) -> None:
    (row,) = world.invite("invited@mail.example")
    found = closed(world.programme)
    link = f"/learn/invitations/{make_token(row.uid, row.link)}/"
    page = words(client.get(link))
    until = local_date(row.expires_at)  # type: ignore[arg-type]
    assert f"Your invitation stands: you can still take the place until {until.day} {until:%B %Y}." in page
    assert f"you have until {found.closes_on.day} {found.closes_on:%B %Y} at least to finish." in page

    Enrolment.objects.unscoped(reason=REASON).filter(pk=row.pk).update(state="expired", expires_at=None)
    answer = client.get(link)
    assert answer.status_code == 410
    page = words(answer)
    assert "“Leading a team” takes nobody new any more</h1>" in page
    assert "So it cannot be sent again." in page
    assert "Ask the person who invited you for a new invitation" not in page


def test_the_home_says_it_beside_the_programme(world: World, client: Client) -> None:
    user, _row = world.enrolled()
    found = closed(world.programme)
    client.force_login(user)
    said = f"you keep your place, and have until {found.closes_on.day} {found.closes_on:%B %Y} at least"
    assert said in words(client.get("/learn/"))


def test_the_desk_offers_nothing_that_would_be_refused(world: World, client: Client) -> None:
    (row,) = world.invite("invited@mail.example")
    another_programme(world)
    client.force_login(world.lead)
    place = f"/trust/enrolments/{row.uid}/"
    choice = f'<option value="{world.contract.uid}"'
    assert "the invitation again</a>" in words(client.get(place))
    closed(world.programme)
    page = words(client.get(place))
    assert "the invitation again</a>" not in page
    assert "This invitation stands and can be answered until" in page
    for address in ("/trust/enrol/", "/trust/lists/"):
        page = words(client.get(address))
        assert choice not in page
        assert "Retired: takes nobody new since" in page
    assert "Retired: takes nobody new since" in words(client.get("/trust/"))


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
