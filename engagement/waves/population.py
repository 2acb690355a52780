"""A list of people who are to be asked, from any spreadsheet: taken whole, or refused line by line.

Reading files is what lists of doctors do (``lms.enrolment.lists``); here is what the columns of this mean.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from engagement.waves.enums import Respondents
from engagement.waves.services.drafting import Asked
from lms.enrolment.lists import columns, tables
from lms.enrolment.lists.problems import UnreadableList

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "asked as": ("asked as", "respondent", "doctor or manager", "gofynnir fel"),
    "language": ("language", "iaith"),
}
KINDS: Mapping[str, Respondents] = {
    **dict.fromkeys(("", "doctor", "doctors", "meddyg", "meddygon"), Respondents.DOCTORS),
    **dict.fromkeys(("manager", "managers", "rheolwr", "rheolwyr"), Respondents.MANAGERS),
}
LANGUAGES: Mapping[str, str] = {
    **dict.fromkeys(("", "en", "english", "saesneg"), "en"),
    **dict.fromkeys(("cy", "welsh", "cymraeg"), "cy"),
}
LONGEST_NAME, LONGEST_CATEGORY = 200, 80

Cells = Mapping[str, str]


@dataclass(frozen=True)
class Fault:
    line: int
    message: str


class UnusableList(ValueError):
    """Nothing was taken: the file as a whole cannot be read (``whole``), or some of its lines are wrong."""

    def __init__(self, *faults: Fault, whole: str = "") -> None:
        super().__init__(whole)
        self.faults, self.whole = faults, whole


class _Wrong(ValueError):
    """One cell, with what to do about it."""


def read(content: bytes, *, dimensions: Sequence[str]) -> list[Asked]:
    """Everybody on the list. Every faulty line is named at once, so that all are mended at once."""
    try:
        lines = _lines(content, dimensions)
    except UnreadableList as problem:
        raise UnusableList(whole=str(problem)) from problem
    found: dict[int, Asked] = {}
    faults: list[Fault] = []
    for line, cells in lines:
        try:
            found[line] = _asked(cells, dimensions)
        except _Wrong as wrong:
            faults.append(Fault(line, str(wrong)))
    faults += _twice(found)
    if faults:
        raise UnusableList(*sorted(faults, key=lambda fault: fault.line))
    return list(found.values())


def _lines(content: bytes, dimensions: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    layout = tables.look(content)
    names = _columns(layout.header, dimensions)
    with tables.people(content, layout) as rows:
        return [(line, _named(names, cells)) for line, cells in rows]


def template(dimensions: Sequence[str]) -> str:
    """The file to start from, with one invented doctor and one invented manager."""
    out = io.StringIO()
    writer: Any = csv.writer(out)
    writer.writerow(["name", "email", "asked as", *dimensions, "language"])
    writer.writerow(
        ["Dr Ada Example", "ada.example@trust.example", "doctor", *("…" for _each in dimensions), "en"]
    )
    writer.writerow(
        ["Ben Example", "ben.example@trust.example", "manager", *("" for _each in dimensions), "cy"]
    )
    return out.getvalue()


def _columns(header: Sequence[str], dimensions: Sequence[str]) -> list[str]:
    """For each column of the file what it is. Raises UnusableList where one is missing."""
    wanted = {columns.plain(title): title for title in dimensions}
    for ours, headings in HEADINGS.items():
        wanted |= dict.fromkeys(headings, ours)
    names = [wanted.get(columns.plain(heading)) or columns.named(heading) for heading in header]
    missing = [title for title in dimensions if title not in names]
    if missing:
        raise UnusableList(
            whole=_("The list has no column “%(missing)s”. Add it, or take that group out of the wave.")
            % {"missing": "”, “".join(missing)}
        )
    if not {"full_name", "family_name", "email"} & set(names):
        raise UnusableList(whole=_("The list has neither a column “name” nor a column “email”. Add one."))
    return names


def _named(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    named: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        if name and cell:
            named.setdefault(name, cell)
    return named


def _asked(cells: Cells, dimensions: Sequence[str]) -> Asked:
    respondents = _one_of(KINDS, cells.get("asked as", ""), _("“%(cell)s” is neither doctor nor manager."))
    asked_in_groups = respondents == Respondents.DOCTORS
    return Asked(
        name=_name(cells),
        email=_email(cells.get("email", "")),
        respondents=respondents,
        categories=tuple(_category(cells, title) for title in dimensions) if asked_in_groups else (),
        language=_one_of(LANGUAGES, cells.get("language", ""), _("“%(cell)s” is neither en nor cy.")),
    )


def _name(cells: Cells) -> str:
    name = cells.get("full_name") or f"{cells.get('given_name', '')} {cells.get('family_name', '')}".strip()
    if not name and not cells.get("email"):
        raise _Wrong(_("Nobody is named here. Give a name for a letter, or an address for a mail."))
    if len(name) > LONGEST_NAME:
        raise _Wrong(_("The name is too long. Shorten it to %(most)s characters.") % {"most": LONGEST_NAME})
    return name


def _email(cell: str) -> str:
    if not cell:
        return ""
    try:
        validate_email(cell)
    except ValidationError as fault:
        raise _Wrong(_("“%(cell)s” is no e-mail address. Correct it.") % {"cell": cell}) from fault
    return cell


def _category(cells: Cells, title: str) -> str:
    cell = cells.get(title, "")
    if not cell:
        raise _Wrong(_("“%(title)s” is empty. Fill it in.") % {"title": title})
    if len(cell) > LONGEST_CATEGORY:
        raise _Wrong(_("“%(title)s” is too long. Shorten it.") % {"title": title})
    return cell


def _one_of(known: Mapping[str, Any], cell: str, message: str) -> Any:
    try:
        return known[cell.strip().lower()]
    except KeyError as fault:
        raise _Wrong(message % {"cell": cell}) from fault


def _twice(found: Mapping[int, Asked]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for line, each in found.items():
        earlier = first.setdefault(each.email.lower(), line) if each.email else line
        if earlier != line:
            yield Fault(
                line, _("This address stands in line %(line)s too. Keep one of them.") % {"line": earlier}
            )
