"""Odd files as trusts send them, built in code."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl

Rows = Sequence[Sequence[Any]]
HEADING = ("given name", "family name", "email", "GMC number")
ADA = ("Ada", "Imagined", "ada@trust.example", "0000001")
BASHIR = ("Bashir", "Madeup", "bashir@trust.example", "0000002")


def text(*rows: Sequence[str], by: str = ",", end: str = "\n") -> str:
    return "".join(by.join(row) + end for row in rows)


def workbook(change: Callable[[Any], None] | None = None, **pages: Rows) -> bytes:
    """Sheets by name with their rows; ``change`` gets the workbook before it is saved."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in pages.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rewritten(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The same archive with its parts changed by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry)))
    return out.getvalue()


def with_formula_values(content: bytes, value: str) -> bytes:
    """Excel keeps beside each formula what it last came to; openpyxl does not write that."""

    def change(name: str, part: bytes) -> bytes:
        if not name.startswith("xl/worksheets/"):
            return part
        pattern = rb'<c r="(\w+)"( t="\w+")?><f>(.*?)</f><v\s*/?>(</v>)?</c>'
        wanted = rb'<c r="\1" t="str"><f>\3</f><v>' + value.encode() + rb"</v></c>"
        return re.sub(pattern, wanted, part)

    return rewritten(content, change)
