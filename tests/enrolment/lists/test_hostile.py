"""Files that mean harm, or are none: refused before they are unpacked, and cheaply."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from typing import Any

import pytest

from lms.enrolment.lists import limits, tables
from lms.enrolment.lists.problems import UnreadableList
from tests.enrolment.lists.files import ADA, HEADING, rewritten, text, workbook

GOOD = workbook(Staff=[HEADING, ADA])
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def with_markup(markup: bytes, part: str, *, encoding: str = "utf-8") -> bytes:
    def change(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        head, body = (
            content.split(b"?>", 1) if content.startswith(b"<?xml") else (b'<?xml version="1.0"', content)
        )
        changed = head + b"?>" + markup + body
        return changed.decode().encode(encoding) if encoding != "utf-8" else changed

    return rewritten(GOOD, change)


def archive(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return out.getvalue()


def zip_bomb() -> bytes:
    zeros = b"<a>" + b"0" * (limits.max_unpacked_bytes() + 1)
    return archive(**{"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": zeros})


def many_entries() -> bytes:
    return archive(**{"xl/workbook.xml": b"<workbook/>"}, **{f"xl/{n}.xml": b"" for n in range(1001)})


def lying_about_size() -> bytes:
    """The directory says 10 bytes; there are more."""
    content = bytearray(GOOD)
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(content)


HOSTILE: dict[str, tuple[Any, str]] = {
    "bomb of zeros": (zip_bomb, "large_workbook"),
    "thousands of entries": (many_entries, "large_workbook"),
    "entities in a sheet": (lambda: with_markup(BOMB, "xl/worksheets/sheet1.xml"), "unsafe_workbook"),
    "entity from outside in strings": (lambda: with_markup(OUTSIDE, "xl/workbook.xml"), "unsafe_workbook"),
    "entities in utf-16": (lambda: with_markup(BOMB, "xl/styles.xml", encoding="utf-16"), "unsafe_workbook"),
    "any other archive": (lambda: archive(**{"word/document.xml": b"<x/>"}), "not_workbook"),
    "archive that leaves its folder": (lambda: archive(**{"../../etc/passwd": b"x"}), "not_workbook"),
    "broken archive": (lambda: GOOD[: len(GOOD) // 2], "not_workbook"),
    "archive without a sheet": (
        lambda: rewritten(GOOD, lambda name, part: b"" if name.startswith("xl/worksheets") else part),
        "not_workbook",
    ),
    "workbook that is none": (
        lambda: archive(**{"xl/workbook.xml": b"not markup", "[Content_Types].xml": b""}),
        "not_workbook",
    ),
    "size that lies": (lying_about_size, "not_workbook"),
    "old workbook or one with a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        "old_workbook",
    ),
    "program": (lambda: b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff", "not_text"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "not_text"),
    "zeros": (lambda: b"\x00" * 5000, "not_text"),
    "nothing": (lambda: b"", "empty"),
    "white space": (lambda: b" \n\t\n ", "empty"),
    "empty workbook": (lambda: workbook(Staff=[]), "no_sheet"),
    "hundreds of columns": (lambda: text([f"c{n}" for n in range(300)], ["x"] * 300).encode(), "wide"),
    "quotation mark never closed": (
        (text(HEADING) + '"Ada,I,a@b.example,\n' + text(ADA) * 20).encode,
        "open_quote",
    ),
    "heading and nobody": (text(HEADING).encode, "no_people"),
    "cell of a megabyte": ((text(HEADING) + "A" * 1_000_000 + ",b,c,d\n").encode, "line"),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_file_is_refused(name: str) -> None:
    make, code = HOSTILE[name]
    content = make()

    with pytest.raises(UnreadableList) as caught, tables.people(content, tables.look(content)) as rows:
        list(rows)

    assert caught.value.code == code
    assert str(caught.value)


@pytest.mark.parametrize("name", ["bomb of zeros", "thousands of entries"])
def test_a_bomb_is_not_unpacked(name: str) -> None:
    content = HOSTILE[name][0]()
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableList):
            tables.look(content)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 10_000_000


def test_too_many_people_are_refused_whole(settings: Any) -> None:
    settings.LEADERSHIP_LIST_MAX_ROWS = 3
    content = text(HEADING, *[ADA] * 4).encode()

    with pytest.raises(UnreadableList) as caught, tables.people(content, tables.look(content)) as rows:
        list(rows)

    assert str(caught.value) == "The file has more than 3 people. Split it."


def test_a_sheet_with_one_cell_far_down_is_read() -> None:
    def change(book: Any) -> None:
        book["Staff"]["A9000"] = "Total"

    content = workbook(change, Staff=[HEADING, ADA])

    with tables.people(content, tables.look(content)) as rows:
        assert [line for line, _row in rows] == [2]


def test_formulas_are_never_worked_out() -> None:
    content = workbook(Staff=[HEADING, ('=HYPERLINK("http://evil.example")', "I", "a@b.example", "")])

    with tables.people(content, tables.look(content)) as rows:
        assert list(rows) == [(2, ["", "I", "a@b.example", ""])]
