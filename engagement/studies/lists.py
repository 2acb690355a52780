"""Sampling frames and career tables from any spreadsheet: taken whole, or refused line by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from engagement.studies.enums import PostKind
from engagement.studies.models.people import EARLIEST_BIRTH, LATEST_BIRTH, MOST_SESSIONS
from engagement.studies.services.people import CareerData, Held, Listed, Told
from engagement.waves.population import Fault, UnusableList
from kernel.days import FIRST, LAST
from lms.enrolment.lists import columns, tables
from lms.enrolment.lists.problems import UnreadableList

FRAME: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "full name", "enw"),
    "organisation": ("organisation", "organization", "trust", "employer", "sefydliad"),
    "source": ("source", "found in", "ffynhonnell"),
    "checked_against": ("checked against", "cross check", "checked", "gwiriwyd yn erbyn"),
}
CAREERS: Mapping[str, tuple[str, ...]] = {
    "pseudonym": ("pseudonym", "participant", "code", "ffugenw"),
    "consented_on": ("consented on", "consent", "cydsyniwyd ar"),
    "specialty": ("specialty", "training specialty", "arbenigedd"),
    "specialty_group": ("specialty group", "grwp arbenigedd", "grŵp arbenigedd"),
    "birth_year": ("birth year", "born", "year of birth", "blwyddyn geni"),
    "in_post": ("in post", "yn y swydd"),
    "sessions": ("clinical sessions", "sessions", "sesiynau clinigol"),
    "programmes": ("programmes", "programs", "rhaglenni"),
    "kind": ("post", "kind of post", "swydd"),
    "starts_on": ("from", "starts on", "o"),
    "ends_on": ("until", "to", "ends on", "hyd"),
}
KINDS: Mapping[str, PostKind] = {
    **dict.fromkeys(("", "chief executive", "ceo", "prif weithredwr"), PostKind.CHIEF_EXECUTIVE),
    **dict.fromkeys(("other", "arall"), PostKind.OTHER),
}
YES_NO: Mapping[str, bool | None] = {
    "": None,
    **dict.fromkeys(("yes", "y", "1", "ydy", "oes", "ie"), True),
    **dict.fromkeys(("no", "n", "0", "nac ydy", "nac oes", "na"), False),
}
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%Y-%m", "%m/%Y", "%Y")
NONE_ATTENDED = ("none", "dim")
LONGEST: Mapping[str, int] = {"name": 200, "organisation": 200, "source": 200, "checked_against": 200}
LONGEST_OF_CAREER: Mapping[str, int] = {"pseudonym": 20, "specialty": 100, "specialty_group": 60}

Cells = Mapping[str, str]
T = TypeVar("T")


class _Wrong(ValueError):
    """One cell, with what to do about it."""


def read_frame(content: bytes) -> list[Listed]:
    return _each(_lines(content, FRAME, "name"), _listed)


def read_careers(content: bytes) -> list[Told]:
    """One line for each post; what is said of a participant may stand in the first of theirs only."""
    found: dict[str, Told] = {}
    for told in _each(_lines(content, CAREERS, "pseudonym"), _told):
        there = found.get(told.pseudonym)
        found[told.pseudonym] = _together(there, told) if there else told
    return list(found.values())


def template_of(headings: Mapping[str, tuple[str, ...]], *lines: Sequence[str]) -> str:
    out = io.StringIO()
    writer: Any = csv.writer(out)
    writer.writerow([names[0] for names in headings.values()])
    writer.writerows(lines)
    return out.getvalue()


def frame_template() -> str:
    return template_of(FRAME, ["Dr Ada Example", "Northvale (invented)", "own knowledge", "directory 2026"])


def careers_template() -> str:
    first = [
        "P01",
        "2026-09-01",
        "Psychiatry",
        "Mental health",
        "1961",
        "yes",
        "1",
        "a course; another course",
    ]
    return template_of(
        CAREERS, [*first, "other", "1998-04", "2003-08"], ["P01", *[""] * 7, "chief executive", "2003-09", ""]
    )


def _lines(content: bytes, headings: Mapping[str, tuple[str, ...]], needed: str) -> list[tuple[int, Cells]]:
    known = {columns.plain(each): name for name, names in headings.items() for each in names}
    try:
        layout = tables.look(content)
        names = [known.get(columns.plain(heading), "") for heading in layout.header]
        if needed not in names:
            raise UnusableList(
                whole=_("The list has no column “%(missing)s”. Add it.") % {"missing": headings[needed][0]}
            )
        with tables.people(content, layout) as rows:
            return [(line, dict(zip(names, cells, strict=False))) for line, cells in rows]
    except UnreadableList as problem:
        raise UnusableList(whole=str(problem)) from problem


def _each(lines: Iterable[tuple[int, Cells]], make: Callable[[Cells], T]) -> list[T]:
    found: list[T] = []
    faults: list[Fault] = []
    for line, cells in lines:
        try:
            found.append(make(cells))
        except _Wrong as wrong:
            faults.append(Fault(line, str(wrong)))
    if faults:
        raise UnusableList(*faults)
    return found


def _listed(cells: Cells) -> Listed:
    if not cells["name"]:
        raise _Wrong(_("Nobody is named here. Give a name, or take the line out."))
    return Listed(**{name: _short(cells.get(name, ""), most) for name, most in LONGEST.items()})


def _told(cells: Cells) -> Told:
    if not cells["pseudonym"]:
        raise _Wrong(_("There is no pseudonym here. Give one, or take the line out."))
    words = {name: _short(cells.get(name, ""), most) for name, most in LONGEST_OF_CAREER.items()}
    starts_on = _day(cells.get("starts_on", ""))
    posts = (_post(cells, starts_on),) if starts_on else ()
    career = CareerData(
        specialty=words["specialty"],
        specialty_group=words["specialty_group"].strip("* "),
        birth_year=_year(cells.get("birth_year", "")),
        in_post=_one_of(YES_NO, cells.get("in_post", ""), _("“%(cell)s” is neither yes nor no.")),
        sessions=_sessions(cells.get("sessions", "")),
        programmes=_programmes(cells.get("programmes", "")),
        posts=posts,
    )
    return Told(words["pseudonym"], career, _day(cells.get("consented_on", "")))


def _together(first: Told, more: Told) -> Told:
    """The posts of both; of all else what the first line has, or what a later one adds."""
    ours, theirs = first.career, more.career
    names = ("specialty", "specialty_group", "birth_year", "in_post", "sessions", "programmes")
    added = {name: getattr(theirs, name) for name in names if getattr(ours, name) in (None, "")}
    career = replace(ours, **added, posts=(*ours.posts, *theirs.posts))
    return replace(first, career=career, consented_on=first.consented_on or more.consented_on)


def _post(cells: Cells, starts_on: date) -> Held:
    kind = _one_of(KINDS, cells.get("kind", ""), _("“%(cell)s” is neither chief executive nor other."))
    ends_on = _day(cells.get("ends_on", ""))
    if ends_on is not None and ends_on < starts_on:
        raise _Wrong(_("The post ends before it begins. Correct its days."))
    return Held(kind, starts_on, ends_on)


def _short(cell: str, most: int) -> str:
    if len(cell) > most:
        raise _Wrong(_("“%(cell)s” is too long. Shorten it.") % {"cell": f"{cell[:20]}…"})
    return cell


def _day(cell: str) -> date | None:
    """A day, or the first of a month or of a year where no more is known."""
    if not cell:
        return None
    for pattern in DAYS:
        try:
            found = datetime.strptime(cell, pattern).date()  # noqa: DTZ007 -- a day, of no zone
        except ValueError:
            continue
        if FIRST <= found <= LAST:
            return found
    raise _Wrong(_("“%(cell)s” is no day, month or year. Write it like 2004-05-31.") % {"cell": cell})


def _year(cell: str) -> int | None:
    if not cell:
        return None
    if not (cell.isascii() and cell.isdigit() and EARLIEST_BIRTH <= int(cell[:5]) <= LATEST_BIRTH):
        raise _Wrong(_("“%(cell)s” is no birth year. Write it like 1961.") % {"cell": cell})
    return int(cell)


def _sessions(cell: str) -> Decimal | None:
    if not cell:
        return None
    try:
        found = Decimal(cell).quantize(Decimal("0.1"))
    except InvalidOperation:
        found = Decimal(-1)
    if not 0 <= found <= MOST_SESSIONS:
        raise _Wrong(_("“%(cell)s” is no number of sessions a week.") % {"cell": cell})
    return found


def _programmes(cell: str) -> tuple[str, ...] | None:
    """Empty where nobody asked; *none* where there was none."""
    if not cell:
        return None
    if cell.lower() in NONE_ATTENDED:
        return ()
    return tuple(_short(each.strip(), 120) for each in cell.split(";") if each.strip())


def _one_of(known: Mapping[str, Any], cell: str, message: str) -> Any:
    try:
        return known[cell.strip().lower()]
    except KeyError as fault:
        raise _Wrong(message % {"cell": cell}) from fault
