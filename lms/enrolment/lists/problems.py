"""What can be wrong with a file as a whole, in words with what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PROBLEMS: Mapping[str, str | Promise] = {
    "empty": _("The file is empty. Start from the template."),
    "no_people": _("The file has a heading but no people. Add one line for each person."),
    "too_large": _("The file is larger than %(most)s MB. Save only the list itself, or split it."),
    "too_many": _("The file has more than %(most)s people. Split it."),
    "not_text": _("This is neither a spreadsheet nor text. In Excel choose “Save as” and then “CSV UTF-8”."),
    "old_workbook": _(
        "This is an Excel file of the old kind, or one with a password. "
        "In Excel choose “Save as” and then “Excel workbook (.xlsx)” without a password."
    ),
    "not_workbook": _(
        "This file cannot be opened as an Excel workbook. Save it again as “Excel workbook (.xlsx)” or CSV."
    ),
    "unsafe_workbook": _(
        "This workbook is built in a way that we do not open. Copy the list into a new one and save that."
    ),
    "large_workbook": _(
        "This workbook is much larger inside than a list of people is. Copy the list into a new workbook."
    ),
    "no_sheet": _("The workbook has no visible sheet with anything in it."),
    "open_quote": _(
        "A quotation mark near line %(line)s is opened and not closed. Take it out, or save the file as XLSX."
    ),
    "line": _("Line %(line)s cannot be read. Save the file as XLSX, or as CSV again."),
    "wide": _("The file has more than %(most)s columns. Save only the list itself."),
    "missing_columns": _("Say which columns hold: %(missing)s."),
    "twice": _("Two columns are given as %(column)s. Keep one of them."),
    "no_seats": _("There are not enough free seats any more. Nobody was enrolled."),
    "not_theirs": _("Whoever confirmed the list was not a lead of this organisation any more."),
    "nobody_new": _("Nobody on the list is new any more."),
    "not_published": _("The programme has no published version."),
    "refused": _("The list could not be written."),
}


def in_words(code: str, params: Mapping[str, Any]) -> str:
    return str(PROBLEMS[code]) % params if params else str(PROBLEMS[code])


class UnreadableList(ValueError):
    """The file as a whole cannot be used; the message says why and what to do."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(code)

    def __str__(self) -> str:
        return in_words(self.code, self.params)
