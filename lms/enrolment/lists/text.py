"""Text with separators: which encoding, which separator, which rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from lms.enrolment.lists.limits import MAX_COLUMNS
from lms.enrolment.lists.problems import UnreadableList

ENCODINGS = (
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "cp1252",
    "iso8859-2",
    "iso8859-14",
    "iso8859-15",
)
"""What a list may be read as. The last three only where somebody says so: bytes do not tell them apart."""

DELIMITERS = ",;\t|"
LONGEST_CELL_LINES = 5
_separator_line = re.compile(r"sep=(.)[\r\n]*", re.IGNORECASE)
_other_controls = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

Row = tuple[int, list[str]]


def encoding_of(content: bytes) -> str:
    """UTF-8 proves itself, UTF-16 has its mark or its zeros; everything else is what Windows writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = content[:2000]
    if head.count(0) > len(head) // 4:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def decode(content: bytes, encoding: str) -> str:
    if encoding not in ENCODINGS:
        raise UnreadableList("not_text")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "cp1252":
            raise UnreadableList("not_text") from None
        # Five bytes mean nothing in Windows-1252; ISO 8859-1 takes every byte and is otherwise the same.
        text = content.decode("latin-1")
    if _other_controls.search(text):
        raise UnreadableList("not_text")
    return text.removeprefix("\ufeff")


def delimiter_of(text: str) -> str:
    """What Excel's own first line says, or the separator that makes the most even rows."""
    said = _separator_line.fullmatch(text.split("\n", 1)[0])
    if said:
        return said[1]
    head = [line for line in text[:20_000].splitlines()[:20] if line.strip()]
    return max(DELIMITERS, key=lambda each: _evenness(head, each))


def _evenness(lines: list[str], delimiter: str) -> tuple[int, int]:
    """How many lines have the commonest number of cells, more than one; then that number."""
    counts = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter) if len(cells) > 1)
    if not counts:
        return (0, 0)
    width, lines_with = max(counts.items(), key=lambda item: (item[1], item[0]))
    return (lines_with, width)


def rows(text: str, delimiter: str) -> Iterator[Row]:
    """Rows with the line of the file on which each begins; Excel's separator line is none."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            _refuse_odd(cells, begins)
            if not (begins == 1 and _separator_line.fullmatch(delimiter.join(cells) or " ")):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error:
        raise UnreadableList("line", line=begins) from None


def _refuse_odd(cells: list[str], line: int) -> None:
    if any(cell.count("\n") > LONGEST_CELL_LINES for cell in cells):
        raise UnreadableList("open_quote", line=line)
    if len(cells) > MAX_COLUMNS and any(cell.strip() for cell in cells[MAX_COLUMNS:]):
        raise UnreadableList("wide", most=MAX_COLUMNS)
