"""Lists as files: the same rows as the screen, safe to open in a spreadsheet, sent as they are read."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.http import StreamingHttpResponse

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LINES_AT_ONCE = 200
"""What is handed to the web server in one piece: a piece costs it as much as many lines."""


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def safe(value: object) -> str:
    """A cell that no spreadsheet runs: what would start a formula is led in by an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip().startswith(FORMULA_STARTS) else text


def csv_lines(heading: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    writer: Any = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([safe(cell) for cell in heading])
    for row in rows:
        yield writer.writerow([safe(cell) for cell in row])


def in_blocks(lines: Iterable[str]) -> Iterator[str]:
    waiting = iter(lines)
    while block := "".join(islice(waiting, LINES_AT_ONCE)):
        yield block


def csv_response(
    name: str, heading: Sequence[object], rows: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        in_blocks(csv_lines(heading, rows)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
