"""Insight in the Studio: from a programme to one cohort and its activities."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kernel import clock
from lms.enrolment.enums import State
from programmes.services.authoring import PartData, PartModule
from tests.browser.conftest import LOOKS, See
from tests.factories import programmes, trusts
from tests.factories.flocks import Flock, settle
from tests.programmes.conftest import make_designer


@pytest.fixture
def page(transactional_db: None, open_page: Any) -> Page:
    """Two cohorts of one trust, some of whom have stopped."""
    titles = ("Meetings that end on time", "Money, and where it goes in a year", "Change on the ward")
    modules = [
        programmes.make_module(
            title,
            activities=[programmes.a_reading(f"{title}: read"), programmes.an_evaluation(f"{title}: say")],
        )
        for title in titles
    ]
    parts = [PartData("All", tuple(PartModule(each, due_days=30 + 30 * n) for n, each in enumerate(modules)))]
    version = programmes.programme_version(programmes.make_programme("New consultants", parts=parts))
    contract = trusts.make_contract(trusts.make_trust("Riverside (invented)"), version.programme, seats=200)
    first, second = (trusts.make_cohort(contract, capacity=90) for _each in range(2))
    start = clock.today() - timedelta(days=120)
    done = [(f"{title}: {what}", 20 * n + 5) for n, title in enumerate(titles) for what in ("read", "say")]
    settle(
        Flock(size, version, dict(done[:far]), state=state, cohort=cohort, starts_on=start, percent=percent)
        for cohort in (first, second)
        for size, far, state, percent in (
            (20, 6, State.COMPLETED, 100),
            (15, 4, State.ACTIVE, 66),
            (12, 1, State.WITHDRAWN, 0),
            (11, 0, State.ACTIVE, 0),
        )
    )
    opened: Page = open_page(user=make_designer())
    return opened


def test_from_the_menu_to_a_cohort(page: Page, see: See) -> None:
    page.goto("/admin/")
    page.get_by_role("button", name="Studio").click()
    page.get_by_role("link", name="Insight", exact=True).click()
    see(page, "insight_index", widths=LOOKS)
    page.get_by_role("link", name="New consultants").click()
    expect(page.get_by_text("116 doctors took up a place. 94 have begun.")).to_be_visible()
    see(page, "insight", widths=LOOKS)

    page.get_by_role("link", name="Money, and where it goes in a year", exact=True).click()
    expect(page.get_by_role("rowheader", name="Money, and where it goes in a year: read")).to_be_visible()
    cohort = page.locator("optgroup[label=Cohort] option").first.get_attribute("value")
    page.get_by_label("Whose figures").select_option(cohort)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("58 doctors took up a place.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download modules as CSV").click()
    assert download.value.suggested_filename == "new-consultants-modules.csv"
