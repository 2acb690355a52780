"""Excel workbooks: looked over as an archive first, then read row by row without formulas or markup."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from importlib import import_module
from typing import Any
from xml.etree.ElementTree import ParseError

from lms.enrolment.lists import limits
from lms.enrolment.lists.problems import UnreadableList
from lms.enrolment.lists.text import Row

CHUNK = 1 << 20
FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
BROKEN = (
    zipfile.BadZipFile,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OverflowError,
    EOFError,
    RuntimeError,
)
"""What openpyxl and the zip reader raise for files that are no proper workbooks, beside openpyxl's own."""


@dataclass(frozen=True)
class Sheets:
    visible: list[str]
    hidden: list[str]


def refuse_unsafe(content: bytes) -> None:
    """Number of entries, sizes and markup of the archive, before anything of it is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_large(archive)
            for entry in archive.infolist():
                _refuse_entities(archive, entry)
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError):
        raise UnreadableList("not_workbook") from None


def _refuse_large(archive: zipfile.ZipFile) -> None:
    if "xl/workbook.xml" not in archive.namelist():
        raise UnreadableList("not_workbook")
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > limits.max_entries() or unpacked > limits.max_unpacked_bytes():
        raise UnreadableList("large_workbook")


def _refuse_entities(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """No document type in any part, in whatever encoding: zeros are left out before looking."""
    if not entry.filename.lower().endswith((".xml", ".rels")):
        return
    tail = b""
    with archive.open(entry) as part:
        while chunk := part.read(CHUNK):
            seen = tail + chunk.replace(b"\x00", b"")
            if any(mark in seen for mark in FORBIDDEN):
                raise UnreadableList("unsafe_workbook")
            tail = seen[-16:]


@contextmanager
def opened(content: bytes) -> Iterator[Any]:
    """The workbook, read-only, with the values that its formulas had when it was saved."""
    book: Any = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = _openpyxl().load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
            yield book
    except UnreadableList:
        raise
    except (*BROKEN, _openpyxl().utils.exceptions.InvalidFileException):
        raise UnreadableList("not_workbook") from None
    finally:
        if book is not None:
            book.close()


def sheets(book: Any) -> Sheets:
    named: dict[bool, list[str]] = {True: [], False: []}
    for sheet in book.worksheets:
        named[sheet.sheet_state == "visible"].append(sheet.title)
    return Sheets(named[True], named[False])


def rows(book: Any, sheet: str) -> Iterator[Row]:
    page = book[sheet]
    # The size that a file declares is often wrong.
    page.reset_dimensions()
    for number, values in enumerate(page.iter_rows(max_col=limits.MAX_COLUMNS, values_only=True), 1):
        yield number, [as_text(value) for value in values]


def as_text(value: Any) -> str:
    """A cell as somebody reads it on the screen: whole numbers have no point, dates no midnight."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)


@cache
def _openpyxl() -> Any:
    """Loaded when the first workbook comes: it brings NumPy where that is installed, a fifth of a second."""
    return import_module("openpyxl")
