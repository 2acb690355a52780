"""A bank from a GIFT file, its quiz on a phone wrong and then right, and what the designer learns from it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from kernel import clock
from lms.actions.enrolment import join_programme
from programmes.models import QuestionBank
from tests.browser.conftest import LOOKS, OpenPage, See
from tests.factories import programmes, trusts
from tests.factories.banks import a_bank_quiz, make_bank
from tests.factories.courses import make_world
from tests.programmes.conftest import make_designer

AUTOSAVE = 30_000
"""Milliseconds: a script waits for a pause, then saves."""

GIFT = """// [tag:meetings]
::Purpose::Who says what a meeting is for?{
=Whoever called it#Say it in the invitation.
~Whoever speaks longest#That happens when nobody has said it.
####Without a purpose it is a talk.
}

::Roles::Who does what?{
=Chair -> keeps time
=Scribe -> writes it down
= -> leaves early
}

::Size::How many people decide well together?{#6:1#Five to seven.}

Tell us about your worst meeting. {}
"""


def taken_from_a_file(page: Page, see: See, bank: QuestionBank) -> None:
    page.goto(f"/admin/studio/banks/{bank.pk}/gift/")
    content = {"name": "meetings.txt", "mimeType": "text/plain", "buffer": GIFT.encode()}
    page.get_by_label("GIFT file").set_input_files(files=[content])  # type: ignore[list-item]
    page.get_by_role("button", name="Look through it").click()
    expect(page.get_by_text("New: 3. Changed: 0. Here already and the same: 0. Left out: 1.")).to_be_visible()
    see(page, "gift_looked_through", widths=LOOKS)
    page.get_by_role("button", name="Take them into").click()
    expect(page.get_by_text("3 questions were taken.")).to_be_visible()
    see(page, "questions", widths=LOOKS)


def a_doctor_on(bank: QuestionBank) -> tuple[Any, str]:
    now = clock.now()
    user, _row = make_world(now=now).enrolled("doctor@trust.example")
    quiz = a_bank_quiz(bank, draws=[{"count": 3}], pass_mark=3, time_allowance=20)
    module = programmes.make_module("Meetings", activities=[quiz])
    programme = programmes.make_programme("Decide together", modules=[module], open_to_all=True)
    joined = join_programme(trusts.learner_context(user, now=now), programme_uid=programme.translation_key)
    key = programmes.module_version(module).activities.get().key
    return user, f"/learn/{joined.uid}/{key}/"


def answer(page: Page, choice: str, roles: tuple[str, str], size: str) -> None:
    page.get_by_label(choice).check()
    page.get_by_label("Chair").select_option(roles[0])
    page.get_by_label("Scribe").select_option(roles[1])
    page.get_by_label("Your answer").fill(size)


def test_from_a_file_to_what_is_learnt_of_it(
    transactional_db: None, open_page: OpenPage, see: See, picture: Any
) -> None:
    bank = make_bank("Meetings")
    studio = open_page(user=make_designer())
    taken_from_a_file(studio, see, bank)

    user, address = a_doctor_on(bank)
    page = open_page(width=390, user=user)
    page.goto(address)
    expect(page.get_by_role("heading", name="Before you start")).to_be_visible()
    see(page, "bank_quiz_begin")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("You have until")).to_be_visible()
    answer(page, "Whoever speaks longest", ("leaves early", "writes it down"), "6")
    expect(page.locator("[data-saved]")).to_contain_text("Saved", timeout=AUTOSAVE)
    see(page, "bank_quiz_asked")
    page.get_by_role("button", name="Hand in my answers").click()
    expect(page.get_by_text("1 of 3 right.")).to_be_visible()
    expect(page.get_by_text("That happens when nobody has said it.")).to_be_visible()
    expect(page.get_by_text("Without a purpose it is a talk.")).to_be_visible()
    see(page, "bank_quiz_wrong")

    page.get_by_role("button", name="Start another attempt").click()
    expect(page.get_by_text("You have until")).to_be_visible()
    answer(page, "Whoever called it", ("keeps time", "writes it down"), "5,5")
    page.get_by_role("button", name="Hand in my answers").click()
    expect(page.get_by_text("You have passed this quiz.")).to_be_visible()
    see(page, "bank_quiz_right")

    studio.goto("/admin/studio/items/")
    studio.get_by_role("link", name="Prove it").click()
    expect(studio.get_by_role("row", name="Purpose")).to_contain_text("fewer than 10")
    see(studio, "items_quiz", widths=LOOKS)
    studio.get_by_role("link", name="Purpose").click()
    expect(studio.get_by_role("heading", name="Asked in")).to_be_visible()
    studio.get_by_role("link", name="Edit the question").click()
    expect(studio.locator("#id_title")).to_have_value("Purpose")
    picture(studio, "question_editor")
