"""Pure rules about people: names, the GMC number, and the career stage that a grade stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from competencies.enums import Stage
from lms.people.enums import Grade

UNKNOWN_CONSULTANT = "9999998"

STAGES_OF_GRADES: Mapping[str, Stage] = {
    Grade.STUDENT: Stage.UNDERGRADUATE,
    Grade.FY1: Stage.POSTGRADUATE,
    Grade.FY2: Stage.POSTGRADUATE,
    Grade.CORE: Stage.POSTGRADUATE,
    Grade.SPECIALTY: Stage.POSTGRADUATE,
    Grade.GP_TRAINEE: Stage.POSTGRADUATE,
    Grade.SPECIALTY_DOCTOR: Stage.CONTINUING,
    Grade.SPECIALIST: Stage.CONTINUING,
    Grade.ASSOCIATE_SPECIALIST: Stage.CONTINUING,
    Grade.CONSULTANT: Stage.CONTINUING,
    Grade.GP: Stage.CONTINUING,
}
"""Not the locally employed doctor: between two training posts, or done with training for good."""

_form = re.compile(r"[0-9]{7}|L[0-9]{6}")
_consultant_code = re.compile(r"C[0-9]+")
_too_short = re.compile(r"[0-9]{1,6}")


_no_name = re.compile(r"[<>=@\\{}\[\]|\x00-\x1f\x7f]|://|www\.", re.IGNORECASE)


def check_name(value: str) -> None:
    """Names stand in mails that we send for others: no address, markup or formula gets in by way of one."""
    if _no_name.search(value):
        raise ValidationError(
            _("A name has no web address and none of the characters < > = @ \\ { } [ ] | in it."),
            code="not_a_name",
        )


def stage_of_grade(grade: str) -> Stage | None:
    """The career stage that a grade leaves no doubt about; None where it may be more than one."""
    return STAGES_OF_GRADES.get(grade)


def normalise_gmc_number(value: str) -> str:
    """Seven digits, or L and six. Spaces and the C of a consultant code go; nothing written is nothing."""
    number = "".join(value.split()).upper()
    if not number:
        return ""
    if _consultant_code.fullmatch(number):
        number = number[1:]
    if number == UNKNOWN_CONSULTANT:
        raise ValidationError(
            _("9999998 stands for an unknown consultant. Give the doctor's own GMC number, or none."),
            code="gmc_unknown",
        )
    if _form.fullmatch(number):
        return number
    if _too_short.fullmatch(number):
        raise ValidationError(
            _("A GMC number has 7 digits; this has %(count)d. A spreadsheet may have dropped a leading 0.")
            % {"count": len(number)},
            code="gmc_short",
        )
    raise ValidationError(_("A GMC number is 7 digits, or L and 6 digits."), code="gmc_form")
