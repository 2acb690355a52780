"""Every page in every width: no rule of WCAG 2.2 A and AA broken, no sideways scrolling."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

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
        not_a_lead="/learn/absences/",
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
