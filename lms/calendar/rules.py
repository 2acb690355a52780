"""How a due date comes about: so many days after the start, and those by which the place was extended.

Days of absence and of a pause do not count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NotRequired, TypedDict

DAYS_AFTER_START = "days_after_start"
ONE_DAY = timedelta(days=1)


class DerivationJson(TypedDict):
    rule: str
    start: str
    days: int
    absence_days: int
    paused_days: NotRequired[int]
    extra_days: NotRequired[int]


@dataclass(frozen=True, order=True)
class Away:
    """Days of absence or of a pause, first and last included."""

    first: date
    last: date
    is_pause: bool = False


@dataclass(frozen=True)
class Derivation:
    """A due date and the numbers behind it."""

    on: date
    rule: str
    start: date
    days: int
    absence_days: int
    paused_days: int = 0
    extra_days: int = 0

    def as_json(self) -> DerivationJson:
        found: DerivationJson = {
            "rule": self.rule,
            "start": self.start.isoformat(),
            "days": self.days,
            "absence_days": self.absence_days,
        }
        if self.paused_days:
            found["paused_days"] = self.paused_days
        if self.extra_days:
            found["extra_days"] = self.extra_days
        return found


def pauses(changes: Iterable[tuple[int, bool, date]]) -> Mapping[int, list[Away]]:
    """Ended pauses of each enrolment, from its changes in order: (enrolment, whether it paused, day).

    The day of pausing does not count, the day of going on does.
    """
    found: dict[int, list[Away]] = defaultdict(list)
    since: dict[int, date] = {}
    for enrolment_id, has_paused, day in changes:
        if has_paused:
            since[enrolment_id] = day
        elif (first := since.pop(enrolment_id, day)) < day:
            found[enrolment_id].append(Away(first, day - ONE_DAY, is_pause=True))
    return found


def due_on(start: date, days: int, away: Iterable[Away] = (), *, extra_days: int = 0) -> Derivation:
    """The day on which ``days`` and ``extra_days`` days without absence or pause have passed since ``start``.

    An absence that falls before that day moves it, the moved day may meet another absence, and so on. Days
    in several absences count once, and the day itself is never one of absence.
    """
    first_counted = start + ONE_DAY if days + extra_days else start
    on = start + timedelta(days=days + extra_days)
    paused_days = 0
    for each in sorted(away):
        first = max(each.first, first_counted)
        if first > on:
            break
        if each.last >= first:
            moved = each.last - first + ONE_DAY
            on += moved
            paused_days += moved.days if each.is_pause else 0
            first_counted = each.last + ONE_DAY
    return Derivation(
        on=on,
        rule=DAYS_AFTER_START,
        start=start,
        days=days,
        absence_days=(on - start).days - days - extra_days - paused_days,
        paused_days=paused_days,
        extra_days=extra_days,
    )
