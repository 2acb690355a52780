"""How a due date comes about: so many days after the start, and those by which the place was extended.

Days of absence and of a pause do not count, nor do those on which the work was with its markers. When work
comes back, so many days at least are left for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NotRequired, TypedDict

DAYS_AFTER_START = "days_after_start"
DAYS_AFTER_RETURN = "days_after_return"
ONE_DAY = timedelta(days=1)


class DerivationJson(TypedDict):
    rule: str
    start: str
    days: int
    absence_days: int
    paused_days: NotRequired[int]
    extra_days: NotRequired[int]
    marking_days: NotRequired[int]


@dataclass(frozen=True, order=True)
class Away:
    """Days of absence, of a pause or of waiting for markers, first and last included."""

    first: date
    last: date
    is_pause: bool = False
    is_wait: bool = False


@dataclass(frozen=True)
class Waits:
    """When the work on something was with its markers, and when it last came back."""

    days: tuple[Away, ...] = ()
    came_back_on: date | None = None

    @classmethod
    def of(cls, waited: Iterable[Sequence[str]], came_back_on: date | None) -> Waits:
        parsed = ((date.fromisoformat(first), date.fromisoformat(last)) for first, last in waited)
        return cls(tuple(Away(first, last, is_wait=True) for first, last in parsed), came_back_on)


NO_WAITS = Waits()


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
    marking_days: int = 0

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
        if self.marking_days:
            found["marking_days"] = self.marking_days
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


def due_with_waits(
    start: date, days: int, away: Sequence[Away], *, extra_days: int, waits: Waits, for_changes: int
) -> Derivation:
    """The same with the days at the markers left out; ``for_changes`` days at least are left on return."""
    found = due_on(start, days, (*away, *waits.days), extra_days=extra_days)
    if waits.came_back_on is None:
        return found
    again = due_on(waits.came_back_on, for_changes, (*away, *waits.days))
    return replace(again, rule=DAYS_AFTER_RETURN) if again.on > found.on else found


def due_on(start: date, days: int, away: Iterable[Away] = (), *, extra_days: int = 0) -> Derivation:
    """The day on which ``days`` and ``extra_days`` days that count have passed since ``start``.

    An absence that falls before that day moves it, the moved day may meet another absence, and so on. Days
    in several absences count once, and the day itself is never one of absence.
    """
    first_counted = start + ONE_DAY if days + extra_days else start
    on = start + timedelta(days=days + extra_days)
    paused_days = marking_days = 0
    for each in sorted(away):
        first = max(each.first, first_counted)
        if first > on:
            break
        if each.last >= first:
            moved = each.last - first + ONE_DAY
            on += moved
            paused_days += moved.days if each.is_pause else 0
            marking_days += moved.days if each.is_wait else 0
            first_counted = each.last + ONE_DAY
    return Derivation(
        on=on,
        rule=DAYS_AFTER_START,
        start=start,
        days=days,
        absence_days=(on - start).days - days - extra_days - paused_days - marking_days,
        paused_days=paused_days,
        extra_days=extra_days,
        marking_days=marking_days,
    )
