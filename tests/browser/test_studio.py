"""The designer's admin: the home, a new module and the editor that saves by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from programmes.models import Module, Programme
from tests.factories.programmes import make_module, make_programme
from tests.programmes.conftest import make_designer

STUDIO = "/admin/snippets/leadership_programmes"
WIDTHS = (390, 1280)
# The editor looks at its form two seconds after it has opened, and saves what has changed since.
READY = 2_600


@pytest.fixture
def page(transactional_db: None, open_page: Any) -> Page:
    opened: Page = open_page(user=make_designer())
    return opened


@pytest.fixture
def looked_at(page: Page, axe: Callable[[Page], None], screenshot: Any) -> Callable[[str], None]:
    def look(name: str) -> None:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0
            axe(page)
            screenshot(page, f"studio_{name}")

    return look


def test_the_home_leads_to_the_studio(page: Page, looked_at: Callable[[str], None]) -> None:
    page.goto("/admin/")
    expect(page.get_by_text("None yet.")).to_have_count(2)
    looked_at("home_empty")
    make_module("Ready")
    make_module("Before", publish=False)

    page.goto("/admin/")
    looked_at("home")
    page.get_by_role("link", name="Draft: 1").click()
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("row", name="Before")).to_be_visible()
    page.goto("/admin/")
    page.get_by_role("link", name="Add module").click()
    expect(page.locator("#id_summary")).to_have_value("")


def test_publishing_nothing_leaves_nothing_behind(page: Page, looked_at: Callable[[str], None]) -> None:
    page.goto(f"{STUDIO}/module/add/")
    page.wait_for_timeout(READY)
    page.locator("footer .w-dropdown button").first.click()
    page.get_by_role("button", name="Publish").first.click()

    expect(page.get_by_text("Nothing was published.")).to_be_visible()
    page.wait_for_timeout(READY)
    assert not Module.objects.exists()
    looked_at("nothing_published")

    page.locator("#id_summary").fill("For those who chair.")
    page.locator("#id_title").click()
    expect(page.get_by_role("heading", name="Untitled module")).to_be_visible()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.goto("/admin/")
    page.get_by_role("link", name="Untitled module").click()
    expect(page.locator("#id_summary")).to_have_value("For those who chair.")
    page.goto("/admin/")


def test_ones_own_draft_that_has_the_address_is_named(
    page: Page, looked_at: Callable[[str], None], faults: list[str]
) -> None:
    for _ in range(2):
        page.goto(f"{STUDIO}/programme/add/")
        page.wait_for_timeout(READY)
        page.locator("#id_title").press_sequentially("Leading well")
        page.locator("#id_stage").select_option(index=1)
        page.locator("#id_summary").click()
        page.wait_for_timeout(READY)
    assert [programme.slug for programme in Programme.objects.all()] == ["leading-well"]

    page.get_by_role("button", name="Save draft").click()
    link = page.get_by_role("link", name="Leading well (opens in a new tab)")
    expect(link).to_be_visible()
    looked_at("address_taken")
    with page.context.expect_page() as opened:
        link.click()
    expect(opened.value.locator("#id_slug")).to_have_value("leading-well")
    opened.value.goto("/admin/")
    # The second form could not save itself: that is the point.
    faults[:] = [fault for fault in faults if "400" not in fault]


def test_the_chooser_says_which_modules_are_drafts(page: Page, screenshot: Any) -> None:
    make_module("Ready")
    draft = make_module("Before", publish=False)
    programme = make_programme(modules=[draft], publish=False)
    page.goto(f"{STUDIO}/programme/edit/{programme.pk}/")
    page.locator("[data-chooser-action-choose]").first.dispatch_event("click")

    expect(page.get_by_role("row", name="Before")).to_contain_text("Draft: publish it before the programme")
    screenshot(page, "studio_chooser")
    page.goto("/admin/")
