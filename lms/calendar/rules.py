"""How a due date comes about: so many days after the start, of which days of absence do not count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict

DAYS_AFTER_START = "days_after_start"
ONE_DAY = timedelta(days=1)


class DerivationJson(TypedDict):
    rule: str
    start: str
    days: int
    absence_days: int


@dataclass(frozen=True, order=True)
class Away:
    """Days of absence, first and last included."""

    first: date
    last: date


@dataclass(frozen=True)
class Derivation:
    """A due date and the numbers behind it."""

    on: date
    rule: str
    start: date
    days: int
    absence_days: int

    def as_json(self) -> DerivationJson:
        return {
            "rule": self.rule,
            "start": self.start.isoformat(),
            "days": self.days,
            "absence_days": self.absence_days,
        }


def due_on(start: date, days: int, absences: Iterable[Away] = ()) -> Derivation:
    """The day on which ``days`` days without absence have passed since ``start``.

    An absence that falls before that day moves it, the moved day may meet another absence, and so on. Days
    in several absences count once, and the day itself is never one of absence.
    """
    first_counted = start + ONE_DAY if days else start
    on = start + timedelta(days=days)
    for away in sorted(absences):
        first = max(away.first, first_counted)
        if first > on:
            break
        if away.last >= first:
            on += away.last - first + ONE_DAY
            first_counted = away.last + ONE_DAY
    return Derivation(
        on=on, rule=DAYS_AFTER_START, start=start, days=days, absence_days=(on - start).days - days
    )
