"""The trust desk's figures in words, on the screen and in its export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from kernel.clock import local_date
from lms.calendar.presenters import explain, in_words
from lms.enrolment.enums import OPEN_STATES, DeferReason, State
from lms.enrolment.models import Extension, Note, Transition
from lms.people.selectors import names_of_users
from lms.web.selectors.desk import Seats, Summary
from lms.web.selectors.last_days import Beyond

LOOKS = {State.ACTIVE: "here", State.COMPLETED: "done", State.EXPIRED: "late", State.DECLINED: "late"}
NEAR = 6
"""Cohorts of a contract on the desk's home."""


def desk_sentence(figures: Summary) -> str:
    """The answer to *how do my people do*, before anything else."""
    if not figures.people:
        return _("Nobody is enrolled yet.")
    started = ngettext(
        "%(started)s of %(people)s doctor has started",
        "%(started)s of %(people)s doctors have started",
        figures.people,
    ) % {"started": grouped(figures.started), "people": grouped(figures.people)}
    if not figures.needs_you:
        return _("%(started)s; nobody needs you.") % {"started": started}
    need = ngettext("%(n)s needs you.", "%(n)s need you.", figures.needs_you) % {
        "n": grouped(figures.needs_you)
    }
    return f"{started}; {need}"


def grouped(number: int) -> str:
    """With a comma between the thousands, or what the language has there."""
    return number_format(number, force_grouping=True)


@dataclass(frozen=True)
class Contracted:
    """The seats of one contract, with those of its cohorts that the desk's home has room for."""

    seats: Seats
    near: list[Any]

    @property
    def has_more(self) -> bool:
        return len(self.seats.cohorts) > len(self.near)


def contracted(found: list[Seats], *, on: date) -> list[Contracted]:
    return [Contracted(each, nearest(each.cohorts, on=on)[:NEAR]) for each in found]


def nearest(cohorts: list[Any], *, on: date) -> list[Any]:
    """Those that run first, then those that come, then those that have ended, the nearest day first."""

    def distance(cohort: Any) -> tuple[int, int]:
        if cohort.ends_on < on:
            return 2, (on - cohort.ends_on).days
        return int(cohort.starts_on > on), abs((cohort.starts_on - on).days)

    return sorted(cohorts, key=distance)


@dataclass(frozen=True)
class Line:
    """One row of the list of enrolments."""

    row: Any
    percent: int
    is_overdue: bool

    @property
    def next_due(self) -> date | None:
        """No date counts for somebody who has paused, ended or not begun."""
        return self.row.next_due if self.row.state == State.ACTIVE else None

    @property
    def waiting_since(self) -> date | None:
        """Since when something of theirs is with its markers."""
        if self.row.state != State.ACTIVE or self.row.waiting_since is None:
            return None
        return local_date(self.row.waiting_since)

    @property
    def name(self) -> str:
        return str(self.row.person.full_name)

    @property
    def cohort(self) -> str:
        return str(self.row.cohort or "")

    @property
    def mail_refused(self) -> bool:
        """Only while mail is still to go to them."""
        return bool(self.row.mail_refused) and self.row.state in OPEN_STATES

    @property
    def expected_back(self) -> date | None:
        return self.row.resumes_on if self.row.state == State.DEFERRED else None

    @property
    def state_look(self) -> str:
        return LOOKS.get(self.row.state, "")

    @property
    def state(self) -> str:
        return str(State(self.row.state).label)


def line(row: Any, *, on: date) -> Line:
    progress = getattr(row, "progress", None)
    late = row.state == State.ACTIVE and row.next_due is not None and row.next_due < on
    return Line(row, progress.percent if progress else 0, late)


EXPORT_HEADING = (
    "Family name",
    "Given name",
    "Programme",
    "Cohort",
    "State",
    "Progress in %",
    "Next due",
    "Overdue",
    "Waiting for marking since",
    "Expected back",
    "Invited at",
    "Mail refused",
)


EXPORTED = (
    "state",
    "resumes_on",
    "invited_as",
    "person__family_name",
    "person__given_name",
    "version__title",
    "cohort__name",
    "progress__percent",
)


def export_rows(rows: Any, *, on: date) -> Iterator[tuple[object, ...]]:
    """The same people as the screen, one row each, read with no more than is written of them."""
    rows = rows.select_related(None).select_related("person", "version", "cohort", "progress").only(*EXPORTED)
    for row in rows.iterator(chunk_size=1000):
        each = line(row, on=on)
        yield (
            row.person.family_name,
            row.person.given_name,
            row.version.title,
            each.cohort,
            each.state,
            each.percent,
            each.next_due.isoformat() if each.next_due else "",
            _("yes") if each.is_overdue else "",
            each.waiting_since.isoformat() if each.waiting_since else "",
            each.expected_back.isoformat() if each.expected_back else "",
            row.invited_as,
            _("yes") if each.mail_refused else "",
        )


@dataclass(frozen=True)
class DueLine:
    due: Any
    reason: str
    is_overdue: bool


def due_lines(dues: Any, *, state: str, on: date) -> list[DueLine]:
    """Dates with their derivation as a trust may read it: by how many days, never why.

    Off an active enrolment only what was met is left to say: no other date counts.
    """
    return [
        DueLine(due, explain(due.derivation, for_trust=True), due.is_overdue(on))
        for due in dues
        if due.met_at is not None or state == State.ACTIVE
    ]


def beyond_sentence(beyond: Beyond | None) -> str:
    """Dates after the last day of a place: nothing ends them, and the desk says so before somebody asks."""
    if beyond is None:
        return ""
    words = {"last": in_words(beyond.last_day), "latest": in_words(beyond.latest)}
    if beyond.count is None:
        return (
            _("Who accepts today has dates up to %(latest)s, and the last day of the place is %(last)s.")
            % words
        )
    text = ngettext(
        "%(n)s date lies after the last day of the place, %(last)s: it is %(latest)s.",
        "%(n)s dates lie after the last day of the place, %(last)s: the latest is %(latest)s.",
        beyond.count,
    )
    return text % {**words, "n": grouped(beyond.count)}


REASONS: Mapping[str, Any] = {
    **dict(DeferReason.choices),
    "not_on_full_list": _lazy("not on the full list"),
    "linked": _lazy("the doctor was on the programme already, and that place is now yours"),
}


@dataclass(frozen=True)
class Happening:
    """One line of what happened to a place."""

    at: datetime
    words: str


def history(transitions: Iterable[Transition], extensions: Iterable[Extension]) -> list[Happening]:
    """Changes of state with their reasons, and extensions, in order."""
    lines = [Happening(each.at, _changed(each)) for each in transitions]
    lines += [Happening(each.at, _extended(each)) for each in extensions]
    return sorted(lines, key=lambda line: line.at)


def _changed(each: Transition) -> str:
    state = str(State(each.to_state).label)
    reason = REASONS.get(each.reason)
    return _("%(state)s: %(reason)s") % {"state": state, "reason": reason} if reason else state


def _extended(each: Extension) -> str:
    text = ngettext(
        "extended by %(days)d day, to %(last)s", "extended by %(days)d days, to %(last)s", each.days
    )
    return text % {"days": each.days, "last": in_words(each.ends_on)}


@dataclass(frozen=True)
class NoteLine:
    at: datetime
    by: str
    text: str


def note_lines(notes: Iterable[Note]) -> list[NoteLine]:
    """Latest first, with the names of those who wrote them."""
    found = list(notes)
    names = names_of_users({note.by_id for note in found}) if found else {}
    return [NoteLine(note.at, names.get(note.by_id, ""), note.text) for note in found]


def confirm_sentence(count: int, *, left: int) -> str:
    """What confirming a list does, before it is done."""
    text = ngettext(
        "%(n)s person is invited and takes %(n)s seat; %(left)s are left after that.",
        "%(n)s people are invited and take %(n)s seats; %(left)s are left after that.",
        count,
    )
    return text % {"n": count, "left": left - count}


def in_full(on: date) -> str:
    return in_words(on)
