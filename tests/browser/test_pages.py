"""Every page in every width: no rule of WCAG 2.2 A and AA broken, no sideways scrolling."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cms.site.services import build_demo_site
from kernel import clock
from lms.enrolment.tokens import make_token
from tests.factories import trusts
from tests.factories.courses import World, make_world

WIDTHS = (320, 768, 1280)
LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh"


@pytest.fixture
def world(transactional_db: None) -> World:
    now = clock.now()
    made = make_world(now=now)
    build_demo_site(now)
    return made


@pytest.fixture
def look(open_page: Any, axe: Any, screenshot: Any) -> Callable[..., None]:
    """Open addresses as somebody, in every width."""

    def looked(user: Any, **addresses: str) -> None:
        page = open_page(user=user)
        for name, address in addresses.items():
            page.goto(address)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                assert_fits(page)
                axe(page)
                screenshot(page, name)

    return looked


def assert_fits(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} pixels wider than {page.viewport_size}"


def test_public_pages(world: World, look: Any) -> None:
    key = world.programme.slug
    look(
        None,
        home="/",
        programmes="/programmes/",
        programme=f"/programmes/{key}/",
        about="/about/",
        accessibility="/accessibility/",
        privacy="/privacy/",
    )


def test_learner_with_nothing(world: World, look: Any) -> None:
    user = trusts.make_user()
    look(user, register="/learn/register/")
    trusts.make_person(user, given_name=LONG, family_name=LONG)
    look(
        user,
        empty_home="/learn/",
        empty_record="/learn/record/",
        empty_reminders="/learn/reminders/",
        empty_join="/learn/join/",
        empty_absences="/learn/absences/",
    )


def test_learner_at_work(world: World, look: Any) -> None:
    user, row = world.enrolled()
    world.finish(user, row, "Why meetings fail")
    base = f"/learn/{row.uid}"
    look(
        user,
        learn_home="/learn/",
        learn_programme=f"{base}/",
        learn_why=f"{base}/why/",
        learn_reading=f"{base}/{world.key('Why meetings fail')}/",
        learn_quiz=f"{base}/{world.key('Check yourself')}/",
        learn_reflection=f"{base}/{world.key('Your last meeting')}/",
        learn_record="/learn/record/",
        learn_reminders="/learn/reminders/",
        learn_absences="/learn/absences/",
        learn_profile="/learn/profile/",
    )


def test_invitation(world: World, look: Any) -> None:
    (row,) = world.invite("new.doctor@mail.example")
    look(None, invitation=f"/learn/invitations/{make_token(row.uid)}/")
    look(trusts.make_user(), invitation_signed_in=f"/learn/invitations/{make_token(row.uid)}/")


def test_trust_desk(world: World, look: Any) -> None:
    _, row = world.enrolled()
    world.invite(*(f"doctor{n}@mail.example" for n in range(3)))
    look(
        world.lead,
        trust_home="/trust/",
        trust_enrolments="/trust/enrolments/",
        trust_nobody="/trust/enrolments/?search=nobody",
        trust_enrolment=f"/trust/enrolments/{row.uid}/",
        trust_withdraw=f"/trust/enrolments/{row.uid}/withdraw/",
        trust_upload="/trust/lists/",
        trust_reminders="/trust/reminders/",
    )


def test_forms_that_come_back(
    world: World, open_page: Any, axe: Any, screenshot: Any, faults: list[str]
) -> None:
    """Each problem is in the summary, and its link leads to the field."""
    learner, _row = world.enrolled()
    nobody = trusts.make_user()
    forms = [
        ("register", nobody, "/learn/register/", "Start my record"),
        ("absence", learner, "/learn/absences/", "See what would move"),
        ("upload", world.lead, "/trust/lists/", "Check the spreadsheet"),
    ]
    for name, user, address, button in forms:
        page = open_page(width=320, user=user)
        page.goto(address)
        page.get_by_role("button", name=button).click()
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("There is a problem")
        expect(page).to_have_title(re.compile("^Problem: "))
        assert_fits(page)
        axe(page)
        screenshot(page, f"problem_{name}")
        alert.get_by_role("link").first.click()
        target = page.url.partition("#")[2]
        assert page.locator(f"[id='{target}']").count() == 1
    # Chromium writes every 422 to its console.
    faults[:] = [fault for fault in faults if "422" not in fault]


def test_absence_is_checked(world: World, open_page: Any, axe: Any, screenshot: Any) -> None:
    user, _row = world.enrolled()
    page = open_page(width=320, user=user)
    page.goto("/learn/absences/")
    on = clock.today()
    page.get_by_label("First day away").fill((on + timedelta(days=2)).isoformat())
    page.get_by_label("Last day away").fill((on + timedelta(days=6)).isoformat())
    page.get_by_label("Sickness").check()
    page.get_by_role("button", name="See what would move").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 due date moves")
    assert_fits(page)
    axe(page)
    screenshot(page, "absence_check")


def test_forced_colours(world: World, open_page: Any, screenshot: Any) -> None:
    """The system's colours: where somebody is and what has the focus still shows, by lines."""
    user, row = world.enrolled()
    page = open_page(user=user, forced_colors="active", reduced_motion="reduce")
    addresses = {"home": "/learn/", "quiz": f"/learn/{row.uid}/{world.key('Check yourself')}/"}
    for name, address in addresses.items():
        page.goto(address)
        screenshot(page, f"forced_{name}")
        lines = page.eval_on_selector_all(
            ".lp-nav a", "all => all.map(a => getComputedStyle(a).borderBottomColor)"
        )
        assert len(set(lines)) == 2
        page.get_by_role("button").last.focus()
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
