"""Improvements in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.improving.enums import Progress
from engagement.improving.models import Improvement
from engagement.improving.selectors import measures_of, words_of

LOOKS = {Progress.PLANNED: "", Progress.UNDER_WAY: "here", Progress.DONE: "done", Progress.DROPPED: ""}


@dataclass(frozen=True)
class Line:
    row: Improvement
    said: str
    doing: str
    language: str
    """Of both."""
    about: str
    state: str
    look: str
    is_late: bool


def lines_of(rows: Iterable[Improvement], *, on: date, language: str) -> list[Line]:
    """What is still to be done first, in the order of its days."""
    found = [_line(row, on, language) for row in rows]
    over = (Progress.DONE, Progress.DROPPED)
    return sorted(found, key=lambda line: line.row.progress in over)


def _line(row: Improvement, on: date, language: str) -> Line:
    about = measures_of(row.wave.version, language=language).get(row.measure, "") if row.measure else ""
    progress = Progress(row.progress)
    is_late = row.due_on < on and progress in (Progress.PLANNED, Progress.UNDER_WAY)
    state: Any = _("Overdue") if is_late else capfirst(str(progress.label))
    return Line(
        row, *words_of(row, language=language), about, state, "late" if is_late else LOOKS[progress], is_late
    )


def sentence(lines: Sequence[Line]) -> str:
    """The answer to what somebody opens the page for."""
    if not lines:
        return _("Nothing has been promised yet")
    done = sum(line.row.progress == Progress.DONE for line in lines)
    late = sum(line.is_late for line in lines)
    said = _("%(done)s of %(all)s done") % {"done": done, "all": len(lines)}
    if not late:
        return said
    overdue = ngettext("%(late)s overdue", "%(late)s overdue", late) % {"late": late}
    return f"{said}, {overdue}"
