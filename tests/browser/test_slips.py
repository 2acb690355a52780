"""Hands that slip: a second click, the back button after handing in, two tabs."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from kernel import clock
from lms.calendar.models import Absence
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.enrolment.tokens import make_token
from lms.records.models import LearningFact
from tests.browser.conftest import OpenPage
from tests.factories.courses import World

REASON = "a test counts"


@pytest.fixture
def world(plain_world: World) -> World:
    return plain_world


def facts() -> int:
    return LearningFact.objects.unscoped(reason=REASON).count()


def row_state(row: Enrolment) -> str:
    return Enrolment.objects.unscoped(reason=REASON).get(pk=row.pk).state


def reading(world: World, row: Enrolment) -> str:
    return f"/learn/{row.uid}/{world.key('Why meetings fail')}/"


def test_a_second_click_hands_in_once(world: World, open_page: OpenPage) -> None:
    user, row = world.enrolled()
    page = open_page(user=user)
    page.goto(reading(world, row))
    page.get_by_role("button", name="Mark as read").dblclick()
    expect(page.get_by_role("status")).to_contain_text("You are at 16% of the programme now")
    assert facts() == 1


def test_a_second_click_accepts_once(world: World, open_page: OpenPage) -> None:
    (row,) = world.invite("new.doctor@mail.example")
    page = open_page()
    page.goto(f"/learn/invitations/{make_token(row.uid)}/")
    page.get_by_label("Choose a password").fill("three unusual words")
    page.get_by_role("button", name="Accept the invitation").dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nothing is due this week")


def test_a_second_click_without_scripts_accepts_once(
    world: World, open_page: OpenPage, faults: list[str]
) -> None:
    """The second press comes to an invitation that the first has answered; the account is there."""
    (row,) = world.invite("new.doctor@mail.example")
    page = open_page(javascript=False)
    page.goto(f"/learn/invitations/{make_token(row.uid)}/")
    page.get_by_label("Choose a password").fill("three unusual words")
    page.get_by_role("button", name="Accept the invitation").dblclick()
    page.wait_for_load_state()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile("This invitation is no longer open|Nothing is due this week"))
    assert row_state(row) == State.ACTIVE
    assert all("410" in fault for fault in faults)
    faults.clear()


def test_a_second_click_records_once(world: World, open_page: OpenPage) -> None:
    user, _row = world.enrolled()
    page = open_page(user=user)
    page.goto("/learn/absences/")
    for label, days in (("First day away", 2), ("Last day away", 6)):
        page.get_by_label(label).fill((clock.today() + timedelta(days=days)).isoformat())
    page.get_by_label("Sickness").check()
    page.get_by_role("button", name="See what would move").dblclick()
    page.get_by_role("button", name="Record the absence").dblclick()
    expect(page.get_by_role("status")).to_contain_text("Your absence is recorded")
    assert Absence.objects.unscoped(reason=REASON).count() == 1


def test_a_second_click_without_scripts_does_nothing_twice(world: World, open_page: OpenPage) -> None:
    user, row = world.enrolled()
    page = open_page(user=user, javascript=False)
    page.goto(reading(world, row))
    page.get_by_role("button", name="Mark as read").dblclick()
    expect(page.get_by_text("It is in your record.")).to_be_visible()
    assert facts() == 1


def test_back_after_handing_in(world: World, open_page: OpenPage) -> None:
    user, row = world.enrolled()
    page = open_page(user=user)
    page.goto(reading(world, row))
    page.get_by_role("button", name="Mark as read").click()
    expect(page.get_by_role("status")).to_contain_text("is done")
    page.get_by_role("link", name="Next: Check yourself").click()
    page.go_back()
    expect(page.get_by_text("It is in your record.")).to_be_visible()
    page.go_back()
    again = page.get_by_role("button", name="Mark as read")
    if again.is_visible():
        again.click()
        expect(page.get_by_role("status")).to_contain_text("This was recorded before; nothing was changed.")
    assert facts() == 1


def test_two_tabs_hand_in(world: World, open_page: OpenPage) -> None:
    user, row = world.enrolled()
    first = open_page(user=user)
    first.goto(reading(world, row))
    second = first.context.new_page()
    second.goto(reading(world, row))
    for tab, said in ((first, "You are at 16%"), (second, "This was recorded before; nothing was changed.")):
        tab.get_by_role("button", name="Mark as read").click()
        expect(tab.get_by_role("status")).to_contain_text(said)
    assert facts() == 1


def test_a_list_confirmed_in_two_tabs(
    world: World, open_page: OpenPage, tmp_path: Path, faults: list[str]
) -> None:
    file = tmp_path / "doctors.csv"
    file.write_text("given name,family name,email\nGrace,Imagined,grace@mail.example\n", encoding="utf-8")
    page = open_page(user=world.lead)
    page.goto("/trust/lists/")
    page.get_by_label("Spreadsheet", exact=True).set_input_files(file)
    page.get_by_role("button", name="Check the spreadsheet").dblclick()
    page.get_by_role("button", name="Check the list").dblclick()
    page.wait_for_url("**/trust/lists/*-*/")
    page.get_by_role("link", name="Go on to confirm").click()
    other = page.context.new_page()
    other.goto(page.url)
    for tab in (page, other):
        tab.get_by_role("button", name="Enrol and invite 1 person").dblclick()
        expect(tab.get_by_role("heading", level=1)).to_contain_text("1 person is invited")
    assert Enrolment.objects.unscoped(reason=REASON).count() == 1
