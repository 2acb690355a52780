"""Faults of rows in words: what is wrong, how to mend it, and what may be chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lms.enrolment.enums import Choice
from lms.enrolment.lists.columns import COLUMNS
from lms.enrolment.lists.judging import JUDGES_CODES
from lms.people.enums import Grade

Text = str | Promise

WORDS: Mapping[str, tuple[Text, Text]] = {
    "missing": (_("There is no %(column)s."), _("Fill the cell in.")),
    "long": (_("This is longer than %(most)s characters."), _("Shorten it.")),
    "half_name": (_("This is only one name."), _("Write the given name and the family name.")),
    "not_a_name": (
        _("A name has no web address and none of the characters < > = @ \\ { } [ ] | in it."),
        _("Write the name alone."),
    ),
    "not_an_email": (
        _("This is not an email address."),
        _("Write it like a.name@trust.example, without spaces."),
    ),
    "gmc_lost_zero": (
        _("A GMC number has 7 digits; this has 6. A spreadsheet has probably dropped a leading 0."),
        _("Is it %(proposal)s?"),
    ),
    "gmc_short": (
        _("A GMC number has 7 digits; this has %(count)s."),
        _("Look it up, or empty the cell."),
    ),
    "gmc_form": (_("A GMC number is 7 digits, or L and 6 digits."), _("Correct it, or empty the cell.")),
    "gmc_unknown": (
        _("9999998 stands for an unknown consultant."),
        _("Give the doctor’s own GMC number, or empty the cell."),
    ),
    "grade": (
        _("The grade “%(given)s” is not one we know."),
        _("Choose one that we know, or leave it empty."),
    ),
    "grade_several": (
        _("“%(given)s” stands for more than one grade."),
        _("Choose which one it is."),
    ),
    "double_email": (
        _("Line %(line)s has the same email."),
        _("Say that it is the same person, leave this line out, or correct the address."),
    ),
    "double_gmc_number": (
        _("Line %(line)s has the same GMC number."),
        _("Say that it is the same person, leave this line out, or correct the number."),
    ),
    "other_number": (
        _("You hold another GMC number for this email address: %(gmc)s."),
        _("If it is the same person, they keep the number that you hold."),
    ),
    "number_of_another": (
        _("You hold this GMC number for somebody else, at %(email)s."),
        _("Correct the number, or say that it is the person with this email address."),
    ),
    "other_address": (
        _("You hold another email address for this GMC number: %(email)s."),
        _("If it is the same person, the invitation goes to the address in this list."),
    ),
}

SAME_PERSON = JUDGES_CODES
GRADE = "grade:"
"""Begins the choice of one grade out of several."""


@dataclass(frozen=True)
class Said:
    column: str
    name: str
    code: str
    message: str
    mend: str


def said(faults: Iterable[Mapping[str, Any]]) -> list[Said]:
    """Stored faults as sentences in the language of the moment."""
    return [_said(fault) for fault in faults]


def _said(fault: Mapping[str, Any]) -> Said:
    name = str(COLUMNS[fault["column"]])
    params = {"column": name, "given": "", **fault["params"]}
    message, mend = (str(text) % params for text in WORDS[fault["code"]])
    return Said(fault["column"], name, fault["code"], message, mend)


def choices(faults: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The buttons beside a row that needs a decision."""
    found: list[tuple[str, str]] = []
    for fault in faults:
        if fault["code"] == "gmc_lost_zero":
            text = _now("Use %(proposal)s") % fault["params"]
            found.append((Choice.TAKE_PROPOSAL, text))
        elif fault["code"] == "grade_several":
            found += [
                (f"{GRADE}{each}", str(capfirst(Grade(each).label))) for each in fault["params"]["grades"]
            ]
        elif fault["code"] in SAME_PERSON:
            found.append((Choice.SAME_PERSON, _now("Same person")))
    return [*found, (Choice.LEAVE_OUT, _now("Leave out"))]


def reason(faults: Iterable[Mapping[str, Any]], choice: str) -> str:
    """Why a row was not used, as one cell of a file."""
    parts = [f"{each.name}: {each.message} {each.mend}".strip() for each in said(faults)]
    if choice == Choice.LEAVE_OUT:
        parts.insert(0, _now("You left it out."))
    elif choice == Choice.SAME_PERSON:
        parts.insert(0, _now("You said that it is the same person."))
    return " ".join(parts)
