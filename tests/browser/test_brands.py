"""A trust's look in a browser: chosen on the desk, worn by day and by night, readable in both."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DARK, LOOKS, OpenPage, See
from tests.factories.brands import a_picture
from tests.factories.courses import World

HEADER = "getComputedStyle(document.querySelector('.lp-header')).backgroundColor"
LINK = "getComputedStyle(document.querySelector('.lp-columns .lp-card p a')).color"


@pytest.fixture
def here(plain_world: World) -> World:
    return plain_world


def test_a_lead_chooses_a_look_and_its_people_see_it(
    here: World, open_page: OpenPage, see: See, faults: list[str]
) -> None:
    doctor, row = here.enrolled()
    page = open_page(user=here.lead)
    page.goto("/trust/")
    page.get_by_role("link", name="Name, colours and logo").click()
    expect(page.get_by_text("Your people see the look of the site.")).to_be_visible()
    see(page, "brands_none", widths=LOOKS, schemes=DARK)

    page.get_by_label("Main colour").fill("#5b2a86")
    page.get_by_label("Colour of links").fill("#7a1f5c")
    logo = {"name": "logo.png", "mimeType": "image/png", "buffer": a_picture(size=(400, 120))}
    page.get_by_label("Logo", exact=True).set_input_files(logo)
    page.get_by_label("Logo in words").fill("Logo of Riverside")
    page.get_by_label("Show this to our people").check()
    page.get_by_role("button", name="Save the look").click()
    expect(page.get_by_role("alert")).to_contain_text("Confirm that you have the right to show this logo.")
    see(page, "brands_refused", widths=LOOKS, schemes=DARK)

    page.get_by_label("Logo", exact=True).set_input_files(logo)
    page.get_by_label("We have the right to show this logo here").check()
    page.get_by_role("button", name="Save the look").click()
    expect(page.get_by_text("Saved. Your people see it from their next page on.")).to_be_visible()
    see(page, "brands_saved", widths=LOOKS, schemes=DARK)
    assert page.evaluate(HEADER) == "rgb(91, 42, 134)"
    assert page.evaluate(LINK) == "rgb(122, 31, 92)"

    learner = open_page(user=doctor)
    learner.goto(f"/learn/{row.uid}/")
    expect(learner.get_by_role("img", name="Logo of Riverside")).to_be_visible()
    see(learner, "brands_learner", widths=LOOKS, schemes=DARK)
    learner.goto("/learn/")
    assert learner.evaluate(HEADER) == "rgb(18, 52, 59)"
    # The form that was sent back is a 422, which Chromium writes to its console.
    assert [("422" in fault) for fault in faults] == [True]
    faults.clear()
