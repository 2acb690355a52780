"""Reading the NHS register of trusts: `etr.csv`, no header, 27 columns.

Every line is judged by itself: a line that cannot be used is named with what is wrong and how to mend it, and
stands in the way of no other.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.organisations.rules.names import readable_name
from lms.organisations.validators import ODS_CODE

COLUMNS = 27
LONGEST_NAME = 200

_postcode = re.compile(r"^[A-Z0-9 ]{2,8}$")
_grouping = re.compile(r"^[A-Z0-9]{0,3}$")
_controls = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, kw_only=True)
class RegisterRow:
    line: int
    ods_code: str
    name: str
    national_grouping: str
    town: str
    postcode: str
    opened_on: date | None
    closed_on: date | None


@dataclass(frozen=True)
class RowProblem:
    line: int
    what: str | Promise
    mend: str | Promise

    def __str__(self) -> str:
        return f"{self.line}: {self.what} {self.mend}"


class _Unusable(Exception):
    def __init__(self, what: str | Promise, mend: str | Promise) -> None:
        super().__init__(str(what))
        self.what, self.mend = what, mend


def read_register(lines: Iterable[str]) -> Iterator[RegisterRow | RowProblem]:
    """Each line of the file, as a row or as the problem with it; empty lines are passed over."""
    reader = csv.reader(lines, strict=True)
    seen: dict[str, int] = {}
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield RowProblem(
                reader.line_num,
                _("The quotation marks do not pair up."),
                _("Put each cell in quotation marks and double those inside it."),
            )
            continue
        if any(cell.strip() for cell in cells):
            yield _judged(reader.line_num, cells, seen)


def _judged(line: int, cells: list[str], seen: dict[str, int]) -> RegisterRow | RowProblem:
    try:
        row = _row(line, cells)
        if row.ods_code in seen:
            raise _Unusable(
                _("The code %(code)s stands on line %(line)d already.")
                % {"code": row.ods_code, "line": seen[row.ods_code]},
                _("Keep one of the two lines."),
            )
    except _Unusable as problem:
        return RowProblem(line, problem.what, problem.mend)
    seen[row.ods_code] = line
    return row


def _row(line: int, cells: list[str]) -> RegisterRow:
    if len(cells) != COLUMNS:
        raise _Unusable(
            _("The line has %(found)d columns, not %(wanted)d.") % {"found": len(cells), "wanted": COLUMNS},
            _("Take the file as it is published, without a header and without changes."),
        )
    if any(_controls.search(cell) for cell in cells):
        raise _Unusable(
            _("The line holds a control character."), _("Save the file as UTF-8 text and try again.")
        )
    cells = [cell.strip() for cell in cells]
    opened_on, closed_on = _dates(cells[10], cells[11])
    return RegisterRow(
        line=line,
        ods_code=_code(cells[0]),
        name=_name(cells[1]),
        national_grouping=_matching(_grouping, cells[2], _("national grouping")),
        town=readable_name(cells[7])[:100],
        postcode=_matching(_postcode, cells[9], _("postcode")) if cells[9] else "",
        opened_on=opened_on,
        closed_on=closed_on,
    )


def _code(text: str) -> str:
    if not ODS_CODE.fullmatch(text):
        raise _Unusable(
            _("“%(code)s” is not an ODS code.") % {"code": text[:20]},
            _("A code has 3 to 6 capital letters and digits; look it up in the ODS portal."),
        )
    return text


def _name(text: str) -> str:
    name = readable_name(text)
    if not name:
        raise _Unusable(_("The name is missing."), _("Write the organisation's name in the second column."))
    if len(name) > LONGEST_NAME:
        raise _Unusable(
            _("The name is longer than %(longest)d characters.") % {"longest": LONGEST_NAME},
            _("Shorten the name in the second column."),
        )
    return name


def _matching(pattern: re.Pattern[str], text: str, label: str | Promise) -> str:
    if not pattern.fullmatch(text):
        raise _Unusable(
            _("“%(text)s” is not a %(label)s.") % {"text": text[:20], "label": label},
            _("Copy it from the published file."),
        )
    return text


def _dates(opened: str, closed: str) -> tuple[date | None, date | None]:
    opened_on, closed_on = _date(opened), _date(closed)
    if opened_on and closed_on and closed_on < opened_on:
        raise _Unusable(_("The organisation closes before it opens."), _("Correct columns 11 and 12."))
    return opened_on, closed_on


def _date(text: str) -> date | None:
    if not text:
        return None
    try:
        # strptime alone would take 2017101 for 10 January.
        if len(text) != 8:
            raise ValueError(text)
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 -- a date, no moment
    except ValueError:
        raise _Unusable(
            _("“%(text)s” is not a date.") % {"text": text[:20]},
            _("Write dates as year, month, day in eight digits, such as 20260805."),
        ) from None
