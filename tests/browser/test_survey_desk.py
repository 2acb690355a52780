"""A trust lead on the way to an open wave: plan, people, what opening does, turnout."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, See
from tests.factories.trusts import make_lead, make_trust
from tests.factories.waves import shipped_version

PEOPLE = "name,email,asked as,Specialty group\n" + "\n".join(
    [f"Dr Imagined {n},d{n}@trust.example,doctor,{'Surgery' if n % 3 else 'Imaging'}" for n in range(15)]
    + [f"Dr Paper {n},,doctor,Medicine" for n in range(12)]
    + [f"Manager {n},m{n}@trust.example,manager," for n in range(10)]
)


@pytest.fixture
def lead(transactional_db: None) -> Any:
    shipped_version()
    return make_lead(make_trust("Northvale NHS Trust (invented)"))


def test_from_plan_to_closing(lead: Any, open_page: OpenPage, see: See, faults: list[str]) -> None:
    page = open_page(user=lead)
    page.goto("/trust/")
    page.get_by_role("link", name="Surveys").click()
    see(page, "surveys_none")
    page.get_by_role("link", name="Prepare a wave").click()
    page.get_by_label("Title").fill("Autumn 2026")
    page.get_by_label("Last day").fill("2099-01-31")
    page.get_by_label("Groups to compare").fill("Specialty group")
    see(page, "surveys_new")
    page.get_by_role("button", name="Go on to the people").click()
    page.get_by_label("Or paste the rows here").fill(PEOPLE.replace("d3@trust.example", "d3"))
    page.get_by_role("button", name="Take this list").click()
    expect(page.get_by_role("alert")).to_contain_text("“d3” is no e-mail address. Correct it.")
    see(page, "surveys_people")
    page.get_by_label("Or paste the rows here").fill(PEOPLE)
    page.get_by_role("button", name="Take this list").click()
    expect(page.locator(".lp-lead")).to_contain_text("27 doctors and 10 managers will be asked.")
    see(page, "surveys_draft")
    page.get_by_role("link", name="See what opening does").click()
    see(page, "surveys_open")
    page.get_by_role("button", name="Open the wave").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("0 of 37 have answered")
    see(page, "surveys_turnout")
    page.get_by_role("link", name="Codes on paper").click()
    expect(page.locator(".lp-survey__code")).to_have_count(12)
    see(page, "surveys_codes")
    page.go_back()
    page.get_by_role("link", name="Close it now").click()
    see(page, "surveys_close", rules=False)
    page.get_by_role("button", name="Close the wave").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("0 of 37 answered")
    # A list with a wrong line is answered with 422.
    assert [each for each in faults if "422" in each] == faults
    faults.clear()
