"""Outcomes of trusts from a CSV: ``ods code, period, measure, value``. Taken whole or refused by line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from engagement.comparing.errors import Fault, UnusableFile

COLUMNS = ("ods code", "period", "measure", "value")
PERIOD = r"^[0-9]{4}(/[0-9]{2}|-Q[1-4]|-[0-9]{2})?$"
LONGEST_MEASURE = 120
LARGEST = 5_000_000
LARGEST_VALUE = Decimal(10) ** 10


@dataclass(frozen=True)
class OutcomeLine:
    line: int
    ods_code: str
    period: str
    measure: str
    value: Decimal


class _Wrong(ValueError):
    """One line, with what to do about it."""


def read(raw: bytes, *, codes: Collection[str]) -> list[OutcomeLine]:
    """``codes`` are those of the register, closed trusts included. Raises UnusableFile."""
    rows = csv.DictReader(io.StringIO(_text(raw), newline=""))
    names = [name.strip().lower().replace("_", " ") for name in rows.fieldnames or []]
    if missing := [name for name in COLUMNS if name not in names]:
        message = _("The first line has to name the columns. Missing: %(missing)s.")
        raise UnusableFile(Fault(1, message % {"missing": ", ".join(missing)}))
    rows.fieldnames = names
    found: dict[tuple[str, str, str], OutcomeLine] = {}
    faults: list[Fault] = []
    for cells in rows:
        try:
            line = _line(rows.line_num, {name: str(cells.get(name) or "").strip() for name in COLUMNS}, codes)
            first = found.setdefault((line.ods_code, line.period, line.measure), line)
            if first is not line:
                message = _("The same trust, period and measure stand in line %(line)s. Keep one of them.")
                raise _Wrong(message % {"line": first.line})
        except _Wrong as wrong:
            faults.append(Fault(rows.line_num, str(wrong)))
    if faults:
        raise UnusableFile(*faults)
    if not found:
        raise UnusableFile(Fault(None, _("The file has no line with a value.")))
    return list(found.values())


def _text(raw: bytes) -> str:
    if len(raw) > LARGEST:
        raise UnusableFile(Fault(None, _("The file is larger than 5 MB. Split it.")))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = _("The file is not in UTF-8. Save it as UTF-8 and try again.")
        raise UnusableFile(Fault(None, message)) from error


def _line(number: int, cells: dict[str, str], codes: Collection[str]) -> OutcomeLine:
    code, period, measure = cells["ods code"].upper(), cells["period"].upper(), cells["measure"]
    if code not in codes:
        raise _Wrong(
            _("The register has no organisation “%(code)s”. Correct the code, or import the register first.")
            % {"code": code}
        )
    if not re.fullmatch(PERIOD, period):
        raise _Wrong(
            _("“%(period)s” is not a period. Write 2025, 2025/26, 2025-Q3 or 2025-07.") % {"period": period}
        )
    if not measure or len(measure) > LONGEST_MEASURE:
        raise _Wrong(_("Name the measure, in %(most)s characters at most.") % {"most": LONGEST_MEASURE})
    return OutcomeLine(number, code, period, measure, _value(cells["value"]))


def _value(cell: str) -> Decimal:
    try:
        value = Decimal(cell)
        if not value.is_finite() or abs(value) >= LARGEST_VALUE:
            raise InvalidOperation
    except InvalidOperation as fault:
        raise _Wrong(_("“%(cell)s” is not a number. Write one such as 1.04.") % {"cell": cell}) from fault
    return value.quantize(Decimal("0.0001"))
