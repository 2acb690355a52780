"""A corpus of odd files, each with exactly what is read from it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lms.enrolment.lists import cells, columns, tables
from lms.enrolment.lists.problems import UnreadableList
from lms.enrolment.lists.template import csv_text
from tests.enrolment.lists.files import ADA, BASHIR, HEADING, text, with_formula_values, workbook

BOTH = [
    ("Ada", "Imagined", "ada@trust.example", "0000001"),
    ("Bashir", "Madeup", "bashir@trust.example", "0000002"),
]
PLAIN = text(HEADING, ADA, BASHIR)
ZOE = ("Zoë", "Müller", "zoe@trust.example", "")
WELSH = ("Siân", "Ŵyn", "sian@trust.example", "")


def read(content: bytes, *, encoding: str = "", sheet: str = "") -> list[tuple[str, ...]]:
    """Names, address and number of each row, with the columns as they are guessed."""
    return [
        (row.given_name, row.family_name, row.email, row.gmc_number)
        for row in parsed(content, encoding, sheet)
    ]


def parsed(content: bytes, encoding: str = "", sheet: str = "") -> list[cells.Parsed]:
    layout = tables.look(content, encoding=encoding, sheet=sheet)
    mapping = columns.guess(layout.header, layout.sample)
    with tables.people(content, layout) as rows:
        return [cells.read(line, row, mapping) for line, row in rows]


def hide(name: str) -> Any:
    def change(book: Any) -> None:
        book[name].sheet_state = "hidden"

    return change


def titled(book: Any) -> None:
    sheet = book["Staff"]
    sheet.insert_rows(1, 3)
    sheet["A1"] = "Consultants of Northvale (invented)"
    sheet.merge_cells("A1:D1")
    sheet["A2"] = "Printed 3 August 2026"
    sheet.merge_cells("A2:D2")


CORPUS: dict[str, tuple[bytes, list[tuple[str, ...]]]] = {
    "comma": (PLAIN.encode(), BOTH),
    "semicolon": (text(HEADING, ADA, BASHIR, by=";").encode(), BOTH),
    "tab": (text(HEADING, ADA, BASHIR, by="\t").encode(), BOTH),
    "bar": (text(HEADING, ADA, BASHIR, by="|").encode(), BOTH),
    "windows line ends": (text(HEADING, ADA, BASHIR, end="\r\n").encode(), BOTH),
    "old mac line ends": (text(HEADING, ADA, BASHIR, end="\r").encode(), BOTH),
    "utf-8 with mark": (b"\xef\xbb\xbf" + text(HEADING, WELSH).encode(), [WELSH]),
    "utf-16 with mark": (text(HEADING, WELSH, by="\t").encode("utf-16"), [WELSH]),
    "utf-16 big end first": (b"\xfe\xff" + text(HEADING, ZOE).encode("utf-16-be"), [ZOE]),
    "utf-16 without mark": (text(HEADING, ZOE).encode("utf-16-le"), [ZOE]),
    "windows-1252": (
        text(HEADING, ("Zoë", "O’Neill", "zoe@trust.example", "")).encode("cp1252"),
        [("Zoë", "O’Neill", "zoe@trust.example", "")],
    ),
    "iso 8859-1": (text(HEADING, ZOE).encode("latin-1"), [ZOE]),
    "excel's separator line": (b"sep=;\r\n" + text(HEADING, ADA, by=";").encode(), BOTH[:1]),
    "separator line against the look": (
        b"sep=|\n" + text(HEADING, ("A, B", "C", "a@b.example", ""), by="|").encode(),
        [("A, B", "C", "a@b.example", "")],
    ),
    "title rows above": (
        (text(("Northvale (invented)",), ("Consultants, August",), ("",)) + PLAIN).encode(),
        BOTH,
    ),
    "empty rows and columns": (
        text(("", *HEADING, ""), ("",), ("", *ADA, ""), ("", "", ""), ("", *BASHIR, ""), ("", "")).encode(),
        BOTH,
    ),
    "headings in capitals with stars": (
        text(("FORENAME *", "SURNAME *", "E-Mail Address (work)", "GMC Ref. No."), ADA).encode(),
        BOTH[:1],
    ),
    "another order, columns of no use": (
        text(
            ("Payroll", "Email", "GMC no", "Surname", "First name"),
            ("77", "ada@trust.example", "0000001", "Imagined", "Ada"),
        ).encode(),
        BOTH[:1],
    ),
    "welsh headings": (text(("Enw cyntaf", "Cyfenw", "E-bost", "Rhif GMC"), ADA).encode(), BOTH[:1]),
    "headings by a part of them": (
        text(
            ("Legal first name", "Legal surname", "Preferred email for contact", "GMC membership"), ADA
        ).encode(),
        BOTH[:1],
    ),
    "whole names, family first": (
        text(("Name", "Email"), ('"Imagined, Dr Ada"', "ada@trust.example")).encode(),
        [("Ada", "Imagined", "ada@trust.example", "")],
    ),
    "whole names, given first": (
        text(("Name", "Email"), ("Prof. Mary Ann Madeup", "mary@trust.example")).encode(),
        [("Mary Ann", "Madeup", "mary@trust.example", "")],
    ),
    "non-breaking and unseen spaces": (
        text(HEADING, ("\u00a0Ada\u00a0", "Imagined\u200b", " ada@trust.example\u00a0", "0000 001")).encode(),
        BOTH[:1],
    ),
    "numbers that were numbers": (
        text(HEADING, ("Ada", "Imagined", "ada@trust.example", "1234567.0")).encode(),
        [("Ada", "Imagined", "ada@trust.example", "1234567")],
    ),
    "numbers as formulas of text": (
        text(HEADING, ("Ada", "Imagined", "ada@trust.example", '"=""0000001"""')).encode(),
        BOTH[:1],
    ),
    "apostrophe before a number": (
        text(HEADING, ("Ada", "Imagined", "ada@trust.example", "'0000001")).encode(),
        BOTH[:1],
    ),
    "addresses from a mail program": (
        text(
            HEADING,
            ("Ada", "Imagined", "Ada Imagined <ADA@trust.example>;", "C0000001"),
            ("Bashir", "Madeup", "mailto:bashir@trust.example", "0000002"),
            by="\t",
        ).encode(),
        BOTH,
    ),
    "a total at the end": ((PLAIN + text(("Total", "2", "", ""))).encode(), BOTH),
    "headings repeated on each page": (
        (PLAIN + text(HEADING) + text(("Cai", "Pretend", "c@trust.example", ""))).encode(),
        [*BOTH, ("Cai", "Pretend", "c@trust.example", "")],
    ),
    "a line break within a cell": (
        text(HEADING, ('"Ada\nMary"', "Imagined", "ada@trust.example", "")).encode(),
        [("Ada Mary", "Imagined", "ada@trust.example", "")],
    ),
    "short rows": (
        (text(HEADING) + "Ada,Imagined,ada@trust.example\n").encode(),
        [("Ada", "Imagined", "ada@trust.example", "")],
    ),
    "template": (csv_text().encode(), [("Ada", "Example", "ada.example@trust.example", "1234567")]),
    "workbook": (workbook(Staff=[HEADING, ADA, BASHIR]), BOTH),
    "workbook with numbers": (
        workbook(
            Staff=[
                HEADING,
                ("Ada", "Imagined", "ada@trust.example", 1234567),
                ("Bashir", "Madeup", "bashir@trust.example", 7654321.0),
            ]
        ),
        [
            ("Ada", "Imagined", "ada@trust.example", "1234567"),
            ("Bashir", "Madeup", "bashir@trust.example", "7654321"),
        ],
    ),
    "workbook with merged titles": (workbook(titled, Staff=[HEADING, ADA, BASHIR]), BOTH),
    "workbook with empty rows and columns": (
        workbook(Staff=[(), (None, *HEADING), (), (None, *ADA), (), (None, *BASHIR), ()]),
        BOTH,
    ),
    "workbook with notes first": (
        workbook(Notes=[("Read me",), ("Nothing here",)], Staff=[HEADING, ADA]),
        BOTH[:1],
    ),
    "workbook with a hidden sheet": (
        workbook(hide("Old"), Old=[HEADING, BASHIR], New=[HEADING, ADA]),
        BOTH[:1],
    ),
    "workbook with formulas": (
        with_formula_values(
            workbook(Staff=[HEADING, ("Ada", "Imagined", '=LOWER("ADA@TRUST.EXAMPLE")', "0000001")]),
            "ada@trust.example",
        ),
        BOTH[:1],
    ),
    "workbook with a total": (workbook(Staff=[HEADING, ADA, BASHIR, ("Total:", 2)]), BOTH),
}


@pytest.mark.parametrize("name", sorted(CORPUS))
def test_an_odd_file_reads_as_it_was_meant(name: str) -> None:
    content, wanted = CORPUS[name]

    assert read(content) == wanted


def test_without_headings() -> None:
    """Addresses and numbers are known by how they look; names are for the lead to point at."""
    content = text(("Ada Imagined", "ada@trust.example", "0000001")).encode()

    layout = tables.look(content)

    assert layout.header_line == 0
    assert columns.guess(layout.header, layout.sample) == ["", "email", "gmc_number"]
    with tables.people(content, layout) as rows:
        assert list(rows) == [(1, ["Ada Imagined", "ada@trust.example", "0000001"])]


def test_the_corpus_is_large_enough() -> None:
    assert len(CORPUS) >= 40


def test_lines_are_those_of_the_file() -> None:
    content = ("Title\n\n" + text(HEADING, ('"Ada\nMary"', "I", "a@b.example", ""), BASHIR)).encode()

    assert [row.line for row in parsed(content)] == [4, 6]


def test_letters_of_another_encoding_are_read_when_somebody_says_so() -> None:
    content = text(HEADING, ("Łukasz", "Zając", "l@trust.example", "")).encode("iso8859-2")

    assert read(content) == [("£ukasz", "Zaj±c", "l@trust.example", "")]
    assert read(content, encoding="iso8859-2") == [("Łukasz", "Zając", "l@trust.example", "")]


def test_sheets_that_are_not_read_are_named() -> None:
    content = workbook(
        hide("Old"), Notes=[("x",)], Staff=[HEADING, ADA], Old=[HEADING], More=[HEADING, BASHIR]
    )

    layout = tables.look(content)

    assert (layout.sheet, layout.other_sheets, layout.hidden_sheets) == ("Staff", ["Notes", "More"], ["Old"])
    assert read(content, sheet="More") == BOTH[1:]
    assert read(content, sheet="Old") == BOTH[:1]


def test_a_total_with_people_after_it_is_a_row_to_be_mended() -> None:
    content = (text(HEADING, ("Total", "1", "", "")) + text(ADA)).encode()

    assert [(row.line, [fault.code for fault in row.bad]) for row in parsed(content)] == [
        (2, ["missing", "gmc_number"][:1]),
        (3, []),
    ]


def test_dates_and_errors_are_text() -> None:
    content = workbook(Staff=[(*HEADING, "specialty"), (*ADA, date(2026, 8, 5)), (*BASHIR, "#N/A")])

    assert [row.specialty for row in parsed(content)] == ["2026-08-05", "#N/A"]


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("Consultants", "consultant"),
        ("ST5", "specialty"),
        ("CT1-2", "core"),
        ("F2", "fy2"),
        ("fy1", "fy1"),
        ("GP trainee", "gp_trainee"),
        ("-", ""),
    ],
)
def test_grades_are_known_by_many_words(cell: str, wanted: str) -> None:
    row = cells.read(2, ["Ada", "I", "a@b.example", cell], ["given_name", "family_name", "email", "grade"])

    assert (row.grade, row.bad) == (wanted, [])


@pytest.mark.parametrize(
    ("column", "cell", "code", "params"),
    [
        ("given_name", "", "missing", {}),
        ("given_name", "=cmd|' /C calc'!A0", "not_a_name", {}),
        ("given_name", "<script>alert(1)</script>", "not_a_name", {}),
        ("given_name", "see https://evil.example", "not_a_name", {}),
        ("given_name", "x" * 81, "long", {"most": 80}),
        ("email", "bashir at trust", "not_an_email", {}),
        ("email", "", "missing", {}),
        ("gmc_number", "12345", "gmc_short", {"count": 5}),
        ("gmc_number", "12345678", "gmc_form", {}),
        ("gmc_number", "9999998", "gmc_unknown", {}),
        ("grade", "professor", "grade", {"given": "professor"}),
    ],
)
def test_a_bad_cell_says_what_is_wrong(column: str, cell: str, code: str, params: dict[str, Any]) -> None:
    values = {"given_name": "Ada", "family_name": "I", "email": "a@b.example", "gmc_number": "", "grade": ""}
    values[column] = cell

    row = cells.read(2, list(values.values()), list(values))

    assert [fault.as_json() for fault in row.bad] == [{"column": column, "code": code, "params": params}]
    assert getattr(row, column) == ""


@pytest.mark.parametrize("cell", ["SAS", "SAS doctor", "sas doctors"])
def test_a_word_for_several_grades_is_a_question(cell: str) -> None:
    row = cells.read(2, ["Ada", "I", "a@b.example", cell], ["given_name", "family_name", "email", "grade"])

    assert (row.grade, row.bad) == ("", [])
    (asked,) = row.questions
    assert (asked.code, asked.params) == (
        "grade_several",
        {"given": cell, "grades": ["specialty_doctor", "specialist", "associate_specialist"]},
    )


def test_a_number_that_has_lost_its_zero_is_a_question() -> None:
    row = cells.read(
        2, ["Ada", "I", "a@b.example", "123456"], ["given_name", "family_name", "email", "gmc_number"]
    )

    assert (row.gmc_number, row.bad) == ("", [])
    assert [fault.as_json() for fault in row.questions] == [
        {"column": "gmc_number", "code": "gmc_lost_zero", "params": {"proposal": "0123456"}}
    ]


@pytest.mark.parametrize("name", ["O’Neill", "D'Souza", "Anne-Marie", "Müller-Löwe", "N'Golo", "林"])
def test_names_of_all_kinds_are_names(name: str) -> None:
    row = cells.read(2, ["Ada", name, "a@b.example"], ["given_name", "family_name", "email"])

    assert (row.family_name, row.bad) == (name, [])


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        (["given_name", "email"], "Say which columns hold: family name."),
        (["", ""], "Say which columns hold: given name, family name, email."),
        (["full_name", ""], "Say which columns hold: email."),
        (
            ["given_name", "family_name", "email", "email"],
            "Two columns are given as email. Keep one of them.",
        ),
    ],
)
def test_names_and_an_address_are_needed(mapping: list[str], message: str) -> None:
    with pytest.raises(UnreadableList) as caught:
        columns.refuse_incomplete(mapping)

    assert str(caught.value) == message
