"""One row of a file as a person: each cell cleaned, and what is wrong with it as a code.

Codes and not sentences, so that a row reads in the language of whoever looks at it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils import translation

from lms.enrolment.lists.columns import COLUMNS, NAMES
from lms.people.enums import Grade
from lms.people.rules import check_name, normalise_gmc_number

LENGTHS: Mapping[str, int] = {
    "given_name": 80,
    "family_name": 80,
    "full_name": 160,
    "email": 254,
    "gmc_number": 20,
    "grade": 100,
    "specialty": 100,
}
GRADE_WORDS: Mapping[str, str] = {
    "f1": Grade.FY1,
    "f2": Grade.FY2,
    "foundation 1": Grade.FY1,
    "foundation 2": Grade.FY2,
    "ct": Grade.CORE,
    "core training": Grade.CORE,
    "st": Grade.SPECIALTY,
    "spr": Grade.SPECIALTY,
    "registrar": Grade.SPECIALTY,
    "specialty registrar": Grade.SPECIALTY,
    "speciality doctor": Grade.SPECIALTY_DOCTOR,
    "gpst": Grade.GP_TRAINEE,
    "gp registrar": Grade.GP_TRAINEE,
    "cons": Grade.CONSULTANT,
    "student": Grade.STUDENT,
}
SEVERAL_GRADES: Mapping[str, tuple[Grade, ...]] = dict.fromkeys(
    ("sas", "sas doctor", "sas grade", "sas dr"),
    (Grade.SPECIALTY_DOCTOR, Grade.SPECIALIST, Grade.ASSOCIATE_SPECIALIST),
)
"""Words that stand for more than one grade: which one, the lead says."""
ASKED = frozenset({"gmc_lost_zero", "grade_several"})
"""What a cell leaves open, with answers to choose from; any other fault of a cell has to be mended."""
TITLES = re.compile(r"(?:(?:dr|doctor|prof|professor|mr|mrs|ms|miss|mx|sir|dame)\b\.?\s*)+", re.IGNORECASE)
_address_in_brackets = re.compile(r".*<([^<>]+@[^<>]+)>")
_formula_text = re.compile(r'="(.*)"')
_is_email = EmailValidator()


@dataclass(frozen=True)
class Fault:
    column: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"column": self.column, "code": self.code, "params": self.params}


@dataclass
class Parsed:
    """A row by our columns. Only what is fit to use stands in the values."""

    line: int
    given_name: str = ""
    family_name: str = ""
    email: str = ""
    gmc_number: str = ""
    grade: str = ""
    specialty: str = ""
    bad: list[Fault] = field(default_factory=list)
    questions: list[Fault] = field(default_factory=list)


def read(line: int, cells: Sequence[str], mapping: Sequence[str]) -> Parsed:
    parsed = Parsed(line)
    raw = {column: cell for column, cell in zip(mapping, cells, strict=False) if column}
    if "full_name" in raw:
        _split_name(parsed, raw)
    for column in (*NAMES, "email", "gmc_number", "grade", "specialty"):
        if column in raw:
            _take(parsed, column, raw[column])
    return parsed


def _take(parsed: Parsed, column: str, cell: str) -> None:
    if len(cell) > LENGTHS[column]:
        parsed.bad.append(Fault(column, "long", {"most": LENGTHS[column]}))
        return
    try:
        setattr(parsed, column, CLEANERS[column](cell))
    except _Faulty as faulty:
        kind = parsed.questions if faulty.code in ASKED else parsed.bad
        kind.append(Fault(column, faulty.code, faulty.params))


class _Faulty(ValueError):
    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params


def _split_name(parsed: Parsed, raw: dict[str, str]) -> None:
    """*Family, Given* or *Given Family*, after any titles; names in columns of their own count more."""
    whole = TITLES.sub("", raw["full_name"], count=1) if TITLES.match(raw["full_name"]) else raw["full_name"]
    family, comma, given = (part.strip() for part in whole.partition(","))
    if comma:
        given = TITLES.sub("", given, count=1) if TITLES.match(given) else given
    else:
        given, _space, family = whole.rpartition(" ")
    if not (given and family):
        parsed.bad.append(Fault("full_name", "half_name" if whole else "missing"))
        return
    raw.setdefault("given_name", given)
    raw.setdefault("family_name", family)


def _name(cell: str) -> str:
    if not cell:
        raise _Faulty("missing")
    try:
        check_name(cell)
    except ValidationError:
        raise _Faulty("not_a_name") from None
    return cell


def _email(cell: str) -> str:
    text = cell.removeprefix("mailto:").strip(" ;,'\"")
    if found := _address_in_brackets.fullmatch(text):
        text = found[1]
    text = text.strip().lower()
    if not text:
        raise _Faulty("missing")
    try:
        _is_email(text)
    except ValidationError:
        raise _Faulty("not_an_email") from None
    return text


def _gmc_number(cell: str) -> str:
    text = cell
    if found := _formula_text.fullmatch(text):
        text = found[1]
    text = re.sub(r"\.0+$", "", text.lstrip("'’").replace(" ", "").replace(",", ""))
    if text.lower() in ("", "-", "n/a", "na", "none", "nil", "tbc"):
        return ""
    if re.fullmatch(r"[0-9]{6}", text):
        raise _Faulty("gmc_lost_zero", proposal=f"0{text}")
    try:
        return normalise_gmc_number(text)
    except ValidationError as error:
        code = str(error.code or "gmc_form")
        raise _Faulty(code, **({"count": len(text)} if code == "gmc_short" else {})) from None


@cache
def _grades() -> dict[str, str]:
    """Every grade by its code and by its name in every language that the site speaks."""
    found = dict(GRADE_WORDS)
    for language in ("en-gb", "cy"):
        with translation.override(language):
            found |= {str(grade.label).lower(): grade.value for grade in Grade}
    return found | {grade.value: grade.value for grade in Grade}


def _grade(cell: str) -> str:
    text = cell.lower().strip(" .*")
    if text in ("", "-", "n/a"):
        return ""
    for form in (text, text.rstrip("s"), re.sub(r"[\s-]*[0-9]+(\s*[-–/]\s*[0-9]+)?$", "", text)):
        if form in _grades():
            return _grades()[form]
        if form in SEVERAL_GRADES:
            raise _Faulty("grade_several", given=cell, grades=[each.value for each in SEVERAL_GRADES[form]])
    raise _Faulty("grade", given=cell)


CLEANERS: Mapping[str, Any] = {
    "given_name": _name,
    "family_name": _name,
    "email": _email,
    "gmc_number": _gmc_number,
    "grade": _grade,
    "specialty": lambda cell: cell,
}
if CLEANERS.keys() | {"full_name"} != COLUMNS.keys():
    raise RuntimeError("a column has no cleaner")
