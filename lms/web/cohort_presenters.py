"""Cohorts in words: where they stand, their timeline, and what other dates would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.calendar.presenters import in_words
from lms.enrolment.enums import State
from lms.enrolment.models import Cohort, Contract
from lms.web.desk_presenters import grouped
from lms.web.selectors.cohorts import Dated, Moving


@dataclass(frozen=True)
class CohortLine:
    """One row of the list: the days that have passed are its small timeline."""

    cohort: Any
    words: str
    days: int
    passed: int


def cohort_line(cohort: Any, *, on: date) -> CohortLine:
    days = (cohort.ends_on - cohort.starts_on).days + 1
    passed = min(max((on - cohort.starts_on).days, 0), days)
    return CohortLine(cohort, where_it_stands(cohort, on=on), days, passed)


def where_it_stands(cohort: Cohort, *, on: date) -> str:
    if on < cohort.starts_on:
        ahead = (cohort.starts_on - on).days
        return ngettext("Begins in %(n)d day", "Begins in %(n)d days", ahead) % {"n": ahead}
    if on > cohort.ends_on:
        return _("Ended on %(day)s") % {"day": in_words(cohort.ends_on)}
    weeks = (cohort.ends_on - cohort.starts_on).days // 7 + 1
    week = (on - cohort.starts_on).days // 7 + 1
    return _("Week %(week)d of %(weeks)d") % {"week": week, "weeks": weeks}


def cohort_sentence(cohort: Any, late: int) -> str:
    """The answer to *how does this cohort do*."""
    if not cohort.people:
        return _("Nobody is in this cohort yet.")
    started = ngettext(
        "%(started)s of %(people)s doctor has started",
        "%(started)s of %(people)s doctors have started",
        cohort.people,
    ) % {"started": grouped(cohort.started), "people": grouped(cohort.people)}
    if not late:
        return _("%(started)s; nothing is overdue.") % {"started": started}
    dates = ngettext("%(n)s date is overdue.", "%(n)s dates are overdue.", late) % {"n": grouped(late)}
    return f"{started}; {dates}"


@dataclass(frozen=True)
class Stop:
    """One stop of a timeline. ``look`` is *past*, *here* or *ahead*."""

    day: date
    title: str
    words: str
    look: str


def timeline(cohort: Cohort, modules: Sequence[Dated], *, on: date) -> list[Stop]:
    """First day, dated modules, last day, and today among them."""

    def look(day: date) -> str:
        return "past" if day < on else "ahead"

    first, last = cohort.starts_on, cohort.ends_on
    stops = [Stop(first, _("First day"), "", look(first))]
    stops += [Stop(each.due_on, each.title, _how_many(each), look(each.due_on)) for each in modules]
    stops.append(Stop(last, _("Last day"), "", look(last)))
    if first <= on <= last:
        stops.append(Stop(on, _("Today"), "", "here"))
    order = {"past": 0, "here": 1, "ahead": 2}
    return sorted(stops, key=lambda stop: (stop.day, order[stop.look]))


def _how_many(each: Dated) -> str:
    if not each.people:
        return ""
    words = _("%(met)s of %(people)s have done it") % {
        "met": grouped(each.met),
        "people": grouped(each.people),
    }
    if not each.late:
        return words
    late = ngettext("%(n)s is late", "%(n)s are late", each.late) % {"n": grouped(each.late)}
    return f"{words}; {late}"


@dataclass(frozen=True)
class Shift:
    """One date before and after."""

    title: str
    before: str
    after: str

    @property
    def moves(self) -> bool:
        return self.before != self.after


def shifts(before: Cohort, after: Cohort, modules: Sequence[Dated]) -> list[Shift]:
    """Every date of the cohort as it is and as it would be, with its day of the week."""
    by = after.starts_on - before.starts_on
    dates = [(_("First day"), before.starts_on, after.starts_on)]
    dates += [(_("Due: %(module)s") % {"module": m.title}, m.due_on, m.due_on + by) for m in modules]
    dates.append((_("Last day"), before.ends_on, after.ends_on))
    return [Shift(title, weekday(old), weekday(new)) for title, old, new in dates]


def shifts_of_place(last: date, ends_on: date, dates: Sequence[tuple[str, date, date]]) -> list[Shift]:
    """The open dates of one place and its last day, as they are and as they would be."""
    found = [(_("Due: %(module)s") % {"module": title}, old, new) for title, old, new in dates]
    found.append((_("Last day"), last, ends_on))
    return [Shift(title, weekday(old), weekday(new)) for title, old, new in found]


def planned(cohort: Cohort, modules: Sequence[Dated]) -> list[tuple[str, str]]:
    """The dates of a cohort that is to be made."""
    dates = [(_("First day"), cohort.starts_on)]
    dates += [(_("Due: %(module)s") % {"module": m.title}, m.due_on) for m in modules]
    dates.append((_("Last day"), cohort.ends_on))
    return [(title, weekday(day)) for title, day in dates]


def weekday(day: date) -> str:
    """``Friday 5 August 2026``."""
    return date_format(day, "l j F Y")


def warnings(cohort: Cohort, contract: Contract, last_date: date | None) -> list[str]:
    """``last_date`` is the latest on which something is due for who starts on the first day."""
    found = []
    if last_date is not None and last_date > cohort.ends_on:
        found.append(
            _("The last date of the programme is %(latest)s, after the last day of the cohort, %(last)s.")
            % {"latest": in_words(last_date), "last": in_words(cohort.ends_on)}
        )
    if cohort.starts_on < contract.starts_on or cohort.ends_on > contract.ends_on:
        found.append(
            _("The contract runs from %(first)s to %(last)s, and the cohort does not lie within it.")
            % {"first": in_words(contract.starts_on), "last": in_words(contract.ends_on)}
        )
    if cohort.capacity > contract.seats:
        found.append(
            _("The cohort has %(places)s places and the contract %(seats)s seats.")
            % {"places": grouped(cohort.capacity), "seats": grouped(contract.seats)}
        )
    return found


def last_date(before: Cohort, after: Cohort, modules: Sequence[Dated]) -> date | None:
    """The latest date of a cohort as it would be; the modules are dated as it is."""
    by = after.starts_on - before.starts_on
    return max((each.due_on + by for each in modules), default=None)


def consequences(before: Cohort, after: Cohort, moves: Moving) -> list[str]:
    """What changing a cohort does, line by line; nothing where nothing changes."""
    lines = []
    if after.name != before.name:
        lines.append(_("The name becomes “%(name)s”.") % {"name": after.name})
    if after.capacity != before.capacity:
        lines.append(
            _("There are %(after)s places in place of %(before)s.")
            % {"after": grouped(after.capacity), "before": grouped(before.capacity)}
        )
    if after.starts_on != before.starts_on:
        lines += _start_moves(before, after, moves)
    if after.ends_on != before.ends_on:
        text = ngettext(
            "%(n)s place ends on the new last day; one that was extended by itself keeps its own.",
            "%(n)s places end on the new last day; those that were extended by themselves keep their own.",
            moves.ending,
        )
        lines.append(text % {"n": grouped(moves.ending)})
    return lines


def _start_moves(before: Cohort, after: Cohort, moves: Moving) -> list[str]:
    days = abs((after.starts_on - before.starts_on) // timedelta(days=1))
    by = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    text = ngettext(
        "%(n)s doctor who has accepted starts on the new day: open dates and reminders move by %(by)s.",
        "%(n)s doctors who have accepted start on the new day: open dates and reminders move by %(by)s.",
        moves.accepted,
    )
    lines = [text % {"n": grouped(moves.accepted), "by": by}]
    if moves.invited:
        text = ngettext(
            "%(n)s who is invited starts on it too.", "%(n)s who are invited start on it too.", moves.invited
        )
        lines.append(text % {"n": grouped(moves.invited)})
    return lines


STATE_ORDER = (
    State.INVITED,
    State.ACTIVE,
    State.DEFERRED,
    State.COMPLETED,
    State.DECLINED,
    State.EXPIRED,
    State.WITHDRAWN,
)


def state_tiles(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """Value, label and number of each state that somebody is in; the first three always."""
    return [
        (state.value, str(state.label), counts.get(state, 0))
        for state in STATE_ORDER
        if counts.get(state) or state in STATE_ORDER[:2]
    ]
