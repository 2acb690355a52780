"""The desk's pages about one person and about cohorts, in every width."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kernel import clock
from lms.actions.enrolment import defer, extend, write_note
from lms.enrolment.models import Cohort
from lms.people.models import Person
from lms.reminders.services import refusals
from tests.browser.conftest import OpenPage, See
from tests.factories import trusts
from tests.factories.courses import World

ELSEWHERE = ("desk_home", "desk_list", "desk_withdraw")
"""Their rules are asked in test_pages.py."""

LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh"


@pytest.fixture
def world(plain_world: World) -> World:
    return plain_world


@pytest.fixture
def cohort(world: World) -> Cohort:
    """Begun three weeks ago: somebody is active, somebody deferred, somebody's mail was refused."""
    now = clock.now()
    start = clock.local_date(now) - timedelta(days=21)
    row = trusts.make_cohort(world.contract, starts_on=start)
    emails = ("ada@mail.example", "ben@mail.example", "wrong@mail.example")
    ada, ben, wrong = trusts.enrol(world.lead, world.contract, *emails, cohort=row, now=now)
    lead = trusts.lead_context(world.lead, now=now)
    for each in (ada, ben):
        trusts.accept(each, trusts.make_user(each.invited_as), now=now)
    write_note(lead, enrolment_uid=ada.uid, text="We agreed on the 14th: Friday afternoons are kept free.")
    extend(lead, enrolment_uid=ada.uid, ends_on=row.ends_on + timedelta(days=28))
    back = clock.local_date(now) + timedelta(days=60)
    defer(lead, enrolment_uid=ben.uid, reason="duties", resumes_on=back)
    refusals.note(wrong.person_id, wrong.invited_as, now=now)
    Person.objects.unscoped(reason="a test").filter(pk=wrong.person_id).update(family_name=LONG)
    return row


def address_of(page: Page, name: str) -> str:
    page.goto("/trust/enrolments/")
    link = page.get_by_role("link", name=name)
    expect(link).to_be_visible()
    return str(link.get_attribute("href"))


def test_the_desk(world: World, cohort: Cohort, open_page: OpenPage, see: See) -> None:
    page = open_page(user=world.lead)
    ada, ben, wrong = (address_of(page, name) for name in ("Given0 Family0", "Given1 Family1", LONG))
    one = f"/trust/cohorts/{cohort.uid}/"
    addresses = {
        "desk_home": "/trust/",
        "desk_list": "/trust/enrolments/",
        "desk_person": ada,
        "desk_deferred": ben,
        "desk_refused": wrong,
        "desk_enrol": "/trust/enrol/",
        "desk_cohorts": "/trust/cohorts/",
        "desk_cohort": one,
        "desk_new_cohort": "/trust/cohorts/new/",
        "desk_change_cohort": f"{one}change/",
    }
    addresses |= {f"desk_{act}": f"{ada}{act}/" for act in ("extend", "defer", "note", "withdraw")}
    addresses["desk_resend"] = f"{wrong}resend/"
    for name, address in addresses.items():
        page.goto(address)
        see(page, name, rules=name not in ELSEWHERE)


def test_a_cohort_is_run_again(world: World, cohort: Cohort, open_page: OpenPage, see: See) -> None:
    """Filled in, its dates seen, and made."""
    page = open_page(user=world.lead)
    page.goto(f"/trust/cohorts/{cohort.uid}/again/")
    see(page, "desk_again")
    page.get_by_label("Name").fill("The next intake")
    page.get_by_label("First day").fill((cohort.starts_on + timedelta(days=364)).isoformat())
    page.get_by_role("button", name="See what that means").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("The dates of The next intake")
    see(page, "desk_again_check")

    page.get_by_role("button", name="Make The next intake").click()

    expect(page.get_by_role("status")).to_contain_text("The cohort “The next intake” is made.")
    see(page, "desk_cohort_empty")


def test_what_the_doctor_reads(world: World, cohort: Cohort, open_page: OpenPage, see: See) -> None:
    users: Any = Person.objects.unscoped(reason="a test").select_related("user")
    ada = users.get(user__email="ada@mail.example")
    page = open_page(user=ada.user)
    page.goto("/learn/")
    page.get_by_role("link", name="Leading a team").first.click()
    page.get_by_role("link", name="Until when, what your trust sees, and its notes").click()
    expect(page.get_by_text("Friday afternoons are kept free")).to_be_visible()
    see(page, "learn_place")
