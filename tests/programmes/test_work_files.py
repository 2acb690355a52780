"""Files that are handed in are told by what is in them."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from programmes.rules import work_files
from programmes.rules.work_files import HoldsPrograms, type_of


def archive(**entries: bytes) -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as file:
        for name, content in entries.items():
            # Of one date: pytest names a case by its bytes, and all who gather them must find the same.
            file.writestr(zipfile.ZipInfo(name.replace("__", "/").replace("_xml", ".xml")), content)
    return kept.getvalue()


TYPES = "[Content_Types].xml"
DOCX = archive(**{TYPES: b"", "word/document.xml": b"<w/>"})
OFFICE = "application/vnd.openxmlformats-officedocument."


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\nrest", "image/png"),
        (b"\x00\x00\x00\x18ftypheicrest", "image/heic"),
        (DOCX, f"{OFFICE}wordprocessingml.document"),
        (archive(**{TYPES: b"", "xl/workbook.xml": b""}), f"{OFFICE}spreadsheetml.sheet"),
        (archive(**{TYPES: b"", "ppt/presentation.xml": b""}), f"{OFFICE}presentationml.presentation"),
        (
            archive(mimetype=b"application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
        ),
        ("Cyfarfod da – gorffennwyd".encode(), "text/plain"),
        (("a" * 4095 + "é").encode(), "text/plain"),
        (b"MZ\x90\x00program", None),
        (b"<html><script>", None),
        (b"<?xml version='1.0'?><svg>", None),
        (b"\xff\xfe\x00\x01", None),
        (archive(a=b"any archive"), None),
        (archive(mimetype=b"application/epub+zip"), None),
        (DOCX[:40], None),
        (b"", None),
    ],
)
def test_what_a_file_is(content: bytes, found: str | None) -> None:
    assert type_of(BytesIO(content)) == found


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "Basic/Standard/script.xlb"])
def test_office_files_with_programs_in_them_are_refused(name: str) -> None:
    with pytest.raises(HoldsPrograms):
        type_of(BytesIO(archive(**{TYPES: b"", "word/document.xml": b"", name: b""})))


def test_endings_of_what_is_taken() -> None:
    assert work_files.endings(["documents", "slides"]) == ["pdf", "docx", "odt", "txt", "pptx", "odp"]
