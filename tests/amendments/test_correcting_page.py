"""The Studio's page on which what was announced is corrected: seen before, done once, and told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from kernel import clock
from lms.amendments.retiring import actions
from programmes.models import Programme, Retirement
from programmes.selectors import latest_version
from tests.amendments.test_page import words
from tests.amendments.test_retiring import another_programme
from tests.amendments.test_retiring_page import DAY, WHY, closed, retire
from tests.factories.courses import World, make_world
from tests.factories.programmes import make_programme as make_plain
from tests.factories.trusts import system_context
from tests.programmes.conftest import make_designer
from tests.ready import ready

pytestmark = pytest.mark.django_db


def make_known() -> tuple[World, Any]:
    """Five who learn, and a designer."""
    world = make_world(seats=20, now=clock.now())
    for number in range(5):
        world.enrolled(f"doctor{number}@mail.example")
    return world, make_designer()


ready_known = ready("ready_known", make_known)


@pytest.fixture
def world(ready_known: Any) -> World:
    found: World = ready_known[0]
    return found


@pytest.fixture
def studio(client: Client, ready_known: Any) -> Client:
    client.force_login(ready_known[1])
    return client


def address(programme: Programme) -> str:
    return f"/admin/studio/retirements/{programme.pk}/correct/"


def form(found: Retirement, **given: Any) -> dict[str, str]:
    present = {
        "cut_off": found.cut_off,
        "closes_on": found.closes_on,
        "reason": found.reason,
        "successor": "",
    }
    return {name: str(value) for name, value in {**present, **given}.items()}


def day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def test_what_would_change_is_seen_before(world: World, studio: Client) -> None:
    found = retire(world.programme)
    successor = another_programme(world)
    page = words(studio.get(address(world.programme)))
    assert WHY in page
    assert 'value="correct"' not in page

    later = found.closes_on + 30 * DAY
    given = form(found, closes_on=later, successor=successor.translation_key)
    page = words(studio.post(address(world.programme), {**given, "act": "look"}))
    assert f"<td>{day(found.closes_on)}</td> <td>{day(later)}</td>" in page
    assert "<td>None</td> <td>Leading on</td>" in page
    assert "People who would be told: 5." in page
    assert "By their own dates so many would finish too late: 0; up to now 0." in page
    assert "I mean this" not in page
    assert Retirement.objects.get().corrections == 0

    answer = studio.post(address(world.programme), {**given, "act": "correct"}, follow=True)
    page = words(answer)
    assert "It is corrected. Whoever is concerned is told tomorrow morning." in page
    assert "What it said before" in page
    assert "Its successor is “Leading on”." in page
    fresh = Retirement.objects.get()
    assert (fresh.closes_on, fresh.successor, fresh.corrections) == (later, successor, 1)


def test_an_earlier_day_has_to_be_meant(world: World, studio: Client) -> None:
    found = retire(world.programme)
    earlier = found.closes_on - 20 * DAY
    given = {**form(found, closes_on=earlier), "act": "correct"}
    page = words(studio.post(address(world.programme), given))
    assert "5 people have been promised a later day" in page
    assert "I mean this: they have less time than they were promised." in page
    assert Retirement.objects.get().closes_on == found.closes_on

    studio.post(address(world.programme), {**given, "earlier_is_meant": "yes"})
    assert Retirement.objects.get().closes_on == earlier


def test_nothing_changed_is_said_and_wrong_dates_too(world: World, studio: Client) -> None:
    found = retire(world.programme)
    page = words(studio.post(address(world.programme), {**form(found), "act": "look"}))
    assert "Nothing: it stands so already." in page
    assert 'value="correct"' not in page
    page = words(studio.post(address(world.programme), {**form(found, reason=""), "act": "correct"}))
    assert "w-field__errors" in page
    wrong = form(found, cut_off=clock.today())
    page = words(studio.post(address(world.programme), {**wrong, "act": "correct"}))
    assert "The programme takes nobody new from tomorrow on at the earliest." in page
    assert Retirement.objects.get().corrections == 0


def test_a_cut_off_that_has_passed_is_not_asked_for(world: World, studio: Client) -> None:
    found = closed(world.programme)
    page = words(studio.get(address(world.programme)))
    assert f"The cut-off has passed: since {day(found.cut_off)}" in page
    assert 'name="cut_off"' not in page
    given = form(found, reason="Written anew.", cut_off=clock.today() + DAY)
    studio.post(address(world.programme), {**given, "act": "correct"})
    fresh = Retirement.objects.get()
    assert (fresh.cut_off, fresh.reason) == (found.cut_off, "Written anew.")


def test_where_nothing_is_retired_there_is_no_such_page(world: World, studio: Client) -> None:
    assert studio.get(address(world.programme)).status_code == 404
    found = retire(world.programme)
    assert studio.post(address(world.programme), {**form(found), "act": "delete"}).status_code == 404
    studio.force_login(world.lead)
    assert studio.get(address(world.programme)).status_code in {302, 403, 404}


def asking_for(world: World) -> Programme:
    outer = make_plain("The whole of it")
    outer.tree["root"]["children"].append(
        {
            "id": "5f0b0c52-6f6c-4a54-9f9d-0d6b8a9f1c77",
            "kind": "item",
            "item": {"type": "programme", "programme": str(world.programme.translation_key)},
        }
    )
    return outer


def test_programmes_that_ask_for_it_are_named(world: World, studio: Client) -> None:
    asking_for(world).save_revision().publish()
    page = words(studio.get(f"/admin/studio/retirements/{world.programme.pk}/"))
    assert "Programmes that ask for it" in page
    assert "The whole of it</a>" in page


def test_what_asks_for_it_is_published_until_the_cut_off_and_then_not(world: World) -> None:
    outer = asking_for(world)
    found = retire(world.programme)
    outer.save_revision().publish()
    assert latest_version(outer).number == 2  # type: ignore[union-attr]

    actions.take_back_retirement(system_context(now=clock.now()), retirement_uid=found.uid)
    closed(world.programme, successor_key=another_programme(world).translation_key)
    outer.title = "Another title"
    with pytest.raises(ValidationError) as refused:
        outer.save_revision().publish()
    assert [error.code for error in refused.value.error_list] == ["asks_for_retired"]
    assert "Ask for its successor, “Leading on”, instead." in refused.value.messages[0]
