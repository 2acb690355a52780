"""Reading a list of people to enrol: every row is checked, none is written here.

A row is *new*, *already enrolled* or *cannot be used* (with line, column, what is wrong and how to mend
it). Matching looks at the trust's own members only: outside it everyone reads as new (invariant 14).
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.people.enums import Grade
from lms.people.rules import check_name, normalise_gmc_number

MAX_ROWS = 5000

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "given_name": ("given name", "first name", "forename", "given_name", "first_name"),
    "family_name": ("family name", "last name", "surname", "family_name", "last_name"),
    "email": ("email", "e-mail", "email address", "e-mail address", "work email"),
    "gmc_number": ("GMC number", "gmc number", "gmc", "gmc no", "gmc_number"),
    "grade": ("grade",),
    "specialty": ("specialty", "speciality"),
}
REQUIRED = ("given_name", "family_name", "email")
LENGTHS = {"given_name": 80, "family_name": 80, "email": 254, "specialty": 100}


class UnreadableList(ValueError):
    """The file as a whole cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Row:
    line: int
    given_name: str
    family_name: str
    email: str
    gmc_number: str = ""
    grade: str = ""
    specialty: str = ""

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True)
class BadRow:
    line: int
    column: str
    value: str
    message: str
    mend: str


@dataclass(frozen=True)
class Member:
    """A person the trust itself has on its books, as matching needs it."""

    person_id: int
    email: str
    gmc_number: str
    enrolled: bool


@dataclass
class Report:
    new: list[Row] = field(default_factory=list)
    already: list[Row] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    known: dict[int, int] = field(default_factory=dict)
    """Line to person id, for new rows about somebody the trust has on its books."""

    @property
    def counts(self) -> dict[str, int]:
        lines = {row.line for row in self.bad}
        return {"new": len(self.new), "already": len(self.already), "bad": len(lines)}


def decode(content: bytes) -> str:
    """UTF-8 (with or without a mark), or what Excel on Windows writes."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableList(
        _("The file is neither UTF-8 nor Windows text. Save it as “CSV UTF-8” and try again.")
    )


def read_rows(content: bytes) -> list[tuple[int, dict[str, str]]]:
    """The data rows with their line numbers, by our column names."""
    text = decode(content)
    if "\x00" in text:
        raise UnreadableList(_("This is not a CSV file. In Excel choose “Save as” and then “CSV UTF-8”."))
    lines = text.splitlines()
    if not any(line.strip() for line in lines):
        raise UnreadableList(_("The file is empty. Start from the template."))
    reader = csv.reader(io.StringIO(text), delimiter=_delimiter(lines[0]))
    try:
        header = _header(next(reader))
        rows = [(reader.line_num, _cells(header, cells)) for cells in reader if any(c.strip() for c in cells)]
    except csv.Error as error:
        raise UnreadableList(
            _("Line %(line)s cannot be read: %(error)s.") % {"line": reader.line_num, "error": error}
        ) from error
    if not rows:
        raise UnreadableList(_("The file has a heading but no people. Add one line for each person."))
    if len(rows) > MAX_ROWS:
        raise UnreadableList(
            _("The file has %(rows)s people; at most %(most)s can be taken at once. Split it.")
            % {"rows": len(rows), "most": MAX_ROWS}
        )
    return rows


def _delimiter(first_line: str) -> str:
    return max(",;\t", key=first_line.count)


def _header(cells: Sequence[str]) -> list[str]:
    names = {alias: column for column, aliases in COLUMNS.items() for alias in aliases}
    header = [names.get(" ".join(cell.strip().lower().split()), "") for cell in cells]
    repeated = [name for name, times in Counter(header).items() if name and times > 1]
    if repeated:
        raise UnreadableList(
            _("The heading names %(column)s twice. Keep one of the two columns.")
            % {"column": COLUMNS[repeated[0]][0]}
        )
    missing = [COLUMNS[column][0] for column in REQUIRED if column not in header]
    if missing:
        raise UnreadableList(
            _("The first line must name the columns; missing: %(missing)s. Start from the template.")
            % {"missing": ", ".join(missing)}
        )
    return header


def _cells(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    pairs = zip(header, cells, strict=False)
    return {column: " ".join(cell.split()) for column, cell in pairs if column}


def check(content: bytes, *, members: Iterable[Member]) -> Report:
    """Sort every row of the file into new, already enrolled and bad."""
    report = Report()
    index = _Index(members)
    seen: dict[str, int] = {}
    for line, cells in read_rows(content):
        row, faults = _row(line, cells)
        faults += _repeats(row, cells, seen)
        member, clash = index.find(row) if not faults else (None, None)
        if clash:
            faults.append(clash)
        if faults:
            report.bad.extend(faults)
        elif member and member.enrolled:
            report.already.append(row)
        else:
            report.new.append(row)
            if member:
                report.known[line] = member.person_id
    return report


def _row(line: int, cells: Mapping[str, str]) -> tuple[Row, list[BadRow]]:
    faults: list[BadRow] = []
    values: dict[str, str] = {}
    for column in COLUMNS:
        value = cells.get(column, "")
        try:
            values[column] = _clean(column, value)
        except ValidationError as error:
            mend = error.params.get("mend", "") if error.params else ""
            faults.append(BadRow(line, COLUMNS[column][0], value, error.messages[0], mend))
            values[column] = ""
    return Row(line=line, **values), faults


def _clean(column: str, value: str) -> str:
    if not value and column in REQUIRED:
        raise _fault(_("There is no %(column)s.") % {"column": COLUMNS[column][0]}, _("Fill the cell in."))
    if len(value) > LENGTHS.get(column, 254):
        raise _fault(
            _("This is longer than %(most)s characters.") % {"most": LENGTHS.get(column, 254)},
            _("Shorten it."),
        )
    if column in ("given_name", "family_name"):
        return _clean_person_name(value)
    if column == "email":
        return _clean_email(value)
    if column == "gmc_number" and value:
        return normalise_gmc_number(value)
    if column == "grade" and value:
        return _clean_grade(value)
    return value


def _clean_person_name(value: str) -> str:
    try:
        check_name(value)
    except ValidationError as error:
        raise _fault(error.messages[0], _("Write the name alone.")) from error
    return value


def _clean_email(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError as error:
        raise _fault(
            _("This is not an email address."), _("Write it like a.name@trust.example, without spaces.")
        ) from error
    return value.lower()


@cache
def _grades(language: str | None) -> dict[str, str]:
    """Every grade by its name in this language, and by its code: once, not for each row."""
    named = {str(grade.label).lower(): grade.value for grade in Grade}
    return named | {grade.value: grade.value for grade in Grade}


def _clean_grade(value: str) -> str:
    found = _grades(get_language()).get(value.lower())
    if found is None:
        raise _fault(
            _("The grade is not one we know."),
            _("Use one of: %(grades)s; or leave the cell empty.")
            % {"grades": ", ".join(str(grade.label) for grade in Grade)},
        )
    return found


def _fault(message: str, mend: str) -> ValidationError:
    return ValidationError(message, params={"mend": mend})


def _repeats(row: Row, cells: Mapping[str, str], seen: dict[str, int]) -> list[BadRow]:
    faults = []
    for column, value in (("email", row.email), ("gmc_number", row.gmc_number)):
        if not value:
            continue
        first = seen.setdefault(f"{column}:{value}", row.line)
        if first != row.line:
            faults.append(
                BadRow(
                    row.line,
                    COLUMNS[column][0],
                    cells.get(column, ""),
                    _("Line %(line)s has the same %(column)s.")
                    % {"line": first, "column": COLUMNS[column][0]},
                    _("Keep the right one of the two lines."),
                )
            )
    return faults


class _Index:
    """The trust's own members by address and by GMC number."""

    def __init__(self, members: Iterable[Member]) -> None:
        self.by_email: dict[str, Member] = {}
        self.by_gmc: dict[str, Member] = {}
        for member in members:
            if member.email:
                self.by_email[member.email.lower()] = member
            if member.gmc_number:
                self.by_gmc[member.gmc_number] = member

    def find(self, row: Row) -> tuple[Member | None, BadRow | None]:
        by_email = self.by_email.get(row.email)
        by_gmc = self.by_gmc.get(row.gmc_number) if row.gmc_number else None
        if by_email and row.gmc_number and by_email.gmc_number not in ("", row.gmc_number):
            return None, BadRow(
                row.line,
                COLUMNS["gmc_number"][0],
                row.gmc_number,
                _("You hold another GMC number for this email address: %(gmc)s.")
                % {"gmc": by_email.gmc_number},
                _("Check which of the two is right."),
            )
        if by_gmc and by_email is None:
            return None, BadRow(
                row.line,
                COLUMNS["email"][0],
                row.email,
                _("You hold another email address for this GMC number: %(email)s.") % {"email": by_gmc.email},
                _("Check which of the two is right."),
            )
        return by_email or by_gmc, None


def template_csv() -> str:
    """The file that a trust starts from, with one invented example."""
    out = io.StringIO()
    writer: Any = csv.writer(out)
    writer.writerow(["given name", "family name", "email", "GMC number", "grade", "specialty"])
    writer.writerow(["Ada", "Example", "ada.example@trust.example", "1234567", "consultant", "Cardiology"])
    return out.getvalue()
