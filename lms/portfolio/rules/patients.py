"""A gentle look for what may tell who a patient is: it finds shapes, not people, warns and never blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LONG_AGO = 10
"""Years: what a doctor reflects on is younger, so that an older day is likely to be one of birth."""
MOST = 8
"""Findings told at once."""


class Sign(StrEnum):
    NUMBER = "number"
    BIRTH = "birth"
    NAME = "name"


@dataclass(frozen=True)
class Finding:
    sign: Sign
    words: str


NUMBER = re.compile(r"(?<![\d-])(?:\d{3}[ -]\d{3}[ -]\d{4}|\d{10})(?![\d-])")
DAY = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\d)")
BORN = re.compile(
    r"\b(?:d\.?\s?o\.?\s?b\.?|date of birth|born(?: on)?|dyddiad geni|ganwyd(?: ar)?)[\s:]{0,3}"
    r"(\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}(?:st|nd|rd|th)?\s+\w{3,12},?\s+\d{2,4})\b",
    re.IGNORECASE,
)
NAME = re.compile(r"\b(?:Mr|Mrs|Miss|Ms|Mx|Master|Bnr)\.?\s+(?:[A-Z]\.?\s+)?[A-ZŴŶ][\w'’-]*")


def findings(*texts: str, on: date) -> list[Finding]:
    """What stands out, each once, in the order in which it is written."""
    found: dict[Finding, None] = {}
    for text in texts:
        found.update(dict.fromkeys(_in(text, on)))
    return list(found)[:MOST]


def _in(text: str, on: date) -> Iterator[Finding]:
    for number in NUMBER.finditer(text):
        yield Finding(Sign.NUMBER, number[0])
    told = [born[1] for born in BORN.finditer(text)]
    for words in told:
        yield Finding(Sign.BIRTH, words)
    for day in DAY.finditer(text):
        if not any(day[0] in words for words in told) and _is_long_ago(day, on):
            yield Finding(Sign.BIRTH, day[0])
    for name in NAME.finditer(text):
        yield Finding(Sign.NAME, name[0])


def _is_long_ago(found: re.Match[str], on: date) -> bool:
    day, month, year = (int(found[place]) for place in (1, 2, 3))
    if len(found[3]) == 2:
        year += 2000 if year <= on.year % 100 else 1900
    return 1 <= day <= 31 and 1 <= month <= 12 and 1900 <= year < on.year - LONG_AGO
