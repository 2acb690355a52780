"""What an organisation gave about somebody, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lms.people.enums import Grade

LABELS = {
    "name": _("Name"),
    "email": _("Email address"),
    "gmc_number": _("GMC number"),
    "grade": _("Grade"),
    "specialty": _("Specialty"),
}
KINDS = {
    "name": _("your name"),
    "email": _("your email address"),
    "gmc_number": _("your GMC number"),
    "grade": _("your grade"),
    "specialty": _("your specialty"),
}


def given_lines(given: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each kind with its value, as a page shows them."""
    return [
        (str(LABELS[kind]), capfirst(str(Grade(value).label)) if kind == "grade" else value)
        for kind, value in given.items()
    ]


def given_kinds(given: Mapping[str, str]) -> list[str]:
    """Only what kinds of data they are: a mail may be read by others."""
    return [str(KINDS[kind]) for kind in given]
