"""An uploaded list in words: its tabs, its rows, what confirming does, what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.access import Viewer
from lms.enrolment import list_selectors as reading
from lms.enrolment.enums import RowState
from lms.enrolment.lists import words
from lms.enrolment.models import EnrolmentImport, ImportRow
from lms.people.enums import Grade
from lms.web.list_forms import RowForm

TABS = (RowState.DECIDE, RowState.BAD, RowState.NEW, RowState.ALREADY, RowState.LEFT_OUT)


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    count: int
    is_here: bool


def tabs(counts: Mapping[str, int], *, here: str) -> list[Tab]:
    return [Tab(each, str(each.label), counts.get(each, 0), each == here) for each in TABS]


def first_tab(counts: Mapping[str, int]) -> str:
    """What needs the lead comes before what does not."""
    return next((str(each) for each in TABS[:3] if counts.get(each)), str(RowState.NEW))


@dataclass(frozen=True)
class Line:
    """One row on the screen, with what can be done about it."""

    row: ImportRow
    said: list[words.Said]
    choices: list[tuple[str, str]]
    form: RowForm | None

    @property
    def name(self) -> str:
        return f"{self.row.given_name} {self.row.family_name}".strip()

    @property
    def grade(self) -> str:
        return str(Grade(self.row.grade).label) if self.row.grade else ""

    @property
    def reason(self) -> str:
        return words.reason(self.row.faults, self.row.choice)


def lines(
    upload: EnrolmentImport, rows: list[ImportRow], *, typed: Mapping[int, QueryDict] = MappingProxyType({})
) -> list[Line]:
    """``typed`` is what stands in the cells of a line that is not kept yet."""
    return [line(upload, row, typed.get(row.line)) for row in rows]


def line(upload: EnrolmentImport, row: ImportRow, typed: QueryDict | None = None) -> Line:
    said = words.said(row.faults)
    mendable = row.state in (RowState.BAD, RowState.DECIDE)
    form = RowForm(typed, upload=upload, row=row, said=said) if mendable else None
    choices = words.choices(row.faults) if row.state not in (RowState.ALREADY, RowState.LEFT_OUT) else []
    return Line(row, said, choices, form)


def check_sentence(counts: Mapping[str, int]) -> str:
    """The heading of the check: how many can be enrolled."""
    new = counts.get("new", 0)
    if not new:
        return _("Nobody new can be enrolled")
    shown = number_format(new, force_grouping=True)
    return ngettext("%(n)s person can be enrolled", "%(n)s people can be enrolled", new) % {"n": shown}


def state_after(row: ImportRow) -> str:
    """What a mended or decided row has become."""
    return {
        RowState.NEW: _("Line %(line)s can be enrolled now."),
        RowState.ALREADY: _("Line %(line)s is somebody who is enrolled already."),
        RowState.DECIDE: _("Line %(line)s needs a decision."),
        RowState.BAD: _("Line %(line)s still cannot be used."),
        RowState.LEFT_OUT: _("Line %(line)s is left out."),
    }[RowState(row.state)] % {"line": row.line}


def left_out_heading(upload: EnrolmentImport) -> list[str]:
    """The columns as the file has them; nameless ones by their number."""
    header = upload.layout.get("header", [])
    named = [cell or _("Column %(n)s") % {"n": n} for n, cell in enumerate(header, 1)]
    return [*named, _("Reason")]


def left_out_rows(viewer: Viewer, upload: EnrolmentImport) -> Iterator[tuple[Any, ...]]:
    rows = reading.rows_of(viewer, upload, reading.UNUSED)
    for row in rows.iterator(chunk_size=1000):
        yield (*row.cells, words.reason(row.faults, row.choice))
