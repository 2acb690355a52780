"""The editor of the requirement tree: from a template to a published programme, by keyboard and by mouse."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from programmes.models import Programme, ProgrammeVersion, Requirement
from programmes.services.templates import load_templates
from tests.browser.conftest import LOOKS, See
from tests.browser.waiting import until
from tests.factories.programmes import make_module
from tests.programmes.conftest import make_designer

STUDIO = "/admin/snippets/leadership_programmes"
PARTS = ("Yourself in a new role", "Leading the team you have", "Running and mending a service")


@pytest.fixture
def designer(transactional_db: None) -> Any:
    load_templates()
    for number in range(1, 9):
        make_module(f"Leading well, part {number}")
    return make_designer()


def row(page: Page, title: str) -> Locator:
    return page.get_by_role("treeitem").filter(has=page.locator(f'.lp-tree-title:text-is("{title}")'))


def said(page: Page, sentence: str) -> None:
    expect(page.locator("[data-say]")).to_have_text(sentence)


def begin_with_the_template(page: Page, see: See) -> None:
    page.goto(f"{STUDIO}/programme/")
    page.get_by_role("link", name="From a template").click()
    expect(page.get_by_role("heading", level=2)).to_have_count(3)
    see(page, "tree_templates", widths=LOOKS)
    page.get_by_role("link", name="Begin with this (Six months for new consultants)").click()
    expect(page.get_by_role("treeitem")).to_have_count(10)
    see(page, "tree_begun", widths=LOOKS)
    page.locator("#id_title").fill("Six months in Northvale")
    page.locator("#id_slug").fill("northvale")
    expect(page.locator("[data-summary]")).to_have_text(re.compile("published: 7"))


def by_keyboard(page: Page) -> None:
    """A title, a move, a deletion, and all of it undone and done again."""
    press = page.keyboard.press
    row(page, "The first two weeks").focus()
    press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type("The first month")
    press("Enter")
    expect(row(page, "The first month")).to_be_focused()
    press("l")
    expect(row(page, "Leading the team you have")).to_be_focused()
    press("l")
    expect(row(page, "Learning elsewhere")).to_be_focused()
    press("Alt+ArrowUp")
    said(page, "Learning elsewhere is now number 4 of 5 in: The programme itself.")
    press("Alt+ArrowRight")
    expect(row(page, "Learning elsewhere")).to_have_attribute("aria-level", "2")
    press("Control+z")
    press("Control+z")
    said(page, "Undone: Moved: Learning elsewhere.")
    expect(row(page, "Learning elsewhere")).to_have_attribute("aria-posinset", "5")
    press("Delete")
    said(page, "Deleted: Learning elsewhere, with what was in it (1). Undo brings it back.")
    expect(page.get_by_role("treeitem")).to_have_count(8)
    press("Control+z")
    expect(page.get_by_role("treeitem")).to_have_count(10)
    press("Control+Shift+z")
    expect(page.get_by_role("treeitem")).to_have_count(8)


def choose(page: Page, group: str, *numbers: int) -> None:
    """Modules from the library into a group, by mouse."""
    row(page, group).click()
    page.get_by_role("button", name="Modules", exact=True).click()
    for number in numbers:
        page.get_by_role("checkbox", name=f"Leading well, part {number}").check()
    page.get_by_role("button", name="Confirm selection").click()
    expect(row(page, f"Leading well, part {numbers[-1]}")).to_be_focused()


def by_mouse(page: Page) -> None:
    choose(page, "The first month", 1)
    for number, part in enumerate(PARTS, start=2):
        choose(page, part, number)
    choose(page, "Your choice: from the third month", 5, 6, 7)
    expect(page.locator("[data-summary]")).to_have_text("Nothing is wrong with the requirements.")
    row(page, "Leading well, part 6").evaluate("row => row.scrollIntoView({block: 'center'})")
    row(page, "Leading well, part 7").drag_to(
        row(page, "Leading well, part 5"), target_position={"x": 90, "y": 5}
    )
    expect(row(page, "Leading well, part 7")).to_have_attribute("aria-posinset", "1")
    expect(page.locator("[data-totals]")).to_contain_text("Minutes needed60")
    expect(page.locator("[data-summary]")).to_have_text("Nothing is wrong with the requirements.")


def a_wrong_tree(page: Page, see: See) -> None:
    """What cannot be done is said beside it, at once and when it is to be published."""
    row(page, "Your choice: from the third month").click()
    page.get_by_label("How many of them").fill("5")
    problem = row(page, "Your choice: from the third month").locator(".lp-tree-problem")
    expect(problem).to_be_visible()
    row(page, "Leading well, part 1").click()
    page.locator("[data-picture] > summary").click()
    expect(page.locator("[data-canvas] rect").first).to_be_visible()
    see(page, "tree_wrong", widths=(1280,))
    publish(page)
    expect(page.get_by_text("Nothing was published.")).to_be_visible()
    expect(problem).to_be_visible()
    expect(row(page, "Your choice: from the third month")).to_be_focused()
    page.get_by_label("How many of them").fill("2")
    expect(page.locator("[data-summary]")).to_have_text("Nothing is wrong with the requirements.")


LOOKED_AT = """Boolean(wagtail.app.getControllerForElementAndIdentifier(
    document.querySelector("[data-controller~=w-unsaved]"), "w-unsaved")?.initialFormData)"""


def publish(page: Page) -> None:
    page.locator("footer .w-dropdown button").first.click()
    page.get_by_role("button", name="Publish").first.click()


def test_from_a_template_to_a_published_programme(
    designer: Any, open_page: Any, see: See, faults: list[str]
) -> None:
    page: Page = open_page(user=designer)
    begin_with_the_template(page, see)
    by_keyboard(page)
    by_mouse(page)
    a_wrong_tree(page, see)
    publish(page)
    page.get_by_role("button", name="Publish all the same").click()
    expect(page.get_by_role("row", name="Six months in Northvale")).to_contain_text("copied from")

    version = ProgrammeVersion.objects.get()
    items = Requirement.objects.filter(version=version, kind="item")
    assert (version.duration_days, items.count()) == (182, 8)

    programme = Programme.objects.get(slug="northvale")
    other: Page = open_page(user=designer)
    for tab in (page, other):
        tab.goto(f"{STUDIO}/programme/edit/{programme.pk}/")
        expect(row(tab, "The first month")).to_have_attribute("aria-posinset", "1")
    # What is changed before Wagtail has looked at the form for the first time it does not see.
    until(page, LOOKED_AT)
    row(page, "The first month").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#w-autosave-indicator").get_by_text("Saved")).to_be_visible()
    page.goto("/admin/")
    page.go_back()
    expect(row(page, "The first month")).to_have_attribute("aria-posinset", "2")

    row(other, "The first month").focus()
    other.keyboard.press("Delete")
    expect(other.get_by_role("button", name="You saved a new version in another window")).to_be_visible()
    other.close()
    page.goto("/admin/")
    # What could not be saved over the newer draft: that is the point.
    assert {fault for fault in faults if "400 (Bad Request)" in fault} == set(faults)
    faults.clear()
