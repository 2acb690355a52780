"""Pages about mails on a phone and on a desk: the doctor's, the trust's, the Studio's, unsubscribing."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from lms.reminders import tokens
from lms.reminders.enums import Category
from lms.reminders.models import PlannedSend
from programmes.models import ReminderRule
from tests.browser.conftest import LOOKS, See
from tests.factories.courses import World
from tests.factories.trusts import make_user


@pytest.fixture
def here(plain_world: World) -> World:
    return plain_world


def test_a_doctor_reads_who_decided_and_mutes(here: World, open_page: Any, see: See) -> None:
    user, _row = here.enrolled()
    page = open_page(user=user)
    page.goto(reverse("leadership_learn:messages"))
    expect(page.get_by_text("From the programme, version 1.")).to_be_visible()
    see(page, "mails_doctor")
    page.get_by_role("link", name="Choose which kinds of mail you get").click()
    page.get_by_label("Reminders of due dates").uncheck()
    see(page, "mails_choices")
    page.get_by_role("button", name="Save my choice").click()
    expect(page.get_by_text("Your choice is saved.")).to_be_visible()
    states = (
        PlannedSend.objects.unscoped(reason="test").filter(rule="before_due").values_list("reason", flat=True)
    )
    assert list(states) == ["muted"]


def test_one_press_ends_a_kind_of_mail(here: World, open_page: Any, see: See) -> None:
    _user, row = here.enrolled()
    page = open_page()
    page.goto(
        reverse("leadership_learn:unsubscribe", args=[tokens.make_token(row.person.uid, Category.NUDGES)])
    )
    see(page, "mails_unsubscribe")
    page.get_by_role("button", name="Stop these mails").click()
    expect(page.get_by_role("heading", name="You get no more of these mails")).to_be_visible()
    see(page, "mails_unsubscribed")


def test_a_lead_filters_narrows_and_reads_the_mail(
    here: World, open_page: Any, see: See, faults: list[str]
) -> None:
    here.enrolled()
    page = open_page(user=here.lead)
    page.goto(reverse("leadership_trust:reminders"))
    page.get_by_label("Kind").select_option("before_due")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 mail is planned")
    see(page, "mails_desk")
    page.get_by_role("link", name="Which reminders go for your seats").click()
    expect(page.get_by_role("link", name="Leading a team")).to_be_visible()
    see(page, "mails_programmes")
    page.get_by_role("link", name="Leading a team").click()
    page.get_by_role("radio", name="Later").check()
    page.get_by_role("button", name="Save the reminders").click()
    expect(page.get_by_text("Say how many days later.").first).to_be_visible()
    see(page, "mails_rules_problem")
    assert [("422" in fault) for fault in faults] == [True]
    faults.clear()
    page.get_by_label("How many days later").fill("3")
    page.get_by_label("A sentence of your own").fill("Ask Ms Example in room 4.")
    page.get_by_role("button", name="Save the reminders").click()
    expect(page.get_by_text("made this 3 days later on")).to_be_visible()
    see(page, "mails_rules")
    page.get_by_role("link", name="4 days before a due date").click()
    expect(page.get_by_text("Ask Ms Example in room 4.")).to_be_visible()
    see(page, "mails_preview")


def test_a_designer_reads_the_mails_in_the_studio(here: World, open_page: Any, see: See) -> None:
    ReminderRule.objects.bulk_create(
        ReminderRule(version=here.version, key=here.version.uid, kind=kind, days=days)
        for kind, days in [("overdue", 7)]
    )
    here.enrolled()
    page = open_page(user=make_user("designer@site.example", is_superuser=True, is_staff=True))
    page.goto(reverse("leadership_studio_reminders"))
    see(page, "mails_studio_list", widths=LOOKS)
    page.get_by_role("link", name="Leading a team").click()
    expect(page.get_by_text("7 days after a due date", exact=True)).to_be_visible()
    expect(page.get_by_role("table")).to_contain_text("fewer than 5")
    see(page, "mails_studio", widths=LOOKS)
