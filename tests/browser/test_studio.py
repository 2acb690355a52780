"""The designer's admin: the home, a new module and the editor that saves by itself."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from programmes.models import Module, Programme
from tests.browser.conftest import LOOKS, See
from tests.factories.programmes import make_module
from tests.programmes.conftest import make_designer

STUDIO = "/admin/snippets/leadership_programmes"
# The editor looks at its form two seconds after it has opened, and soon saves what has changed since. The
# page's clock is ours: it is put forward, and what the editor says it has done is waited for.
OPENED = 2_000
LOOKED = 2_000
LISTEN = """
const names = {
  "w-unsaved:watch-edits": "watching", "w-autosave:success": "saved", "w-autosave:error": "refused",
};
for (const [event, name] of Object.entries(names))
  document.addEventListener(event, () => { document.documentElement.dataset[name] = "yes"; });
"""


@pytest.fixture
def page(transactional_db: None, open_page: Any) -> Page:
    opened: Page = open_page(user=make_designer(), new=True)
    opened.clock.install()
    opened.add_init_script(LISTEN)
    return opened


def open_editor(page: Page, address: str) -> None:
    page.goto(f"{STUDIO}/{address}")
    it_watches(page)


def it_watches(page: Page) -> None:
    page.clock.run_for(OPENED)
    expect(page.locator("html[data-watching]")).to_have_count(1)


def time_to_save(page: Page) -> None:
    """Until the editor has looked at its form, and has sent it if it found something to save."""
    page.clock.run_for(LOOKED)


def test_the_home_leads_to_the_studio(page: Page, see: See) -> None:
    page.goto("/admin/")
    expect(page.get_by_text("None yet.")).to_have_count(2)
    see(page, "studio_home_empty", widths=LOOKS)
    make_module("Ready")
    make_module("Before", publish=False)

    page.goto("/admin/")
    see(page, "studio_home", widths=LOOKS)
    page.get_by_role("link", name="Draft: 1").click()
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("row", name="Before")).to_be_visible()
    page.goto("/admin/")
    page.get_by_role("link", name="Add module").click()
    expect(page.locator("#id_summary")).to_have_value("")


def test_publishing_nothing_leaves_nothing_behind(page: Page, see: See) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    open_editor(page, "module/add/")
    page.locator("footer .w-dropdown button").first.click()
    page.get_by_role("button", name="Publish").first.click()

    expect(page.get_by_text("Nothing was published.")).to_be_visible()
    it_watches(page)
    published = [url for url in sent if "/module/" in url]
    time_to_save(page)
    assert [url for url in sent if "/module/" in url] == published
    assert not Module.objects.exists()
    see(page, "studio_nothing_published", widths=LOOKS)

    page.locator("#id_summary").fill("For those who chair.")
    page.locator("#id_title").click()
    time_to_save(page)
    expect(page.get_by_role("heading", name="Untitled module")).to_be_visible()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.goto("/admin/")
    page.get_by_role("link", name="Untitled module").click()
    expect(page.locator("#id_summary")).to_have_value("For those who chair.")
    page.goto("/admin/")


def test_ones_own_draft_that_has_the_address_is_named(page: Page, see: See, faults: list[str]) -> None:
    for answer in ("saved", "refused"):
        open_editor(page, "programme/add/")
        page.locator("#id_title").press_sequentially("Leading well")
        page.locator("#id_stage").select_option(index=1)
        page.locator("#id_summary").click()
        time_to_save(page)
        expect(page.locator(f"html[data-{answer}]")).to_have_count(1)
    assert [programme.slug for programme in Programme.objects.all()] == ["leading-well"]

    page.get_by_role("button", name="Save draft").click()
    link = page.get_by_role("link", name="Leading well (opens in a new tab)")
    expect(link).to_be_visible()
    see(page, "studio_address_taken", widths=LOOKS)
    with page.context.expect_page() as opened:
        link.click()
    expect(opened.value.locator("#id_slug")).to_have_value("leading-well")
    opened.value.goto("/admin/")
    # The second form could not save itself: that is the point.
    assert {fault for fault in faults if "400 (Bad Request)" in fault} == set(faults)
    faults.clear()
