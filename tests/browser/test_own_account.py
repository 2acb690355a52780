"""A doctor's own matters: competences and why, a calendar address, the language, a way back in."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from cms.accounts.models import Recovery
from cms.accounts.recovery import links
from competencies.enums import Stage
from kernel import clock
from lms.actions.enrolment import join_programme
from lms.actions.learning import complete_activity
from lms.people.models import Membership, StagePeriod
from lms.people.selectors import person_of
from lms.web.selectors.outline import outline_of
from programmes.services.authoring import PartModule
from tests.browser.conftest import OpenPage, See
from tests.competencies.conftest import load, publish, small_file
from tests.factories import programmes, trusts
from tests.factories.courses import make_world


def a_doctor_whose_post_ends() -> Any:
    """On a programme of which one of two claiming activities is done."""
    now = clock.now()
    publish(load(small_file()))
    user, _row = make_world(now=now).enrolled("doctor@trust.example")
    person = person_of(user)
    StagePeriod.objects.create(person=person, stage=Stage.CONTINUING, starts_on=clock.today())
    posts = Membership.objects.unscoped(reason="test").filter(person=person)
    posts.update(ends_on=clock.today() + timedelta(days=20), email="doctor@trust.example")
    module = programmes.make_module(
        "Beginnings",
        activities=[
            programmes.a_reading("What leaders do", claims={"small-1:1.1": "introduces"}),
            programmes.a_reading("Show it", claims={"small-1:1.2": "demonstrates"}),
        ],
    )
    programme = programmes.make_programme(
        "For consultants",
        modules=[PartModule(module, due_days=3)],
        stage=Stage.CONTINUING,
        open_to_all=True,
    )
    context = trusts.learner_context(user, now=now)
    joined = join_programme(context, programme_uid=programme.translation_key)
    step = outline_of(joined.version).steps[0]
    complete_activity(context, enrolment_uid=joined.uid, activity_key=step.key, answers={})
    return user


def heading(page: Page) -> Any:
    return expect(page.get_by_role("heading", level=1))


def test_home_competences_calendar_and_language(
    transactional_db: None, open_page: OpenPage, see: See
) -> None:
    page = open_page(user=a_doctor_whose_post_ends())
    page.goto("/learn/")
    expect(page.get_by_role("heading", name="Add an address that stays yours")).to_be_visible()
    see(page, "own_home")
    page.get_by_role("button", name="Not now").click()
    expect(page.get_by_role("status")).to_contain_text("We ask again on")

    page.get_by_role("link", name="First domain").click()
    heading(page).to_contain_text("You have covered 1 of 2 elements; 1 is left.")
    expect(page.get_by_text("What leaders do, in Beginnings: introduced")).to_be_visible()
    see(page, "own_competences")
    page.get_by_role("link", name="Undergraduate").click()
    heading(page).to_contain_text("Nothing is covered at this stage yet.")

    page.goto("/learn/calendar/")
    page.get_by_role("button", name="Make my calendar address").click()
    address = page.get_by_label(re.compile("copy it into your calendar"))
    expect(address).to_have_value(re.compile(r"/learn/calendar/\w+:[\w-]+\.ics$"))
    see(page, "own_calendar")
    feed = page.request.get(address.input_value())
    assert (feed.status, feed.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert "Due: Beginnings (For consultants)" in feed.text()

    page.goto("/learn/settings/")
    page.get_by_label("Cymraeg").check()
    page.get_by_role("group").locator("xpath=..").get_by_role("button").click()
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    see(page, "own_settings_welsh")
    page.locator("footer").get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en-gb")
    heading(page).to_have_text("Settings")


def test_the_way_back_into_an_account(transactional_db: None, open_page: OpenPage, see: See) -> None:
    now = clock.now()
    user, boss = trusts.make_user("ada@trust.example"), trusts.make_user()
    recovery = Recovery.objects.create(
        user=user,
        new_email="ada@home.example",
        reason="Lost the phone.",
        identity_check="Passport seen.",
        started_by=boss,
        started_at=now - timedelta(days=2),
        opens_at=now - timedelta(days=1),
        expires_at=now + timedelta(days=3),
    )
    page = open_page(javascript=False)
    page.goto(f"/accounts/recovery/{links.make_token(recovery.uid, links.STOP)}/stop/")
    heading(page).to_have_text("Was it not you who asked?")
    page.goto(f"/accounts/recovery/{links.make_token(recovery.uid, links.RECOVER)}/")
    heading(page).to_have_text("Choose a new password")
    page.get_by_label("New password").fill("three words apart")
    page.get_by_role("button", name="Save it").click()
    heading(page).to_have_text("You have your account back")

    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    page.get_by_label("Email address").fill("ada@home.example")
    page.get_by_label("Password").fill("three words apart")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/learn/register/"))
