"""Work handed in on a phone, marked by two, returned and passed; a project, and what was thought of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kernel import clock
from lms.assignments.models import Marker, Submission
from lms.enrolment.models import Contract
from lms.records.models import EvaluationAnswer, LearningFact
from tests.browser.conftest import OpenPage, See
from tests.factories import programmes, trusts
from tests.factories.courses import World
from tests.factories.programmes import a_project, an_assignment, an_evaluation
from tests.factories.work import REASON, TITLE

PROJECT, FORM = "Your improvement", "Was it worth it?"
PHONE = 390


@pytest.fixture
def world(transactional_db: None, on_disk: None) -> World:
    now = clock.now()
    activities = [an_assignment(second_marker=True), a_project(), an_evaluation()]
    programme = programmes.make_programme(
        "Leading a team", modules=[programmes.make_module("Try it", activities=activities)]
    )
    trust, today = trusts.make_trust("Riverside (invented)"), clock.local_date(now)
    contract = Contract.objects.create(
        organisation=trust,
        programme=programme,
        seats=5,
        starts_on=today,
        ends_on=today + timedelta(days=300),
    )
    return World(trust, trusts.make_lead(trust), programme, contract, now)


def address(world: World, row: Any, title: str) -> str:
    return f"/learn/{row.uid}/{world.key(title)}/"


def a_marker(world: World, name: str) -> Any:
    user = trusts.make_user()
    Marker.objects.create(
        person=trusts.make_person(user, given_name=name, family_name="Marker"),
        programme_key=world.programme.translation_key,
        organisation=world.trust,
        starts_on=clock.local_date(world.now),
    )
    return user


def give(page: Page, levels: tuple[str, str], feedback: str) -> None:
    """On a marking page: choose, write, wait until it is saved, give."""
    for criterion, level in zip(("Aim", "Effect"), levels, strict=True):
        page.get_by_role("group", name=criterion).get_by_label(level).check()
    with page.expect_response(lambda response: response.url.endswith("/draft/")):
        page.get_by_label("Feedback").fill(feedback)
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    page.get_by_role("button", name="Give these marks").click()
    expect(page.get_by_role("heading", level=1, name="Marking")).to_be_visible()


def test_work_goes_from_a_phone_to_two_markers_and_back(
    world: World, open_page: OpenPage, see: See, faults: list[str], tmp_path: Path
) -> None:
    user, row = world.enrolled()
    plan = tmp_path / "plan.pdf"
    plan.write_bytes(b"%PDF-1.7\nA plan.")
    phone = open_page(width=PHONE, user=user)
    phone.goto(address(world, row, TITLE))
    phone.get_by_text("How it is marked").click()
    with phone.expect_response(lambda response: response.url.endswith("/draft/")):
        phone.get_by_label("Your text").fill("We began on time.")
    phone.get_by_label("Choose one or more files").set_input_files(plan)
    phone.get_by_role("button", name="Add the files").click()
    expect(phone.get_by_role("link", name="plan.pdf")).to_be_visible()
    expect(phone.get_by_label("Your text")).to_have_value("We began on time.")
    see(phone, "work-assignment")
    phone.get_by_role("button", name="Hand it in").click()
    expect(phone.get_by_text("It is with the markers, and stays as it is")).to_be_visible()

    first = open_page(user=a_marker(world, "Bea"))
    first.goto("/learn/")
    first.get_by_role("link", name="Marking").click()
    expect(first.get_by_text("1 piece of work waits for a marker.")).to_be_visible()
    see(first, "work-marking-list")
    first.get_by_role("link", name="Given0 Family0").or_(
        first.get_by_role("link", name="Ada Imagined")
    ).click()
    first.get_by_role("button", name="Start marking").click()
    first.get_by_role("button", name="Give these marks").click()
    expect(first.get_by_role("alert")).to_contain_text("Choose a level.")
    assert "422" in faults.pop()
    see(first, "work-mark")
    give(first, ("Not yet", "Clear"), "Say what it is for.")

    small = open_page(width=PHONE, user=a_marker(world, "Cai"))
    submission = Submission.objects.unscoped(reason=REASON).get()
    small.goto(f"/learn/marking/{submission.uid}/")
    small.get_by_role("button", name="Start marking").click()
    expect(small.get_by_text("Say what it is for.")).to_have_count(0)
    give(small, ("Not yet", "Not yet"), "More, please.")

    phone.goto("/learn/")
    phone.get_by_role("link", name=TITLE).first.click()
    expect(phone.get_by_text("Say what it is for.")).to_be_visible()
    see(phone, "work-returned")
    with phone.expect_response(lambda response: response.url.endswith("/draft/")):
        phone.get_by_label("Your text").fill("We began on time, to decide one thing.")
    phone.get_by_role("button", name="Hand it in").click()
    expect(phone.get_by_text("It is with the markers, and stays as it is")).to_be_visible()
    again = Submission.objects.unscoped(reason=REASON).get(number=2)
    for page, levels in ((first, ("Strong", "Strong")), (small, ("Clear", "Clear"))):
        page.goto(f"/learn/marking/{again.uid}/")
        page.get_by_role("button", name="Start marking").click()
        give(page, levels, "Better.")
    small.goto(f"/learn/marking/{again.uid}/")
    see(small, "work-agree")
    for criterion in ("Aim", "Effect"):
        small.get_by_role("group", name=criterion).get_by_label("Clear").check()
    small.get_by_role("button", name="Give the agreed mark").click()
    expect(small.get_by_text("the work has passed")).to_be_visible()

    phone.reload()
    expect(phone.get_by_text("10 of 20 points")).to_be_visible()
    facts = LearningFact.objects.unscoped(reason=REASON)
    assert list(facts.values_list("verb", flat=True)) == ["scored", "completed"]


def test_a_project_is_kept_drawn_and_thought_over(
    world: World, open_page: OpenPage, see: See, faults: list[str]
) -> None:
    user, row = world.enrolled()
    page = open_page(user=user)
    page.goto(address(world, row, PROJECT))
    for label, text in (("Aim", "Ten minutes less."), ("Measure", "Minutes."), ("Change", "An agenda.")):
        page.get_by_label(label, exact=True).fill(text)
    values = [40, 38, 41, 33, 30, 29, 28]
    page.get_by_role("button", name="Add more points").click()
    expect(page.get_by_label("Aim", exact=True)).to_have_value("Ten minutes less.")
    for place, value in enumerate(values):
        page.locator(f"[name=point-{place}-on]").fill(f"2026-09-{place + 1:02}")
        page.locator(f"[name=point-{place}-value]").fill(str(value))
    page.get_by_role("button", name="Complete the project").click()
    expect(page.get_by_role("alert")).to_contain_text("Plan, do and study at least 1 cycle: 0 so far.")
    assert "422" in faults.pop()
    see(page, "work-project")
    for step in ("Plan", "Do", "Study"):
        page.get_by_label(f"{step} (cycle 1)").fill("Tried it small.")
    page.get_by_label("Outcome", exact=True).fill("It worked.")
    page.get_by_role("button", name="Complete the project").click()
    expect(page.get_by_text("“Your improvement” is done.")).to_be_visible()
    page.get_by_role("link", name="See it as a page to print").click()
    expect(page.get_by_role("img", name="Run chart of 7 values")).to_be_visible()
    see(page, "work-summary")

    page.goto(address(world, row, FORM))
    see(page, "work-evaluation")
    page.get_by_role("group", name="It was worth my time.").get_by_label("4").check()
    know = page.get_by_role("group", name="I know how to begin a meeting.")
    know.get_by_role("group", name="Before, looking back").get_by_label("2").check()
    know.get_by_role("group", name="Now").get_by_label("4").check()
    page.get_by_label("Right").check()
    page.get_by_role("button", name="Send the answers").click()
    expect(page.get_by_text("Thank you: your answers are in.")).to_be_visible()
    assert EvaluationAnswer.objects.count() == 3
    assert faults == []
