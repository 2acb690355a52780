"""The public site in every width, light and dark, by keyboard and without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from cms.demo import gatherings, public
from cms.site.library_content import build_library
from cms.site.models import ContactMessage, ProgrammePage
from cms.site.services import build_demo_site
from kernel import clock
from tests.browser.conftest import CONTRAST, DARK, OpenPage, See
from tests.committed import committed
from tests.competencies.conftest import load, publish, small_file
from tests.factories.courses import make_programme

PAGES = {
    "home": "/",
    "news": "/news/",
    "news_item": "/news/what-a-trust-sees/",
    "deliverables": "/deliverables/",
    "deliverables_none": "/deliverables/?kind=slides",
    "deliverable": "/deliverables/programme-checklist/",
    "work": "/deliverables/doctors-who-become-chief-executives/",
    "good_practice": "/good-practice/",
    "example": "/good-practice/the-same-three-people/",
    "behaviours": "/behaviours/",
    "behaviour": "/behaviours/asking-first/",
    "events": "/events/",
    "event": "/events/engagement-day/",
    "people": "/people/",
    "questions": "/questions/",
    "newsletter": "/newsletter/",
    "contact": "/contact/",
    "contact_sent": "/contact/?sent",
    "search": "/search/?q=programme",
    "search_none": "/search/?q=xylophone",
    "search_empty": "/search/",
    "cookies": "/cookies/",
    "framework": "/framework/small/1.1/",
}
IN_CONTRAST = ("home", "contact", "deliverables")


def make_public_site() -> None:
    now = clock.now()
    publish(load(small_file()))
    make_programme("Leading a team")
    home = build_demo_site(now)
    build_library(home, now=now)
    public.publish(home, now=now)
    gatherings.publish(home, now=now)


public_site_as_made = committed("public_site_as_made", make_public_site)


@pytest.fixture
def public_site(indexed: None, public_site_as_made: None) -> None:
    """What is there is found by search."""


def test_every_page_light_and_dark(public_site: None, open_page: OpenPage, see: See) -> None:
    page = open_page()
    for name, address in PAGES.items():
        page.goto(address)
        see(page, f"public_{name}", schemes=CONTRAST if name in IN_CONTRAST else DARK)


def test_paper_shows_the_words_and_no_buttons(public_site: None, open_page: OpenPage) -> None:
    page = open_page(color_scheme="dark")
    for address in (f"/programmes/{ProgrammePage.objects.get().slug}/", "/framework/small/1.1/"):
        page.goto(address)
        page.emulate_media(media="print", color_scheme="dark")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        for part in (".lp-header", ".lp-footer", ".lp-crumbs"):
            expect(page.locator(part).first).to_be_hidden()
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"


def test_writing_to_us_without_javascript(
    public_site: None, open_page: OpenPage, see: See, faults: list[str]
) -> None:
    page = open_page(javascript=False, width=320)
    page.goto("/contact/")
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your name.")
    assert len(faults) == 1
    faults.clear()
    page.get_by_label("Your name").fill("Vera Visitor")
    page.get_by_label("Your email address").fill("vera@mail.example")
    page.get_by_label("What it is about").select_option("trust")
    page.get_by_label("Your message").fill("How do we begin?")
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your message is here")
    assert ContactMessage.objects.unscoped(reason="a test").get().name == "Vera Visitor"


def test_searching_by_keyboard(public_site: None, open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    page.get_by_role("search").get_by_role("searchbox").focus()
    page.keyboard.type("checklist")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    page.get_by_role("link", name="Checklist: ten questions before a programme starts").click()
    expect(page.get_by_role("link", name="programme-checklist.csv")).to_be_visible()


def test_closed_for_a_while(
    transactional_db: None, open_page: OpenPage, see: See, settings: Any, faults: list[str]
) -> None:
    settings.MAINTENANCE = True
    page = open_page()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("We are working on this site")
    see(page, "error_503")
    assert len(faults) == 1
    faults.clear()
