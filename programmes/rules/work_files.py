"""Which files people may hand in, told by what is in them and not by their names.

Office files are archives: their list of contents says which they are, and whether they bring programs along.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HEAD = 4096
MOST_ENTRIES = 10_000
MOST_UNPACKED = 500 * 1024 * 1024


@dataclass(frozen=True)
class FileGroup:
    """What a designer allows, and a doctor reads."""

    code: str
    label: Promise
    help_text: Promise


FILE_GROUPS = (
    FileGroup("documents", _("Documents"), _("PDF, Word, OpenDocument or plain text.")),
    FileGroup("pictures", _("Pictures"), _("JPEG, PNG, or HEIC from a phone.")),
    FileGroup("spreadsheets", _("Spreadsheets"), _("Excel or OpenDocument.")),
    FileGroup("slides", _("Slides"), _("PowerPoint or OpenDocument.")),
)

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
TYPES: Mapping[str, tuple[str, str]] = {
    "application/pdf": ("documents", "pdf"),
    f"{OFFICE}wordprocessingml.document": ("documents", "docx"),
    f"{OPEN}text": ("documents", "odt"),
    "text/plain": ("documents", "txt"),
    "image/jpeg": ("pictures", "jpg"),
    "image/png": ("pictures", "png"),
    "image/heic": ("pictures", "heic"),
    f"{OFFICE}spreadsheetml.sheet": ("spreadsheets", "xlsx"),
    f"{OPEN}spreadsheet": ("spreadsheets", "ods"),
    f"{OFFICE}presentationml.presentation": ("slides", "pptx"),
    f"{OPEN}presentation": ("slides", "odp"),
}
"""Group and ending by content type: all that is ever taken or served."""

STARTS = (
    (re.compile(rb"%PDF-\d"), "application/pdf"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb".{4}ftyp(?:heic|heix|mif1|msf1)", re.DOTALL), "image/heic"),
)
PARTS = (
    ("word/document.xml", f"{OFFICE}wordprocessingml.document"),
    ("xl/workbook.xml", f"{OFFICE}spreadsheetml.sheet"),
    ("ppt/presentation.xml", f"{OFFICE}presentationml.presentation"),
)
PROGRAMS = re.compile(r"(^|/)(vbaProject\.bin|Basic/|Scripts/)", re.IGNORECASE)
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class HoldsPrograms(ValueError):
    """An office file with macros."""


def type_of(file: IO[bytes] | Any) -> str | None:
    """The content type of what is in the file; None for anything that is not taken."""
    file.seek(0)
    head = file.read(HEAD)
    found = next((kind for start, kind in STARTS if start.match(head)), None)
    if found is None and head[:4] == b"PK\x03\x04":
        found = _office_type(file)
    elif found is None and head and _is_text(head):
        found = "text/plain"
    file.seek(0)
    return found


def _office_type(file: IO[bytes]) -> str | None:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                return None
            if any(PROGRAMS.search(name) for name in names):
                raise HoldsPrograms
            if "mimetype" in names:
                return _open_type(archive)
    except (zipfile.BadZipFile, OSError, RuntimeError):
        return None
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for part, kind in PARTS if part in names), None)


def _open_type(archive: zipfile.ZipFile) -> str | None:
    with archive.open("mimetype") as entry:
        found = entry.read(100).decode("ascii", "replace").strip()
    return found if found.startswith(OPEN) and found in TYPES else None


def _is_text(head: bytes) -> bool:
    if CONTROLS.search(head):
        return False
    try:
        # The last character may be cut in two.
        head.decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3 and error.reason == "unexpected end of data"
    return not head.lstrip().lower().startswith((b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml"))


def group_of(content_type: str) -> str:
    return TYPES[content_type][0]


def endings(groups: list[str]) -> list[str]:
    """What the files that are taken end in, for the picker of a browser and for people."""
    return [ending for group, ending in TYPES.values() if group in groups]
