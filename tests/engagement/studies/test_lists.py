"""Sampling frames and career tables as spreadsheets have them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engagement.studies import lists
from engagement.studies.enums import PostKind
from engagement.studies.services.people import CareerData, Held, Listed, Told
from engagement.waves.population import UnusableList

HEADING = "pseudonym,consented on,specialty group,birth year,in post,sessions,programmes,post,from,until"


def careers(*lines: str) -> bytes:
    return "\n".join([HEADING, *lines]).encode()


def test_a_frame() -> None:
    content = "Name;Organisation;Source;Checked against\nDr A;Northvale;own knowledge;directory\nDr B;;;\n"

    assert lists.read_frame(content.encode()) == [
        Listed("Dr A", "Northvale", "own knowledge", "directory"),
        Listed("Dr B"),
    ]


def test_a_frame_needs_names() -> None:
    with pytest.raises(UnusableList, match="no column “name”"):
        lists.read_frame(b"organisation,source\nNorthvale,a list\n")


def test_posts_of_one_participant_stand_in_lines_of_their_own() -> None:
    told = lists.read_careers(
        careers(
            "P01,2026-09-01,Psychiatry,1961,yes,0.5,a course; another,other,1998-04,31/08/2003",
            "P01,,,,,,,chief executive,2003,",
            "P02,2026-09-02,,,no,0,none,,,",
        )
    )

    posts = (
        Held(PostKind.OTHER, date(1998, 4, 1), date(2003, 8, 31)),
        Held(PostKind.CHIEF_EXECUTIVE, date(2003, 1, 1)),
    )
    first = CareerData("", "Psychiatry", 1961, True, Decimal("0.5"), ("a course", "another"), posts)
    assert told == [
        Told("P01", first, date(2026, 9, 1)),
        Told("P02", CareerData(in_post=False, sessions=Decimal("0.0"), programmes=()), date(2026, 9, 2)),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",,,,,,,,,x", "no pseudonym"),
        ("P01,soon,,,,,,,,", "“soon” is no day"),
        ("P01,,,61,,,,,,", "“61” is no birth year"),
        ("P01,,,,perhaps,,,,,", "neither yes nor no"),
        ("P01,,,,,many,,,,", "“many” is no number of sessions"),
        ("P01,,,,,99,,,,", "“99” is no number of sessions"),
        ("P01,,,,,,,clerk,2003,", "neither chief executive nor other"),
        ("P01,,,,,,,,2003,2001", "ends before it begins"),
        ("P01,,,,,,,,1066,", "“1066” is no day"),
        (f"{'P' * 21},,,,,,,,,", "too long"),
    ],
)
def test_each_faulty_line_is_named(line: str, said: str) -> None:
    with pytest.raises(UnusableList) as problem:
        lists.read_careers(careers("P00,2026-09-01,,,,,,,,", line))

    (fault,) = problem.value.faults
    assert (fault.line, said in fault.message) == (3, True)


def test_the_templates_can_be_read() -> None:
    assert len(lists.read_frame(lists.frame_template().encode())) == 1
    (told,) = lists.read_careers(lists.careers_template().encode())
    assert len(told.career.posts) == 2
