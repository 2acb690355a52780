"""A portfolio in a browser: a reflection is written, kept and shared; its reader needs no account."""

from __future__ import annotations

import re

from django.core import mail
from playwright.sync_api import Page, expect

from kernel import clock, outbox
from lms.actions.evidence_mail import PATH
from tests.browser.conftest import LOOKS, OpenPage, See
from tests.committed import committed
from tests.competencies.conftest import load, publish, small_file
from tests.factories.courses import World, make_world


def with_headings() -> World:
    publish(load(small_file()))
    return make_world(now=clock.now())


headed_world = committed("headed_world", with_headings, now=True)
LINK = re.compile("http://[^/]+(" + PATH.replace("{token}", "[^/]+") + ")")


def begin(page: Page) -> None:
    page.goto("/learn/")
    page.get_by_role("link", name="My portfolio").click()
    page.get_by_role("link", name="Add an entry").click()
    page.get_by_role("button", name="Start writing").click()


def write(page: Page) -> None:
    page.get_by_label("Title").fill("What a rota taught me")
    page.get_by_label("What happened, and what was your part?").fill("Mrs Jones asked who decides.")
    about = page.get_by_role("group", name="What it is about")
    about.locator("summary").first.click()
    about.get_by_role("checkbox").first.check()


def test_what_is_kept_is_shown_to_whom_the_doctor_chooses(
    headed_world: World, open_page: OpenPage, see: See, faults: list[str]
) -> None:
    doctor, _row = headed_world.enrolled()
    page = open_page(user=doctor)
    begin(page)
    page.get_by_role("button", name="Keep this entry").click()
    expect(page.get_by_role("alert")).to_contain_text("It has no title.")
    see(page, "portfolio_no_title", widths=LOOKS)
    write(page)
    page.get_by_role("button", name="Keep this entry").dblclick()
    expect(page.get_by_text("It looks like a patient's name: Mrs Jones")).to_be_visible()
    see(page, "portfolio_signs", widths=LOOKS)
    page.get_by_role("button", name="No patient is in it").click()
    expect(page.get_by_text("It looks like a patient's name")).to_have_count(0)

    page.get_by_role("link", name="Share it", exact=True).click()
    page.get_by_label("Name").fill("Dr Reader")
    page.get_by_label("Email address").fill("reader@mail.example")
    see(page, "portfolio_share", widths=LOOKS)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("A link for Dr Reader is on its way")).to_be_visible()
    see(page, "portfolio_item", widths=LOOKS)
    page.goto("/learn/portfolio/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("You keep 1 entry.")
    see(page, "portfolio_list", widths=LOOKS)

    outbox.drain(clock=clock.now)
    found = LINK.search(str(mail.outbox[-1].body))
    assert found
    reader = open_page(javascript=False)
    reader.goto(found.group(1))
    expect(reader.get_by_text("Mrs Jones asked who decides.")).to_have_count(0)
    reader.get_by_role("button", name="Open the entry").click()
    expect(reader.get_by_text("Mrs Jones asked who decides.")).to_be_visible()

    page.get_by_role("link", name="What a rota taught me").click()
    expect(page.get_by_text("Opened on 1 day")).to_be_visible()
    page.get_by_role("button", name="End it Dr Reader").click()
    assert reader.goto(found.group(1)).status == 410  # type: ignore[union-attr]
    expect(reader.get_by_role("heading", name="This link has ended")).to_be_visible()
    # What was sent back is a 422, and what has ended a 410, which Chromium writes to its console.
    assert [fault for fault in faults if "422" not in fault and "410" not in fault] == []
    faults.clear()
