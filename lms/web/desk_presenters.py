"""The trust desk's figures in words, on the screen and in its export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.calendar.presenters import explain, in_words
from lms.enrolment.enums import State
from lms.web.selectors.desk import Summary

LOOKS = {State.ACTIVE: "here", State.COMPLETED: "done", State.EXPIRED: "late", State.DECLINED: "late"}


def desk_sentence(figures: Summary) -> str:
    """The answer to *how do my people do*, before anything else."""
    if not figures.people:
        return _("Nobody is enrolled yet.")
    started = ngettext(
        "%(started)s of %(people)s doctor has started",
        "%(started)s of %(people)s doctors have started",
        figures.people,
    ) % {"started": figures.started, "people": figures.people}
    if not figures.needs_you:
        return _("%(started)s; nobody needs you.") % {"started": started}
    need = ngettext("%(n)s needs you.", "%(n)s need you.", figures.needs_you) % {"n": figures.needs_you}
    return f"{started}; {need}"


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
    def name(self) -> str:
        return str(self.row.person.full_name)

    @property
    def cohort(self) -> str:
        return str(self.row.cohort or "")

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
    "Invited at",
)


def export_rows(rows: Any, *, on: date) -> Iterator[tuple[object, ...]]:
    """The same people as the screen, one row each."""
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
            row.invited_as,
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
        DueLine(due, explain(due.derivation, for_trust=True), due.met_at is None and due.due_on < on)
        for due in dues
        if due.met_at is not None or state == State.ACTIVE
    ]


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
