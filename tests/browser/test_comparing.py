"""A lead compares and says what is done, an analyst reads all trusts: every page is looked at on the way."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from engagement.actions import comparing
from engagement.comparing.services import outcomes
from engagement.results.models import Publication
from kernel.clock import now
from tests.browser.conftest import OpenPage, See
from tests.factories.comparisons import a_grant, many_published, operator_context
from tests.factories.trusts import TODAY, make_lead, make_user
from tests.factories.waves import make_version


@pytest.fixture
def lead(transactional_db: None) -> Any:
    waves = many_published(make_version(), 12)
    lines = "".join(f"ZZ{n:02},2025,Mortality,{100 - n + n % 3}\n" for n in range(12))
    raw = f"ODS code,period,measure,value\n{lines}".encode()
    operator = make_user(is_superuser=True, is_staff=True)
    comparing.take_outcomes(operator_context(operator), lines=outcomes.read(raw), name="m.csv")
    assert Publication.objects.unscoped(reason="a test's own rows").count() == 12
    return make_lead(waves[0].organisation)


def test_a_lead_compares_and_promises(lead: Any, open_page: OpenPage, see: See, faults: list[str]) -> None:
    page = open_page(user=lead)
    page.goto("/trust/surveys/")
    page.get_by_role("link", name="What you agree to").click()
    page.get_by_role("button", name="Agree").last.click()
    expect(page.get_by_text("Agreed. You can withdraw it at any time.")).to_be_visible()
    see(page, "comparing_agreements")
    page.goto("/trust/surveys/performance/")
    expect(page.get_by_text("tend to be lower in")).to_be_visible()
    page.get_by_text("All trusts as a table").click()
    see(page, "comparing_performance")
    page.goto("/trust/surveys/improvements/")
    see(page, "comparing_improvements_none")
    page.get_by_role("link", name="Wave of").click()
    page.get_by_role("radio", name="Dropped").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why it is dropped.")
    see(page, "comparing_improvement_wrong")
    page.get_by_label("You said", exact=True).fill("Rotas come too late.")
    page.get_by_label("What you do about it", exact=True).fill("They are out eight weeks before.")
    page.get_by_label("Who sees to it").fill("Rota manager")
    page.get_by_label("By", exact=True).fill(TODAY.isoformat())
    page.get_by_role("radio", name="Under way").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("They are out eight weeks before.")).to_be_visible()
    see(page, "comparing_improvements")
    # The form that was sent back is a 422, which Chromium writes to its console.
    assert [("422" in fault) for fault in faults] == [True]
    faults.clear()


def test_an_analyst_reads_all_trusts(lead: Any, open_page: OpenPage, see: See, faults: list[str]) -> None:
    analyst = make_user()
    a_grant(analyst, ends_on=now().date())
    page = open_page(user=analyst)
    page.goto("/learn/")
    page.get_by_role("link", name="Results database").click()
    see(page, "analysis_door")
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("12 published waves")
    see(page, "analysis")
    page.get_by_role("link", name="Compared 03 (invented)").click()
    see(page, "analysis_wave")
    page.goto("/analysis/performance/")
    see(page, "analysis_performance")
    assert faults == []
