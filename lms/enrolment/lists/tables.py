"""A file as a table: how it is read, where its heading is, and its rows of people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from lms.enrolment.lists import columns, limits, text, workbook
from lms.enrolment.lists.problems import UnreadableList
from lms.enrolment.lists.text import Row

_total = re.compile(r"(grand |sub)?totals?\b|sum\b|count\b|number of\b|end of\b|cyfanswm\b", re.IGNORECASE)
_invisible = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


@dataclass
class Layout:
    """How a file is read; kept with the list, so that it is read the same way every time."""

    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    other_sheets: list[str] = field(default_factory=list)
    hidden_sheets: list[str] = field(default_factory=list)
    header_line: int = 0
    """The line of the heading, or 0 where the people begin at once."""
    header: list[str] = field(default_factory=list)
    sample: list[list[str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def tidy(cell: str) -> str:
    """One line, single spaces, nothing that cannot be seen."""
    return " ".join(_invisible.sub("", cell).split())[: limits.MAX_CELL]


def look(content: bytes, *, encoding: str = "", sheet: str = "") -> Layout:
    """How the file is to be read; ``encoding`` and ``sheet`` where somebody has chosen."""
    if not content.strip():
        raise UnreadableList("empty")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableList("old_workbook")
    if content.startswith(b"PK\x03\x04"):
        return _look_into_workbook(content, sheet)
    encoding = encoding or text.encoding_of(content)
    decoded = text.decode(content, encoding)
    layout = Layout("text", encoding=encoding, delimiter=text.delimiter_of(decoded))
    return _with_heading(layout, text.rows(decoded, layout.delimiter))


def _look_into_workbook(content: bytes, chosen: str) -> Layout:
    workbook.refuse_unsafe(content)
    with workbook.opened(content) as book:
        found = workbook.sheets(book)
        wanted = [chosen] if chosen in found.visible else found.visible
        layouts = [_look_at_sheet(book, name, found) for name in wanted]
    there = [layout for layout in layouts if layout is not None]
    if not there:
        raise UnreadableList("no_sheet")
    # The first that names the most columns of ours; max keeps the first of equals.
    return max(there, key=lambda layout: min(columns.recognised(layout.header), 2))


def _look_at_sheet(book: Any, name: str, found: workbook.Sheets) -> Layout | None:
    others = [other for other in found.visible if other != name]
    layout = Layout("workbook", sheet=name, other_sheets=others, hidden_sheets=found.hidden)
    try:
        return _with_heading(layout, workbook.rows(book, name))
    except UnreadableList as problem:
        if problem.code == "empty":
            return None
        raise


def _with_heading(layout: Layout, rows: Iterator[Row]) -> Layout:
    head: list[Row] = []
    for line, cells in islice(rows, 5000):
        tidied = [tidy(cell) for cell in cells]
        if any(tidied):
            head.append((line, tidied))
        if len(head) >= limits.HEADER_WITHIN + limits.SAMPLE:
            break
    if not head:
        raise UnreadableList("empty")
    at = _heading(head[: limits.HEADER_WITHIN])
    below = head[at + 1 :] if at is not None else head
    # A column with neither heading nor content is none; what a row has beyond the heading is kept nameless.
    width = max(_filled(cells) for _line, cells in (head[at:] if at is not None else head))
    if width > limits.MAX_COLUMNS:
        raise UnreadableList("wide", most=limits.MAX_COLUMNS)
    layout.header_line = head[at][0] if at is not None else 0
    layout.header = padded(head[at][1], width) if at is not None else [""] * width
    layout.sample = [padded(cells, width) for _line, cells in below[: limits.SAMPLE]]
    return layout


def _filled(cells: Sequence[str]) -> int:
    return max((number for number, cell in enumerate(cells, 1) if cell), default=0)


def padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]


def _heading(head: Sequence[Row]) -> int | None:
    """The row that names the most columns of ours; else the one before the first address; else none."""
    best = max(range(len(head)), key=lambda number: columns.recognised(head[number][1]))
    if columns.recognised(head[best][1]) >= 2:
        return best
    first = next((n for n, (_line, cells) in enumerate(head) if any("@" in cell for cell in cells)), None)
    if first is None:
        return best
    return first - 1 if first else None


@contextmanager
def people(content: bytes, layout: Layout) -> Iterator[Iterator[Row]]:
    """The rows of people, tidied and of equal width; neither repeated headings nor totals at the end."""
    if layout.kind == "text":
        decoded = text.decode(content, layout.encoding)
        yield _people(text.rows(decoded, layout.delimiter), layout)
        return
    workbook.refuse_unsafe(content)
    with workbook.opened(content) as book:
        yield _people(workbook.rows(book, layout.sheet), layout)


def _people(rows: Iterator[Row], layout: Layout) -> Iterator[Row]:
    width, count = len(layout.header), 0
    totals: list[Row] = []
    for line, cells in rows:
        if line <= layout.header_line:
            continue
        row = (line, padded([tidy(cell) for cell in cells], width))
        if not any(row[1]) or (layout.header_line and row[1] == layout.header):
            continue
        if _is_total(row[1]):
            totals.append(row)
            continue
        # Something follows: what looked like a total is somebody whose row is to be mended.
        for each in [*totals, row]:
            count += 1
            if count > limits.max_rows():
                raise UnreadableList("too_many", most=limits.max_rows())
            yield each
        totals = []
    if not count:
        raise UnreadableList("no_people")


def _is_total(cells: Sequence[str]) -> bool:
    first = next((cell for cell in cells if cell), "")
    return bool(_total.match(first)) and not any("@" in cell for cell in cells)
