"""Answering a survey on a phone: the code from a letter, a pause, what was left out, the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from engagement.waves import codes
from engagement.waves.models import Envelope, SurveyWave
from kernel import clock
from tests.browser.conftest import DARK, OpenPage, See
from tests.factories.trusts import make_lead, make_trust
from tests.factories.waves import (
    REASON,
    code_of,
    doctors,
    invitations_of,
    make_open_wave,
    shipped_version,
)


@pytest.fixture
def wave(transactional_db: None, settings: Any, tmp_path: Path) -> SurveyWave:
    settings.LEADERSHIP_SEAL_FOLDER = str(tmp_path / "seals")
    return make_open_wave(
        make_lead(make_trust("Northvale NHS Trust (invented)")),
        asked=doctors(10),
        version=shipped_version(),
        now=clock.now(),
        purpose="We want to know what working here is like for doctors, and we will say what we do about it.",
    )


def tick(page: Page, number: int, label: str) -> None:
    page.locator(".lp-survey__item").nth(number - 1).get_by_text(label, exact=True).click()


def test_from_a_letter_to_thank_you(
    wave: SurveyWave, open_page: OpenPage, see: See, faults: list[str]
) -> None:
    page = open_page(width=390)
    page.goto("/survey/")
    see(page, "survey_start")
    page.get_by_label("Your code").fill("abcd efgh 2345")
    page.get_by_role("button", name="Go to the survey").click()
    expect(page.get_by_role("alert")).to_contain_text("No survey has this code.")
    see(page, "survey_unknown", rules=False)
    page.get_by_label("Your code").fill(codes.in_groups(code_of(invitations_of(wave)[0])).lower())
    page.get_by_role("button", name="Go to the survey").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Open Medical Engagement Questionnaire")

    tick(page, 1, "Agree")
    tick(page, 2, "Cannot say")
    expect(page.locator("[data-progress]")).to_have_text("2 of 30 answered")
    see(page, "survey", schemes=DARK)
    page.reload()
    expect(page.locator("[data-progress]")).to_have_text("2 of 30 answered")
    expect(page.get_by_text("What you tick is kept in this browser until you send it.")).to_be_visible()

    page.get_by_role("button", name="Send my answers").click()
    expect(page.locator("#left-out")).to_contain_text("28 statements have no answer.")
    see(page, "survey_left_out")
    page.get_by_role("button", name="Send what I have").dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    see(page, "survey_thanks")
    assert page.evaluate("Object.keys(localStorage).length") == 0
    assert Envelope.objects.unscoped(reason=REASON).count() == 1

    page.goto(reverse("leadership_survey:answer", args=[codes.in_groups(code_of(invitations_of(wave)[0]))]))
    expect(page.get_by_role("heading", level=1)).to_contain_text("This code was used already")
    see(page, "survey_used", rules=False)
    # A code that is none, and what was left out, are answered with 422.
    assert [each for each in faults if "422" in each] == faults
    faults.clear()
