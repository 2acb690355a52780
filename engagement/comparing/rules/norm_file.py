"""Norms from a file, CSV or YAML: a line for each measure, taken whole or refused line by line.

CSV: ``measure,trusts,p20,p40,p60,p80``, and ``p10`` to ``p90`` where known. YAML: a list of the same.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from engagement.comparing.errors import Fault, UnusableFile
from programmes.interchange.reading import Lines, Unreadable, parse

CUTS = ("p20", "p40", "p60", "p80")
TENTHS = tuple(f"p{each}0" for each in range(1, 10))
LARGEST = 100_000


@dataclass(frozen=True)
class NormLine:
    measure: str
    trusts: int
    cuts: tuple[Decimal, ...]
    deciles: tuple[Decimal, ...]


class _Wrong(ValueError):
    """One line, with what to do about it."""


def read(raw: bytes, *, measures: Collection[str], fewest: int) -> list[NormLine]:
    """``measures`` are those of the questionnaire. Raises UnusableFile."""
    text = _text(raw)
    lines = _yaml_lines(text) if text.lstrip().startswith(("-", "#")) else _csv_lines(text)
    found: dict[str, NormLine] = {}
    faults: list[Fault] = []
    for number, cells in lines:
        try:
            line = _line(cells, measures, fewest)
            if line.measure in found:
                raise _Wrong(_("“%(measure)s” is here twice. Keep one.") % {"measure": line.measure})
            found[line.measure] = line
        except _Wrong as wrong:
            faults.append(Fault(number, str(wrong)))
    if faults:
        raise UnusableFile(*faults)
    if not found:
        raise UnusableFile(Fault(None, _("The file has no line with a norm.")))
    return list(found.values())


def _text(raw: bytes) -> str:
    if len(raw) > LARGEST:
        raise UnusableFile(Fault(None, _("The file is too large to be one of norms.")))
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        message = _("The file is not in UTF-8. Save it as UTF-8 and try again.")
        raise UnusableFile(Fault(None, message)) from error


def _csv_lines(text: str) -> list[tuple[int, Mapping[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text))
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or []]
    if missing := [name for name in ("measure", "trusts", *CUTS) if name not in reader.fieldnames]:
        message = _("The first line has to name the columns. Missing: %(missing)s.")
        raise UnusableFile(Fault(1, message % {"missing": ", ".join(missing)}))
    return [(reader.line_num, cells) for cells in reader]


def _yaml_lines(text: str) -> list[tuple[int, Mapping[str, Any]]]:
    try:
        document = parse(text, is_json=False)
    except Unreadable as error:
        raise UnusableFile(Fault(None, str(error))) from error
    if not isinstance(document, list):
        raise UnusableFile(Fault(1, _("The file has to be a list with an entry for each measure.")))
    places = Lines(text)
    return [
        (places.of((number,)) or 1, each if isinstance(each, dict) else {})
        for number, each in enumerate(document)
    ]


def _line(cells: Mapping[str, Any], measures: Collection[str], fewest: int) -> NormLine:
    measure = str(cells.get("measure") or "").strip()
    if measure not in measures:
        raise _Wrong(
            _("The questionnaire has no measure “%(measure)s”. It has: %(known)s.")
            % {"measure": measure, "known": ", ".join(measures)}
        )
    trusts = _number(cells, "trusts")
    if trusts != int(trusts) or trusts < fewest:
        message = _("A norm is made of at least %(fewest)s trusts. Leave this measure out.")
        raise _Wrong(message % {"fewest": fewest})
    has_tenths = any(str(cells.get(name) or "").strip() for name in TENTHS if name not in CUTS)
    cuts = _rising(cells, CUTS)
    return NormLine(measure, int(trusts), cuts, _rising(cells, TENTHS) if has_tenths else ())


def _rising(cells: Mapping[str, Any], names: tuple[str, ...]) -> tuple[Decimal, ...]:
    found = tuple(_number(cells, name) for name in names)
    if any(not 0 <= each <= 100 for each in found):
        raise _Wrong(_("A norm is between 0 and 100."))
    if list(found) != sorted(found):
        message = _("%(names)s have to rise from left to right.")
        raise _Wrong(message % {"names": ", ".join(names)})
    return found


def _number(cells: Mapping[str, Any], name: str) -> Decimal:
    cell = str(cells.get(name) if cells.get(name) is not None else "").strip()
    try:
        found = Decimal(cell)
        if not found.is_finite():
            raise InvalidOperation
    except InvalidOperation as fault:
        message = _("“%(cell)s” in %(name)s is not a number. Write one such as 52.5.")
        raise _Wrong(message % {"cell": cell, "name": name}) from fault
    return found
