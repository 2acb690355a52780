"""A lead reads what was published of a wave."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, See
from tests.factories.published import closed_wave, publish
from tests.factories.results import make_closed_wave, some_answers
from tests.factories.trusts import make_lead, make_trust, trust_of
from tests.factories.waves import shipped_version


@pytest.fixture
def lead(transactional_db: None) -> Any:
    lead = make_lead(make_trust("Northvale NHS Trust (invented)"))
    version = shipped_version()
    publish(closed_wave(lead, version, title="Spring 2025", days_ago=500), index="49.1", groups={})
    publish(closed_wave(lead, version, title="Autumn 2026"))
    doctors = {("Medicine",): some_answers(24), ("Surgery",): some_answers(18, seed=2)}
    make_closed_wave(trust_of(lead), doctors, dimensions=["Specialty group"], title="Waiting")
    return lead


def test_results(lead: Any, open_page: OpenPage, see: See, faults: list[str]) -> None:
    page = open_page(user=lead)
    page.goto("/trust/surveys/")
    page.get_by_role("link", name="Waiting").click()
    page.get_by_role("link", name="See what would be published").click()
    page.get_by_role("button", name="Publish the results").click()
    page.get_by_role("link", name="See the results").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("of 100")
    see(page, "results_small")
    page.goto("/trust/surveys/")
    page.get_by_role("link", name="Autumn 2026").click()
    page.get_by_role("link", name="See the results").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Engagement overall: 54.2 of 100")
    see(page, "results")
    with page.expect_download() as sent:
        page.get_by_role("link", name="Download the report (PDF)").click()
    assert sent.value.suggested_filename == "autumn-2026-en.pdf"
    page.get_by_role("link", name="In their own words").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nobody wrote anything")
    see(page, "results_words")
    assert faults == []
