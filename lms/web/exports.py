"""Lists as files, CSV or Excel: the rows of the screen, safe to open, never all of them in memory."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from itertools import islice
from typing import Any

from django.http import StreamingHttpResponse

CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
CHUNK = 1 << 16
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LINES_AT_ONCE = 200
"""What is handed to the web server in one piece: a piece costs it as much as many lines."""
READ_OTHERWISE = (*FORMULA_STARTS, "#")
"""What a workbook would take for a formula or for the code of an error."""
WIDTH = 20

Heading = Sequence[object]
Rows = Iterable[Sequence[object]]


def file_response(kind: str, name: str, heading: Heading, rows: Rows) -> StreamingHttpResponse:
    """``name`` is that of the file, without its ending."""
    written = xlsx_chunks(name, heading, rows) if kind == XLSX else in_blocks(csv_lines(heading, rows))
    return StreamingHttpResponse(
        written,
        content_type=TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'},
    )


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def safe(value: object) -> str:
    """A cell that no spreadsheet runs: what would start a formula is led in by an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip().startswith(FORMULA_STARTS) else text


def csv_lines(heading: Heading, rows: Rows) -> Iterator[str]:
    writer: Any = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([safe(cell) for cell in heading])
    for row in rows:
        yield writer.writerow([safe(cell) for cell in row])


def in_blocks(lines: Iterable[str]) -> Iterator[str]:
    waiting = iter(lines)
    while block := "".join(islice(waiting, LINES_AT_ONCE)):
        yield block


def xlsx_chunks(name: str, heading: Heading, rows: Rows) -> Iterator[bytes]:
    """A workbook of one sheet, written row by row into a file that is gone when it has been sent."""
    book = _openpyxl().Workbook(write_only=True)
    sheet: Any = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for column in range(1, len(heading) + 1):
        sheet.column_dimensions[_openpyxl().utils.get_column_letter(column)].width = WIDTH
    sheet.append([_bold(sheet, cell) for cell in heading])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _cell(sheet: Any, value: object) -> object:
    """Numbers as numbers, all else as the words that they are: never a formula, also after editing."""
    if isinstance(value, int):
        return value
    text = _allowed("" if value is None else str(value))
    return _as_words(sheet, text) if text.startswith(READ_OTHERWISE) else text


def _as_words(sheet: Any, text: str) -> Any:
    cell: Any = _openpyxl().cell.WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _bold(sheet: Any, value: object) -> Any:
    cell = _as_words(sheet, _allowed(str(value)))
    cell.quotePrefix = False
    cell.font = _openpyxl().styles.Font(bold=True)
    return cell


def _allowed(text: str) -> str:
    found: str = _openpyxl().cell.cell.ILLEGAL_CHARACTERS_RE.sub("", text)
    return found


@cache
def _openpyxl() -> Any:
    """Loaded with the first workbook: it brings NumPy where that is installed, a fifth of a second."""
    return import_module("openpyxl")
