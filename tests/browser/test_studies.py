"""A researcher's way through a study; excerpts open after a press, and going back loses nothing."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, See
from tests.factories.studies import TEMPLATE, a_career, list_people, make_researcher, make_study, take_part

PAGES = ("change", "team", "guide", "themes", "tables", "release", "findings", "findings/new")
CLOSE = ("frame", "careers", "excerpts")


@pytest.fixture
def study(transactional_db: None) -> Any:
    lead = make_researcher("lead@study.example")
    study = make_study(lead, template=TEMPLATE)
    groups = ["Medicine"] * 7 + ["Psychiatry"] * 6
    careers = [a_career(group=group, first=1995 + n, posts=1 + n % 2) for n, group in enumerate(groups)]
    take_part(study, lead, careers)
    list_people(study, lead, "Dr Ada Listed", "Dr Ben Listed")
    study.made_by = lead
    return study


def test_a_study(study: Any, open_page: OpenPage, see: See, faults: list[str]) -> None:
    page = open_page(user=study.made_by)
    page.goto("/studies/")
    see(page, "studies")
    home = f"/studies/{study.uid}/"
    page.goto(home)
    see(page, "study")
    for name in PAGES:
        page.goto(f"{home}{name}/")
        see(page, f"study_{name.replace('/', '_')}")
    page.goto(f"{home}frame/")
    see(page, "study_open")
    page.get_by_role("button", name="Open it").click()
    for name in CLOSE:
        page.goto(f"{home}{name}/")
        see(page, f"study_{name}")
    page.get_by_label("Participant").select_option(label="P01")
    page.get_by_label("Theme").select_option(index=1)
    page.get_by_role("radio", name="Barrier").check()
    page.get_by_label("Stage").select_option("being")
    page.get_by_role("main").locator("textarea").fill("Nobody asked me.")
    page.get_by_role("button", name="Code it").click()
    page.get_by_role("link", name="Delete").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete this excerpt?")
    see(page, "study_remove")
    page.get_by_role("link", name="Keep it").click()
    expect(page.get_by_text("Nobody asked me.")).to_be_visible()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete the excerpt").click()
    expect(page.get_by_text("Nobody asked me.")).to_have_count(0)
    assert faults == []
