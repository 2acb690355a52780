"""A spreadsheet from upload to result, on a phone and at a desk, with and without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kernel import clock
from lms.actions import importing
from tests.browser.conftest import See
from tests.committed import committed
from tests.enrolment.lists.files import workbook
from tests.factories.courses import World, make_world
from tests.factories.trusts import lead_context

ELSEWHERE = ("1-upload", "2-columns")
"""Their rules are asked in test_pages.py."""

ROWS = [
    ("Consultants of Riverside (invented)",),
    ("Payroll", "First name", "Surname", "E-mail Address (work)", "GMC no.", "Grade"),
    (771, "Grace", "Imagined", "grace@trust.example", 1234567, "Consultant"),
    (772, "Robin", "Madeup", "not an address", 123456, "Professor"),
    (773, "Ines", "Pretend", "ines@trust.example", 123457, "Speciality doctor"),
    (774, "Grace", "Imagined", "GRACE@trust.example", 1234567, "Consultant"),
    (775, "Jonah", "Fictive", "jonah@trust.example", None, None),
    ("Total", 5),
]


def with_two_invited() -> World:
    made = make_world(now=clock.now())
    made.invite("stays@trust.example", "leaves@trust.example")
    return made


invited_world = committed("invited_world", with_two_invited, now=True)


@pytest.fixture
def world(invited_world: World) -> World:
    return invited_world


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "consultants.xlsx"
    path.write_bytes(workbook(Notes=[("Printed on Monday",)], Staff=ROWS))
    return path


@pytest.mark.parametrize(("width", "javascript"), [(390, False), (1280, True)])
def test_from_a_spreadsheet_to_invitations(
    world: World, file: Path, open_page: Any, see: See, width: int, javascript: bool
) -> None:
    page = open_page(width=width, javascript=javascript, user=world.lead)

    def look(name: str) -> None:
        if javascript:
            see(page, f"lists_{name}", widths=(width,), rules=name not in ELSEWHERE)

    page.goto("/trust/lists/")
    look("1-upload")
    page.get_by_label("Spreadsheet", exact=True).set_input_files(file)
    page.get_by_label("This is the full list").check()
    page.get_by_role("button", name="Check the spreadsheet").click()

    expect(page.get_by_text("The headings stand on line 2")).to_be_visible()
    expect(page.get_by_text("Not read: Notes.")).to_be_visible()
    expect(page.get_by_label("What “GMC no.” holds")).to_have_value("gmc_number")
    expect(page.get_by_label("What “Payroll” holds")).to_have_value("")
    look("2-columns")
    page.get_by_role("button", name="Check the list").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("2 people can be enrolled")
    look("3-decide")
    decide(page)
    page.get_by_role("link", name="1 cannot be used").click()
    expect(page.get_by_role("region", name="Line 4: Robin Madeup")).to_be_visible()
    look("4-bad")
    mend(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("4 people can be enrolled")
    look("5-mended")

    page.get_by_role("link", name="2 people are not in the file").click()
    expect(page.get_by_label("leaves@trust.example")).to_be_visible()
    look("6-missing")
    page.get_by_label("leaves@trust.example").check()
    page.get_by_role("button", name="Keep these ticks").click()
    page.get_by_role("link", name="Go on to confirm").click()
    expect(page.get_by_text("4 people are invited and take 4 seats")).to_be_visible()
    expect(page.get_by_text("1 person is withdrawn")).to_be_visible()
    look("7-confirm")
    page.get_by_role("button", name="Enrol and invite 4 people").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("4 people are invited")
    expect(page.get_by_text("1 was withdrawn.")).to_be_visible()
    look("8-result")
    with page.expect_download() as download:
        page.get_by_role("link", name="as CSV").click()
    assert "same person" in Path(download.value.path()).read_text(encoding="utf-8-sig")


def decide(page: Page) -> None:
    ines = page.get_by_role("region", name="Line 5: Ines Pretend")
    expect(ines).to_contain_text("Is it 0123457?")
    ines.get_by_role("button", name="Use 0123457").click()
    expect(page.get_by_text("Line 5 can be enrolled now.")).to_be_visible()
    page.get_by_role("region", name="Line 6: Grace Imagined").get_by_role(
        "button", name="Same person"
    ).click()
    expect(page.get_by_text("Line 6 is left out.")).to_be_visible()


def mend(page: Page) -> None:
    robin = page.get_by_role("region", name="Line 4: Robin Madeup")
    expect(robin.get_by_label("Email")).to_have_attribute("aria-invalid", "true")
    robin.get_by_label("Email").fill("robin@trust.example")
    robin.get_by_label("GMC number").fill("0123456")
    robin.get_by_label("Grade").select_option("consultant")
    robin.get_by_role("button", name="Check this row again").click()
    expect(page.get_by_text("Line 4 can be enrolled now.")).to_be_visible()


def test_a_long_list_shows_how_far_it_is(world: World, open_page: Any, see: See, settings: Any) -> None:
    settings.LEADERSHIP_LIST_AT_ONCE_ROWS = 1
    page = open_page(width=390, user=world.lead)
    page.goto("/trust/lists/")
    page.get_by_label("Or paste the rows here").fill(
        "Name\tEmail\nImagined, Dr Ada\tada@trust.example\nBashir Madeup\tbashir@trust.example\n"
    )
    page.get_by_role("button", name="Check the spreadsheet").click()
    page.get_by_role("button", name="Check the list").click()

    expect(page.get_by_text("The file is being read.")).to_be_visible()
    expect(page.get_by_role("link", name="Refresh")).to_be_visible()
    see(page, "lists_waiting")
    page.get_by_role("button", name="Stop and choose the columns again").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Match the columns")


def test_a_list_that_cannot_be_read_says_why(world: World, open_page: Any, see: See, settings: Any) -> None:
    context = lead_context(world.lead, now=clock.now())
    settings.LEADERSHIP_LIST_AT_ONCE_ROWS = 0
    page = open_page(width=390, user=world.lead)
    page.goto("/trust/lists/")
    page.get_by_label("Or paste the rows here").fill("Name\tEmail\nAda Imagined\tada@trust.example\n")
    page.get_by_role("button", name="Check the spreadsheet").click()
    page.get_by_role("button", name="Check the list").click()
    uid = page.url.rstrip("/").rsplit("/", 1)[1]
    importing.give_up(
        type(context).system("a test", now=context.now),
        import_uid=uid,
        code="open_quote",
        params={"line": 7},
    )

    page.reload()

    expect(page.get_by_text("A quotation mark near line 7 is opened and not closed.")).to_be_visible()
    see(page, "lists_unreadable")
