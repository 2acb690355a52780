"""The desk's lists as files: CSV and Excel say the same, and neither runs anything."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from lms.people.models import Person
from lms.web import exports
from tests.factories import trusts
from tests.factories.courses import World, make_world

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = '=HYPERLINK("http://evil.example")'
LISTS = ("/trust/enrolments", "/trust/reminders")


@pytest.fixture
def desk(world: World, as_user: Any) -> Client:
    client: Client = as_user(world.lead)
    return client


def in_excel(response: Any) -> list[list[Any]]:
    """The rows as Excel shows them; whatever is a formula fails."""
    (sheet,) = load_workbook(io.BytesIO(b"".join(response.streaming_content))).worksheets
    assert [cell for row in sheet.iter_rows() for cell in row if cell.data_type in ("f", "e")] == []
    return [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)]


def in_csv(response: Any) -> list[list[str]]:
    """The rows without the apostrophes that keep formulas from running."""
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return [[cell.removeprefix("'") for cell in row] for row in csv.reader(io.StringIO(text))]


def rename(person: Person, family_name: str) -> None:
    Person.objects.unscoped(reason="a test").filter(pk=person.pk).update(family_name=family_name)


@pytest.mark.parametrize("address", LISTS)
def test_both_files_say_the_same(world: World, desk: Client, address: str) -> None:
    world.enrolled()
    second, _third = world.invite("second@mail.example", "third@mail.example")
    rename(second.person, FORMULA)

    excel = desk.get(f"{address}.xlsx")

    name = address.rpartition("/")[2]
    assert excel["Content-Type"] == EXCEL
    assert excel["Content-Disposition"] == f'attachment; filename="{name}.xlsx"'
    rows = [[str(value) for value in line] for line in in_excel(excel)]
    assert rows == in_csv(desk.get(f"{address}.csv"))
    assert len(rows) > 2
    assert FORMULA in {cell for line in rows for cell in line}


def test_the_file_has_the_rows_of_the_screen(world: World, desk: Client) -> None:
    world.enrolled()
    world.invite("second@mail.example", "third@mail.example")
    query = "?state=invited&sort=invited"

    screen = [line.row.invited_as for line in desk.get(f"/trust/enrolments/{query}").context["lines"]]
    heading, *rows = in_excel(desk.get(f"/trust/enrolments.xlsx{query}"))

    assert heading[:4] == ["Family name", "Given name", "Programme", "Cohort"]
    assert [row[heading.index("Invited at")] for row in rows] == screen
    assert len(screen) == 2
    assert {row[heading.index("Progress in %")] for row in rows} == {0}
    link = f'<a href="/trust/enrolments.xlsx{query.replace("&", "&amp;")}">Download this list for Excel</a>'
    assert link in desk.get(f"/trust/enrolments/{query}").content.decode()


def test_what_a_list_left_out_keeps_its_leading_zeros(world: World, desk: Client) -> None:
    pasted = "given name,family name,email,GMC number\n+Ada,King,not an address,0012345\n"
    sent = desk.post("/trust/lists/", {"place": str(world.contract.uid), "pasted": pasted})
    desk.post(sent.url, {"c0": "given_name", "c1": "family_name", "c2": "email", "c3": "gmc_number"})
    address = sent.url.replace("columns/", "left-out")

    heading, row = in_excel(desk.get(f"{address}.xlsx"))

    assert heading == ["given name", "family name", "email", "GMC number", "Reason"]
    assert row[:4] == ["+Ada", "King", "not an address", "0012345"]
    assert [heading, row] == in_csv(desk.get(f"{address}.csv"))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "==",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1+1",
        "#N/A",
        "#REF!",
        "plain",
        "007",
        "1e5",
        "TRUE",
        "2026-09-01",
    ],
)
def test_every_cell_is_the_words_that_it_was(text: str) -> None:
    file = io.BytesIO(b"".join(exports.xlsx_chunks("list", ["=Heading"], [[text]])))
    sheet = load_workbook(file).worksheets[0]

    assert [(cell.value, cell.data_type) for (cell,) in sheet.iter_rows()] == [("=Heading", "s"), (text, "s")]
    assert sheet["A2"].quotePrefix is text.startswith(exports.READ_OTHERWISE)


def test_numbers_are_numbers_and_what_excel_cannot_hold_goes() -> None:
    rows = [[41, None, "a\x00b\x0bc", "x" * 40_000]]
    file = io.BytesIO(b"".join(exports.xlsx_chunks("list", ["A", "B", "C", "D"], rows)))

    _heading, row = load_workbook(file).worksheets[0].iter_rows(values_only=True)

    assert row == (41, None, "abc", "x" * 32_767)


@pytest.mark.parametrize("address", LISTS)
def test_another_trust_has_none_of_them(world: World, as_user: Any, address: str) -> None:
    world.enrolled()
    client = as_user(make_world("Hillside (invented)").lead)

    assert len(in_excel(client.get(f"{address}.xlsx"))) == 1


@pytest.mark.parametrize("address", LISTS)
def test_who_leads_nothing_has_no_file(db: None, as_user: Any, address: str) -> None:
    user = trusts.make_user()
    trusts.make_person(user)

    assert as_user(user).get(f"{address}.xlsx").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_as_much_as_the_other(
    world: World, desk: Client, django_assert_num_queries: Any, count: int
) -> None:
    world.invite(*(f"doctor{number}@mail.example" for number in range(count)))
    desk.get("/trust/enrolments.xlsx")

    with django_assert_num_queries(7):
        assert len(in_excel(desk.get("/trust/enrolments.xlsx"))) == 1 + count
