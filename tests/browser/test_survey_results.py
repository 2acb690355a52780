"""A lead reads what was published of a wave."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, See
from tests.factories.published import closed_wave, publish
from tests.factories.trusts import make_lead, make_trust
from tests.factories.waves import shipped_version


@pytest.fixture
def lead(transactional_db: None) -> Any:
    lead = make_lead(make_trust("Northvale NHS Trust (invented)"))
    version = shipped_version()
    publish(closed_wave(lead, version, title="Spring 2025", days_ago=500), index="49.1", groups={})
    publish(closed_wave(lead, version, title="Autumn 2026"))
    return lead


def test_results(lead: Any, open_page: OpenPage, see: See, faults: list[str]) -> None:
    page = open_page(user=lead)
    page.goto("/trust/surveys/")
    page.get_by_role("link", name="Autumn 2026").click()
    page.goto(page.url + "results/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Engagement overall: 54.2 of 100")
    see(page, "results")
