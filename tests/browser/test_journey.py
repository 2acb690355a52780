"""The main job in a browser: a list, acceptance, learning, progress and why, a reminder."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kernel import clock
from lms.enrolment.selectors import enrolments_for
from lms.enrolment.tokens import make_token
from tests.browser.conftest import See
from tests.factories.courses import World
from tests.factories.trusts import lead_context

LIST = """given name,family name,email,GMC number
Grace,Imagined,grace.imagined@trust.example,1234567
Broken,Row,not an address,
Robin,Imagined,robin.imagined@trust.example,12
"""
ONLY_HERE = ("8-quiz-done", "9-draft")
"""All other pages of the journey are in test_pages.py too."""

GRACE = "grace.imagined@trust.example"


@pytest.fixture
def world(site_world: World) -> World:
    return site_world


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "consultants.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def link_in_the_mail(world: World, email: str) -> str:
    rows = enrolments_for(lead_context(world.lead, now=clock.now()).viewer)
    return f"/learn/invitations/{make_token(rows.get(invited_as=email).uid)}/"


def enrol_from_the_list(page: Page, file: Path, check: Any) -> None:
    page.goto("/trust/")
    check(page, "1-desk")
    page.get_by_role("link", name="Enrol from a spreadsheet").click()
    page.get_by_label("Spreadsheet", exact=True).set_input_files(file)
    page.get_by_role("button", name="Check the spreadsheet").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Match the columns")
    check(page, "2-columns")
    page.get_by_role("button", name="Check the list").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 person can be enrolled")
    expect(page.get_by_role("region", name="Line 3: Broken Row")).to_contain_text("not an email address")
    expect(page.get_by_role("region", name="Line 4: Robin Imagined")).to_contain_text("7 digits")
    check(page, "2-check")
    page.get_by_role("link", name="Go on to confirm").click()
    page.get_by_role("button", name="Enrol and invite 1 person").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 person is invited")
    check(page, "3-enrolled")


def accept(page: Page, link: str, check: Any) -> None:
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("You are invited to “Leading a team”")
    check(page, "4-invitation")
    page.get_by_label("Choose a password").fill("three unusual words")
    page.get_by_role("button", name="Accept the invitation").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nothing is due this week")
    check(page, "5-home")


def learn(page: Page, check: Any) -> None:
    page.get_by_role("link", name="Start “Why meetings fail”").click()
    expect(page.get_by_role("button", name="Mark as read")).to_be_visible()
    check(page, "6-reading")
    page.get_by_role("button", name="Mark as read").click()
    expect(page.get_by_role("status")).to_contain_text("You are at 16% of the programme now")
    page.get_by_role("link", name="Next: Check yourself").click()
    page.get_by_role("button", name="Check my answers").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose an answer")
    check(page, "7-quiz-problem")
    page.get_by_label("The person who called it").check()
    page.get_by_label("Asking them by name, in turn").check()
    page.get_by_label("Sending the question beforehand").check()
    page.get_by_role("button", name="Check my answers").click()
    expect(page.get_by_text("2 of 2 right")).to_be_visible()
    check(page, "8-quiz-done")
    page.get_by_role("link", name="Next: Your last meeting").click()
    page.get_by_label("What would you do differently?").fill("Begin with the purpose.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
    expect(page.get_by_label("What would you do differently?")).to_have_value("Begin with the purpose.")
    check(page, "9-draft")


def resume(page: Page) -> None:
    page.get_by_role("link", name="My learning").first.click()
    page.get_by_role("link", name="Continue “Your last meeting”").click()
    page.get_by_role("button", name="Save and complete").click()
    expect(page.get_by_role("status").first).to_contain_text("You are at 50% of the programme now")


def see_why(page: Page, check: Any) -> None:
    page.get_by_role("link", name="My learning").first.click()
    page.get_by_role("link", name="Why 50%?").click()
    expect(page.get_by_text("All of these are needed. 1 of 1 done")).to_be_visible()
    expect(page.get_by_text("Missing")).to_have_count(2)
    check(page, "10-why")


def see_reminder(page: Page, check: Any) -> None:
    """The date is met, so the reminder that was planned is not sent, and says why."""
    page.get_by_role("link", name="My learning").first.click()
    page.get_by_role("link", name="All messages and why they are sent").click()
    expect(page.get_by_text("Reminder that Meetings that end on time is due on")).to_be_visible()
    expect(page.get_by_text("it was done already")).to_be_visible()
    check(page, "11-mails")


@pytest.mark.parametrize(("width", "javascript"), [(390, True), (1280, False)])
def test_from_a_list_to_progress_and_a_reminder(
    world: World,
    file: Path,
    open_page: Any,
    see: See,
    faults: list[str],
    width: int,
    javascript: bool,
) -> None:
    def check(page: Page, name: str) -> None:
        if javascript:
            see(page, f"journey_{name}", widths=(width,), rules=name in ONLY_HERE)

    desk = open_page(width=width, javascript=javascript, user=world.lead)
    enrol_from_the_list(desk, file, check)
    phone = open_page(width=width, javascript=javascript)
    accept(phone, link_in_the_mail(world, GRACE), check)
    expect(phone.get_by_text("Reminder that Meetings that end on time is due on")).to_be_visible()
    learn(phone, check)
    resume(phone)
    see_why(phone, check)
    see_reminder(phone, check)
    desk.goto("/trust/enrolments/")
    expect(desk.get_by_role("row", name="Grace Imagined")).to_contain_text("50%")
    # An answer that is sent back with its problems is a 422, which Chromium writes to its console.
    faults[:] = [fault for fault in faults if "422" not in fault]


def test_keyboard_only(world: World, open_page: Any, faults: list[str]) -> None:
    """From the first Tab to a finished activity without a mouse."""
    user, _row = world.enrolled()
    page = open_page(width=390, user=user)
    page.goto("/learn/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the main content")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "Start “Why meetings fail”")
    page.keyboard.press("Enter")
    page.wait_for_url("**/learn/*/*/")
    tab_to(page, "Mark as read")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("is done")
    tab_to(page, "Next: Check yourself")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check yourself")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on it, as visible as WCAG asks."""
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.textContent.trim()")
        style = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return [s.outlineStyle, s.boxShadow, s.backgroundColor]; })()"
        )
        assert style[0] != "none" or style[1] != "none", f"no visible focus on {focused}"
        if focused == name:
            return
    raise AssertionError(f"Tab never reached {name}")


def test_what_is_typed_saves_itself(world: World, open_page: Any) -> None:
    user, row = world.enrolled()
    page = open_page(user=user)
    page.goto(f"/learn/{row.uid}/{world.key('Your last meeting')}/")
    page.get_by_label("What would you do differently?").fill("Begin on time.")
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
    page.reload()
    expect(page.get_by_label("What would you do differently?")).to_have_value("Begin on time.")
