"""A programme is retired and that is corrected, in the Studio; then a doctor follows an old link to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from kernel import clock
from lms.amendments.retiring import actions
from programmes.models import Retirement
from tests.browser.conftest import LOOKS, See
from tests.factories import trusts
from tests.factories.courses import make_world
from tests.factories.programmes import make_programme
from tests.factories.trusts import system_context
from tests.programmes.conftest import make_designer

DAY = timedelta(days=1)


def test_announced_corrected_and_read(
    transactional_db: None, open_page: Any, see: See, faults: list[str]
) -> None:
    world = make_world(seats=9, now=clock.now())
    for number in range(6):
        world.enrolled(f"doctor{number}@mail.example")
    make_programme("Leading a team anew", open_to_all=True)
    today = clock.today()
    page: Page = open_page(user=make_designer())
    page.goto("/admin/studio/retirements/")
    page.get_by_role("link", name="Leading a team", exact=True).click()
    page.get_by_label("Takes nobody new from").fill(f"{today + 10 * DAY}")
    page.get_by_label("To be finished by").fill(f"{today + 20 * DAY}")
    page.get_by_label("Reason").fill("Its evidence is out of date.")
    page.get_by_label("Successor").select_option(label="Leading a team anew")
    page.get_by_role("button", name="Show what it would mean").click()
    expect(page.get_by_text("By their own dates so many would finish too late: 6.")).to_be_visible()
    page.get_by_role("button", name="Announce it").click()
    expect(page.get_by_text("Whoever is concerned is told tomorrow morning.")).to_be_visible()
    see(page, "retirement", widths=LOOKS)

    page.get_by_role("link", name="Correct what was announced").click()
    page.get_by_label("To be finished by").fill(f"{today + 15 * DAY}")
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_text("People who would be told: 6.")).to_be_visible()
    see(page, "retirement_correction", widths=LOOKS)
    page.get_by_role("button", name="Correct it").click()
    expect(page.get_by_text("6 people have been promised a later day")).to_be_visible()
    page.get_by_label("I mean this").check()
    page.get_by_role("button", name="Correct it").click()
    expect(page.get_by_role("heading", name="What it said before")).to_be_visible()
    assert Retirement.objects.get().closes_on == today + 15 * DAY

    # A doctor follows an old link to one that takes nobody new any more.
    gone, successor = (make_programme(title, open_to_all=True) for title in ("At night", "At night, anew"))
    announced = clock.now() - 20 * DAY
    actions.retire_programme(
        system_context(now=announced),
        programme_key=gone.translation_key,
        cut_off=clock.local_date(announced) + 10 * DAY,
        closes_on=clock.today() + 30 * DAY,
        reason="It was written for another rota.",
        successor_key=successor.translation_key,
    )
    doctor = trusts.make_user("night@mail.example")
    trusts.make_person(doctor)
    page = open_page(user=doctor, width=390)
    page.goto(f"/learn/join/{gone.translation_key}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("“At night” takes nobody new")
    see(page, "retired", widths=LOOKS)
    assert [fault for fault in faults if "410" not in fault] == []
    faults.clear()
    page.get_by_role("link", name="See its successor").click()
    expect(page.get_by_role("button", name="Join this programme")).to_be_visible()
