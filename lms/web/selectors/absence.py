"""What an absence would change before it is recorded or cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kernel.access import Viewer
from lms.calendar import selectors as calendar
from lms.calendar.models import Absence
from lms.calendar.rules import Away, due_on


@dataclass(frozen=True)
class Move:
    title: str
    programme: str
    before: date
    after: date


def moves_if_away(viewer: Viewer, *, starts_on: date, ends_on: date) -> list[Move]:
    """The due dates that recording these days would move."""
    there = [_away(row) for row in calendar.absences(viewer)]
    return _moves(viewer, [*there, Away(starts_on, ends_on)])


def moves_if_cancelled(viewer: Viewer, absence: Absence) -> list[Move]:
    """The due dates that would move back."""
    rest = [_away(row) for row in calendar.absences(viewer) if row.pk != absence.pk]
    return _moves(viewer, rest)


def _away(row: Absence) -> Away:
    return Away(row.starts_on, row.ends_on)


def _moves(viewer: Viewer, absences: Sequence[Away]) -> list[Move]:
    found = []
    dues = list(calendar.open_due_dates(viewer))
    pauses = calendar.pauses(viewer, enrolment_ids={due.enrolment_id for due in dues})
    for due in dues:
        start = date.fromisoformat(due.derivation["start"])
        away = [*absences, *pauses.get(due.enrolment_id, ())]
        extra = int(due.derivation.get("extra_days", 0))
        after = due_on(start, int(due.derivation["days"]), away, extra_days=extra).on
        if after != due.due_on:
            found.append(Move(due.requirement.title, due.enrolment.version.title, due.due_on, after))
    return found
