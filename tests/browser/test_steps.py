"""A programme in steps: what is closed and why, credits with a mistake, and earlier learning recognised."""

from __future__ import annotations

from playwright.sync_api import expect

from kernel import clock
from lms.actions.context import for_learner
from lms.actions.enrolment import join_programme
from tests.browser.conftest import OpenPage, See
from tests.factories import trusts
from tests.factories.courses import World
from tests.factories.trees import activity_of, make_gated


def test_a_doctor_on_a_programme_in_steps(
    transactional_db: None, open_page: OpenPage, see: See, faults: list[str]
) -> None:
    programme = make_gated()
    doctor = trusts.make_user()
    trusts.make_person(doctor)
    context = for_learner(doctor, now=clock.now())
    row = join_programme(context, programme_uid=programme.translation_key)
    page = open_page(width=390, user=doctor)

    page.goto(f"/learn/{row.uid}/")
    expect(page.get_by_text("Opens after “Practice”.").first).to_be_visible()
    see(page, "steps_programme")
    page.get_by_role("link", name="Start “Read first”").click()
    expect(page.get_by_role("heading", name="Read first")).to_be_visible()
    page.get_by_role("link", name="Next: Read ward one").click()

    page.goto(f"/learn/{row.uid}/{activity_of(row.version, 'What went well').key}/")
    expect(page.get_by_text("Opens after “First”.")).to_be_visible()
    see(page, "steps_locked")
    page.get_by_role("link", name="First", exact=True).click()
    page.get_by_role("button", name="Mark as read").click()
    expect(page.get_by_text("“Read first” is done.")).to_be_visible()
    page.goto(f"/learn/{row.uid}/{activity_of(row.version, 'What went well').key}/")
    expect(page.get_by_role("textbox")).to_be_visible()

    page.goto(f"/learn/{row.uid}/credits/")
    page.get_by_label("Credits").fill("1.1")
    page.get_by_label("What it was").fill("A conference on handover")
    page.get_by_role("button", name="Record credits").click()
    expect(page.get_by_role("alert")).to_contain_text("Give credits in quarters")
    see(page, "steps_credits_mistake")
    page.get_by_label("Credits").fill("1.25")
    page.get_by_role("button", name="Record credits").click()
    expect(page.get_by_text("Recorded: 1.25 credits.")).to_be_visible()
    see(page, "steps_credits")
    page.goto(f"/learn/{row.uid}/why/")
    expect(page.get_by_text("A conference on handover")).to_be_visible()
    see(page, "steps_why")
    # The form that came back is a 422, which Chromium writes to its console.
    assert [("422" in fault) for fault in faults] == [True]
    faults.clear()


def test_a_lead_recognises_earlier_learning(plain_world: World, open_page: OpenPage, see: See) -> None:
    world = plain_world
    _doctor, row = world.enrolled()
    page = open_page(user=world.lead)

    page.goto(f"/trust/enrolments/{row.uid}/")
    page.get_by_role("link", name="Recognise earlier learning").click()
    page.get_by_label("What it stands for").select_option(label="Foundations")
    page.get_by_label("Day").fill("2025-03-01")
    page.get_by_label("Why").fill("The same course, taken elsewhere")
    page.get_by_label("Evidence").fill("Certificate 12 of 1 March 2025")
    see(page, "desk_recognise")
    page.get_by_role("button", name="See what follows").click()
    expect(page.get_by_text("progress goes from 0% to 50%")).to_be_visible()
    see(page, "desk_recognise_check")
    page.get_by_role("button", name="Recognise earlier learning").click()
    expect(page.get_by_role("heading", name="Earlier learning recognised")).to_be_visible()
    see(page, "desk_recognised")
    page.get_by_role("link", name="Take back Foundations").click()
    page.get_by_label("Why").fill("It was somebody else's certificate")
    see(page, "desk_recognise_back")
    page.get_by_role("button", name="Take the recognition back").click()
    expect(page.get_by_text("What it stood for is to be done again.")).to_be_visible()
