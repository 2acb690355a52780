"""Tables of a study in words: for pages, and for files that leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from engagement.studies.enums import NUMBERS, SHARES, CareerPoint, HeldBack, Polarity, Table
from engagement.studies.models import ReleasedFigure
from engagement.studies.rules.tables import OTHERS, Figure
from lms.reports.rounding import percent

Line = Figure | ReleasedFigure
"""A figure as the team reads it, or as it was released."""


@dataclass(frozen=True)
class Row:
    label: str
    cells: list[tuple[str, str]]
    """Each with its heading."""
    held_back: str = ""
    left: int = 0
    """How many columns stand empty where it is held back."""


@dataclass(frozen=True)
class Shown:
    code: str
    title: str
    of: str
    headings: list[str]
    rows: list[Row]
    note: str = ""


def shown(figures: Sequence[Line]) -> list[Shown]:
    found = []
    for table in Table:
        lines = [each for each in figures if each.table == table]
        if lines:
            headings = _headings(table)
            rows = [_row(table, each, headings) for each in lines]
            title = capfirst(str(table.label))
            found.append(Shown(table.value, title, _of(table), headings, rows, _note(lines)))
    return found


def _note(lines: Sequence[Line]) -> str:
    if not any(each.line and each.mean is not None for each in lines):
        return ""
    return _("The range is told of everybody only: in a group its two ends would be two people.")


def _of(table: Table) -> str:
    return _("Theme") if table is Table.THEMES else _("Group")


def _headings(table: Table) -> list[str]:
    if table is Table.PEOPLE:
        return [_("People")]
    if table is Table.YEAR:
        return [_("People"), _("Range")]
    if table in NUMBERS:
        return [_("People"), _("Range"), _("Mean")]
    if table in SHARES:
        return [_("How many"), _("In percent")]
    return [_("Spoken of as"), _("Stage"), _("How many")]


def _row(table: Table, figure: Line, headings: Sequence[str]) -> Row:
    about = (
        [str(Polarity(figure.polarity).label), str(CareerPoint(figure.point).label)] if figure.point else []
    )
    if figure.held_back:
        cells = list(zip(headings, map(capfirst, about), strict=False))
        why = capfirst(str(HeldBack(figure.held_back).label))
        return Row(_label(figure), cells, why, len(headings) - len(cells))
    values = [*map(capfirst, about), *_values(table, figure)]
    return Row(_label(figure), list(zip(headings, values, strict=True)))


def _label(figure: Line) -> str:
    if figure.line == OTHERS:
        return _("Other groups, put together")
    return figure.line or _("Everybody")


def _values(table: Table, figure: Line) -> list[str]:
    people = str(figure.n)
    if table is Table.PEOPLE:
        return [people]
    if table in NUMBERS:
        ends = "–" if figure.lowest is None else f"{figure.lowest}–{figure.highest}"
        whole = [people, ends]
        return whole if table is Table.YEAR else [*whole, number_format(figure.mean or 0, decimal_pos=1)]
    share = _("%(count)s of %(n)s") % {"count": figure.count, "n": figure.n}
    if table is Table.THEMES:
        return [share]
    return [share, _("%(percent)s %%") % {"percent": percent(figure.count or 0, figure.n or 0)}]


CSV_HEADING = ("table", "group", "spoken of as", "stage", "n", "x", "lowest", "highest", "mean", "held back")


def csv_rows(figures: Sequence[Line]) -> Iterator[tuple[object, ...]]:
    """Figures and the names of groups and themes: no words of anybody's."""
    for each in figures:
        group = "others" if each.line == OTHERS else each.line or "all"
        numbers = (each.n, each.count, each.lowest, each.highest, each.mean)
        yield (str(each.table), group, each.polarity, each.point, *numbers, each.held_back)
