"""Our columns, and which columns of a file they are: guessed from headings, then from what stands below."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.enrolment.lists.problems import UnreadableList

COLUMNS: Mapping[str, Any] = {
    "given_name": _("given name"),
    "family_name": _("family name"),
    "full_name": _("whole name"),
    "email": _("email"),
    "gmc_number": _("GMC number"),
    "grade": _("grade"),
    "specialty": _("specialty"),
}
NAMES = ("given_name", "family_name")

ALIASES: Mapping[str, tuple[str, ...]] = {
    "given_name": ("given name", "given names", "first name", "first names", "firstname", "forename",
                   "forenames", "christian name", "known as", "preferred name", "fname", "enw cyntaf"),
    "family_name": ("family name", "last name", "lastname", "surname", "second name", "lname", "cyfenw"),
    "full_name": ("name", "full name", "fullname", "whole name", "employee name", "doctor", "doctor name",
                  "consultant name", "staff name", "enw", "enw llawn"),
    "email": ("email", "e mail", "email address", "e mail address", "work email", "work email address",
              "mail", "trust email", "nhs email", "email work", "contact email", "e bost", "ebost"),
    "gmc_number": ("gmc number", "gmc", "gmc no", "gmc num", "gmc ref", "gmc reference",
                   "gmc reference number", "gmc registration", "gmc registration number", "gmc code",
                   "registration number", "rhif gmc"),
    "grade": ("grade", "job grade", "training grade", "grade of post", "position", "gradd"),
    "specialty": ("specialty", "speciality", "main specialty", "specialism", "department", "arbenigedd"),
}  # fmt: skip

PARTS: tuple[tuple[str, str], ...] = (
    (r"\be ?mail\b|\bemail", "email"),
    (r"\bgmc\b", "gmc_number"),
    (r"\bsurname\b|\b(last|family) names?\b", "family_name"),
    (r"\bforenames?\b|\b(first|given) names?\b", "given_name"),
    (r"\bgrade\b", "grade"),
    (r"\bspecial(i?ty|ism)\b", "specialty"),
)

_exact = {alias: column for column, aliases in ALIASES.items() for alias in aliases}
_email = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_gmc = re.compile(r"C?[0-9]{7}(\.0)?|L[0-9]{6}", re.IGNORECASE)


def plain(heading: str) -> str:
    """A heading without case, signs and doubled spaces: *E-mail (work)* is *e mail work*."""
    return " ".join(re.sub(r"[^\w]+|_", " ", heading.lower()).split())


def named(heading: str) -> str:
    """The column of ours that a heading names by one of its usual names, or nothing."""
    return _exact.get(plain(heading), "")


def recognised(cells: Sequence[str]) -> int:
    """How many different columns of ours a row of cells names."""
    return len({named(cell) for cell in cells} - {""})


def header_key(header: Sequence[str]) -> str:
    """The same for the same headings in the same order."""
    return hashlib.sha256("\x1f".join(map(plain, header)).encode()).hexdigest()


def guess(header: Sequence[str], sample: Sequence[Sequence[str]]) -> list[str]:
    """For each column of the file one of ours, or nothing; no column of ours twice."""
    found = [""] * len(header)
    _claim(found, [named(heading) for heading in header])
    _claim(found, [_by_part(heading) for heading in header])
    _claim(found, [_by_content([row[n] for row in sample if n < len(row)]) for n in range(len(header))])
    if all(name in found for name in NAMES) and "full_name" in found:
        found[found.index("full_name")] = ""
    return found


def _claim(found: list[str], wanted: Sequence[str]) -> None:
    for number, column in enumerate(wanted):
        if column and not found[number] and column not in found:
            found[number] = column


def _by_part(heading: str) -> str:
    text = plain(heading)
    return next((column for part, column in PARTS if re.search(part, text)), "")


def _by_content(cells: Sequence[str]) -> str:
    filled = [cell.strip() for cell in cells if cell.strip()]
    tests: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("email", _email.fullmatch),
        ("gmc_number", _gmc.fullmatch),
    )
    for column, test in tests:
        if filled and sum(bool(test(cell)) for cell in filled) * 2 > len(filled):
            return column
    return ""


def refuse_incomplete(mapping: Sequence[str]) -> None:
    """Names, in one column or two, and an address: nothing can be done without them."""
    for column in COLUMNS:
        if mapping.count(column) > 1:
            raise UnreadableList("twice", column=COLUMNS[column])
    missing = [column for column in (*NAMES, "email") if column not in mapping]
    if "full_name" in mapping:
        missing = [column for column in missing if column not in NAMES]
    if missing:
        raise UnreadableList("missing_columns", missing=", ".join(str(COLUMNS[each]) for each in missing))
