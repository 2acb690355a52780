"""Coverage in the Studio, with two programmes that are shipped: from the menu to one cell's activities."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from competencies.management.files import read_text
from competencies.validators.framework_file import read_framework
from programmes import library
from programmes.interchange.importing import import_document
from programmes.interchange.media import folder_of
from programmes.interchange.reading import read
from tests.browser.conftest import LOOKS, See
from tests.competencies.conftest import load, publish
from tests.programmes.conftest import make_designer


@pytest.fixture
def page(transactional_db: None, open_page: Any) -> Page:
    publish(load(read_framework(read_text("mlcf"))))
    for name in ("first-steps", "leading-on-the-ward"):
        path = library.path_of(name)
        import_document(read(path)[1], files=folder_of(path))
    opened: Page = open_page(user=make_designer())
    return opened


def test_from_the_menu_to_a_cell(page: Page, see: See) -> None:
    page.goto("/admin/")
    page.get_by_role("button", name="Studio").click()
    page.get_by_role("link", name="Coverage", exact=True).click()
    table = page.get_by_role("table", name="Published modules and the elements of")
    expect(table.get_by_role("columnheader")).to_have_count(22)
    expect(table.get_by_role("rowheader")).to_have_count(11)
    expect(page.get_by_text("10 modules of 298 minutes together cover")).to_be_visible()
    see(page, "coverage_all", widths=LOOKS)

    page.get_by_role("link", name="Undergraduate").click()
    expect(table.get_by_role("rowheader")).to_have_count(5)
    expect(page.get_by_text("Nothing claims")).to_be_visible()
    page.get_by_label("Programme", exact=True).select_option("Leading on the ward")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("No published module is here yet.")).to_be_visible()
    see(page, "coverage_nothing", widths=LOOKS)

    page.get_by_role("link", name="All stages").click()
    expect(table.get_by_role("rowheader")).to_have_count(7)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    assert download.value.suggested_filename == "coverage.csv"
    table.get_by_role("row", name="Leading a shift").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="in “Leading a shift”")).to_be_visible()
    see(page, "coverage_cell", widths=LOOKS)
    page.get_by_role("link", name="Open the module").click()
    expect(page.locator("#id_title")).to_have_value("Leading a shift")
