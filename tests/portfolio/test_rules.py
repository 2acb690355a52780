"""What stands out as a patient, and what does not."""

from __future__ import annotations

from datetime import date

import pytest

from lms.portfolio.rules import patients, words
from lms.portfolio.rules.patients import Finding, Sign

ON = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("text", "sign", "found"),
    [
        ("NHS no 943 476 5919.", Sign.NUMBER, "943 476 5919"),
        ("NHS no 943-476-5919.", Sign.NUMBER, "943-476-5919"),
        ("NHS no 9434765919", Sign.NUMBER, "9434765919"),
        ("DOB: 3 May 2024, well", Sign.BIRTH, "3 May 2024"),
        ("d.o.b. 03/05/24", Sign.BIRTH, "03/05/24"),
        ("dyddiad geni 3.5.2019", Sign.BIRTH, "3.5.2019"),
        ("Seen on 12/03/1948", Sign.BIRTH, "12/03/1948"),
        ("Seen on 12/03/48", Sign.BIRTH, "12/03/48"),
        ("I spoke with Mrs Jones.", Sign.NAME, "Mrs Jones"),
        ("Mr. J. O'Neill-Smith waited", Sign.NAME, "Mr. J. O'Neill-Smith"),
        ("Master Tom", Sign.NAME, "Master Tom"),
    ],
)
def test_it_stands_out(text: str, sign: Sign, found: str) -> None:
    assert patients.findings(text, on=ON) == [Finding(sign, found)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "On 12/03/2026 we met; on 1/9/2016 the last time but one.",
        "Call 01632 960 983 12 or 07700 900982.",
        "The trial had 12345678901 rows, and 2026-09-01 is a day.",
        "Dr Jones and Professor Smith spoke; the mrs of nobody.",
        "She was born to lead. Version 99.45.1950 of it.",
        "A grant of 123 456 789 pounds.",
    ],
)
def test_it_does_not(text: str) -> None:
    assert patients.findings(text, on=ON) == []


def test_each_is_told_once_and_few_of_many() -> None:
    assert len(patients.findings("Mr Ab. Mr Ab.", "Mr Ab", on=ON)) == 1
    many = " ".join(f"Mr {name}" for name in ["Ab", "Ac", "Ad", "Ae", "Af", "Ag", "Ah", "Ai", "Aj"])
    assert len(patients.findings(many, on=ON)) == patients.MOST


def test_words_are_tidied() -> None:
    assert words.tidy("a\r\nb\x00c", longest=3) == "a\nb"
    assert words.one_line("  a\n b\x00 ", longest=10) == "a b"
    assert words.is_empty(" \n", ["", " "])
    assert not words.is_empty("", ["", "x"])
