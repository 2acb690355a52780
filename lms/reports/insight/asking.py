"""What an address asks for, in the numbers of the cube; and all that can be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.reports.insight.cube import Cube, Dimension, Named
from lms.reports.insight.figures import Figures
from lms.reports.insight.report import NOBODY_KNOWN, Wanted

MONTHS = 3


@dataclass(frozen=True)
class Choice:
    value: str
    """As it stands in an address after ``only``."""
    label: str
    is_chosen: bool


def wanted_by(asked: Mapping[str, Any], cube: Cube) -> Wanted:
    """What nobody can read asks for everybody; what is not of this programme, for nobody.

    ``only`` names a dimension and its value at once, as the page's one list of choices does: ``version:2``.
    """
    dimension, _colon, value = str(asked.get("only") or "").partition(":")
    if dimension in list(Dimension):
        asked = {dimension: value}
    return Wanted(
        version=_version(str(asked.get("version") or ""), cube),
        cohort=_named(asked.get("cohort"), cube.cohorts),
        trust=_named(asked.get("trust"), cube.trusts),
        started=_quarter(str(asked.get("started") or "")),
    )


def _version(text: str, cube: Cube) -> int | None:
    if not text.isascii() or not text.isdigit():
        return None
    return next((each.id for each in cube.versions if str(each.number) == text), NOBODY_KNOWN)


def _named(given: Any, named: Mapping[int, Named]) -> int | None:
    try:
        uid = given if isinstance(given, UUID) else UUID(str(given or ""))
    except ValueError:
        return None
    return next((pk for pk, each in named.items() if each.uid == uid), NOBODY_KNOWN)


def _quarter(text: str) -> int | None:
    year, _dash, quarter = text.partition("-")
    if not (text.isascii() and year.isdigit() and len(year) == 4 and quarter in ("1", "2", "3", "4")):
        return None
    return int(year) * 10 + int(quarter)


def address_of(dimension: Dimension, value: int, cube: Cube) -> str:
    """A value as an address names it; nothing for those without a cohort or trust."""
    if dimension == Dimension.VERSION:
        return next((str(each.number) for each in cube.versions if each.id == value), "")
    if dimension == Dimension.STARTED:
        return f"{value // 10}-{value % 10}"
    named = cube.cohorts if dimension == Dimension.COHORT else cube.trusts
    return str(named[value].uid) if value in named else ""


def label_of(dimension: Dimension, value: int, cube: Cube) -> str:
    if dimension == Dimension.VERSION:
        number = next((each.number for each in cube.versions if each.id == value), "")
        return _("Version %(number)s") % {"number": number}
    if dimension == Dimension.STARTED:
        return quarter_label(value)
    if dimension == Dimension.TRUST:
        return cube.trusts[value].name if value in cube.trusts else _("Without a sponsor")
    if value not in cube.cohorts:
        return _("Without a cohort")
    cohort = cube.cohorts[value]
    trust = cube.trusts.get(cohort.of)
    return f"{trust.name}: {cohort.name}" if trust else cohort.name


def quarter_label(value: int) -> str:
    year, quarter = divmod(value, 10)
    first = date(year, (quarter - 1) * MONTHS + 1, 1)
    last = date(year, quarter * MONTHS, 1)
    return _("%(first)s to %(last)s") % {
        "first": date_format(first, "F"),
        "last": date_format(last, "F Y"),
    }


def choices(dimension: Dimension, cube: Cube, wanted: Wanted, figures: Figures) -> list[Choice]:
    """Values that people of the programme have and of which something is told.

    Those without a cohort or trust cannot be asked for. Of whom nothing is told is not named either: the
    name of a cohort may tell who is in it.
    """
    chosen = dict(wanted.chosen).get(dimension)
    named = {Dimension.COHORT: cube.cohorts, Dimension.TRUST: cube.trusts}.get(dimension)
    values = {group.value(dimension) for group in cube.groups if group.taken}
    ordered = list(named) if named is not None else sorted(values, reverse=True)
    found = [
        Choice(
            f"{dimension.value}:{address_of(dimension, value, cube)}",
            label_of(dimension, value, cube),
            value == chosen,
        )
        for value in ordered
        if value in values and figures.tells_of(frozenset({(dimension, value)}))
    ]
    return sorted(found, key=lambda each: each.label) if dimension == Dimension.COHORT else found
