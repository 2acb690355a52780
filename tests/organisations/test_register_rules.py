"""Each line of the register is judged by itself."""

from datetime import date

import pytest

from lms.organisations.rules.register import RegisterRow, RowProblem, read_register


def line(**cells: str) -> str:
    values = [""] * 27
    values[0], values[1], values[2] = "R0A", "MANCHESTER UNIVERSITY NHS FOUNDATION TRUST", "Y62"
    values[7], values[9], values[10] = "MANCHESTER", "M13 9WL", "20171001"
    for place, value in cells.items():
        values[int(place.removeprefix("c"))] = value
    return ",".join(f'"{value}"' for value in values) + "\n"


def test_a_line_becomes_a_row() -> None:
    rows = list(read_register([line(c11="20260331")]))

    assert rows == [
        RegisterRow(
            line=1,
            ods_code="R0A",
            name="Manchester University NHS Foundation Trust",
            national_grouping="Y62",
            town="Manchester",
            postcode="M13 9WL",
            opened_on=date(2017, 10, 1),
            closed_on=date(2026, 3, 31),
        )
    ]


def test_a_code_need_not_have_three_characters() -> None:
    rows = list(read_register([line(c0="G6V2S")]))

    assert [row.ods_code for row in rows if isinstance(row, RegisterRow)] == ["G6V2S"]


@pytest.mark.parametrize(
    ("broken", "what"),
    [
        (line(c0="R0"), "“R0” is not an ODS code."),
        (line(c0="r0a"), "“r0a” is not an ODS code."),
        (line(c0="ABCDEFG"), "“ABCDEFG” is not an ODS code."),
        (line(c0=""), "“” is not an ODS code."),
        (line(c1=""), "The name is missing."),
        (line(c1="X" * 201), "The name is longer than 200 characters."),
        (line(c2="Y62X"), "“Y62X” is not a national grouping."),
        (line(c9="somewhere"), "“somewhere” is not a postcode."),
        (line(c10="2017101"), "“2017101” is not a date."),
        (line(c10="20171301"), "“20171301” is not a date."),
        (line(c10="01/10/2017"), "“01/10/2017” is not a date."),
        (line(c11="20160101"), "The organisation closes before it opens."),
        (line(c1="A\x00B"), "The line holds a control character."),
        ('"R0A","NAME"\n', "The line has 2 columns, not 27."),
        ('"R0A"x,"NAME"\n', "The quotation marks do not pair up."),
    ],
)
def test_a_line_that_cannot_be_used_says_why_and_stops_no_other(broken: str, what: str) -> None:
    first, second = read_register([broken, line(c0="R0B")])

    assert isinstance(first, RowProblem)
    assert (first.line, str(first.what)) == (1, what)
    assert str(first.mend).endswith(".")
    assert isinstance(second, RegisterRow)
    assert (second.line, second.ods_code) == (2, "R0B")


def test_a_code_given_twice_names_the_first_line() -> None:
    first, second = read_register([line(), line(c1="ANOTHER NHS TRUST")])

    assert isinstance(first, RegisterRow)
    assert isinstance(second, RowProblem)
    assert str(second) == "2: The code R0A stands on line 1 already. Keep one of the two lines."


def test_empty_lines_are_passed_over() -> None:
    assert list(read_register(["\n", ",,,\n", "   \n"])) == []
