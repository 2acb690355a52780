"""When somebody will have finished by their own dates, and whom a closing date comes too early for. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from lms.enrolment.enums import State
from lms.enrolment.retiring import GroupKey, closing_of


class Alike(NamedTuple):
    """So many people of one group who have the same dates."""

    group: GroupKey
    state: str
    starts_on: date
    length: int
    """Of their version, in days."""
    last_due: date | None
    """The last of their dates that is still open."""
    answer_by: date | None
    people: int


@dataclass
class Concerned:
    """The people of one group, as far as a closing date goes."""

    closes_on: date
    people: int = 0
    invited: int = 0
    paused: int = 0
    late: int = 0
    """Who would not have finished by then."""
    last: date | None = None
    """When the last of them will have."""

    @property
    def learning(self) -> int:
        return self.people - self.invited - self.paused


def expected_end(each: Alike) -> date:
    """By their dates where they have any; else by the length of the programme from the day they begin.

    Whoever is invited may answer on the last day. Who is paused goes on later, nobody knows when.
    """
    if each.last_due is not None:
        return each.last_due
    begins = each.starts_on
    if each.state == State.INVITED and each.answer_by is not None:
        begins = max(begins, each.answer_by)
    return begins + timedelta(days=each.length)


def concerned(
    rows: Iterable[Alike], *, closes_on: date, later: Mapping[GroupKey, date]
) -> dict[GroupKey, Concerned]:
    """By group; each by its own closing date."""
    found: dict[GroupKey, Concerned] = {}
    counts: dict[GroupKey, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each in rows:
        closes = closing_of(each.group, later, closes_on=closes_on)
        group = found.setdefault(each.group, Concerned(closes))
        end = expected_end(each)
        group.people += each.people
        group.late += each.people if end > group.closes_on else 0
        group.last = max(group.last or end, end)
        counts[each.group][each.state] += each.people
    for key, group in found.items():
        group.invited, group.paused = counts[key][State.INVITED], counts[key][State.DEFERRED]
    return found
