"""Dates in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lms.calendar.rules import DAYS_AFTER_RETURN


def in_words(on: date) -> str:
    """``5 August 2026``, in the language of the reader."""
    return _in_words(on, get_language())


@lru_cache(maxsize=2048)
def _in_words(on: date, language: str | None) -> str:
    """A page names the same few days again and again."""
    return date_format(on, "j F Y")


def explain(derivation: Mapping[str, Any], *, for_trust: bool = False) -> str:
    """Why a thing is due when it is, in one sentence.

    A trust reads by how many days a date moved, never that the doctor was absent.
    """
    sentence = _beginning(derivation, for_trust=for_trust)
    if extra := int(derivation.get("extra_days", 0)):
        sentence = _("%(sentence)s, plus %(moved)s") % {"sentence": sentence, "moved": _extended(extra)}
    absent, paused = int(derivation["absence_days"]), int(derivation.get("paused_days", 0))
    marking = int(derivation.get("marking_days", 0))
    if for_trust:
        absent, paused, marking = absent + paused + marking, 0, 0
    for days, words in ((absent, _absent), (paused, _paused), (marking, _at_markers)):
        if days:
            moved = _moved(days) if for_trust else words(days)
            sentence = _("%(sentence)s, plus %(moved)s") % {"sentence": sentence, "moved": moved}
    return sentence


def _beginning(derivation: Mapping[str, Any], *, for_trust: bool) -> str:
    days, start = int(derivation["days"]), in_words(date.fromisoformat(derivation["start"]))
    if derivation["rule"] != DAYS_AFTER_RETURN:
        return _after_start(days, start, for_trust=for_trust)
    if for_trust:
        text = ngettext(
            "%(days)d day after the work came back for changes on %(start)s",
            "%(days)d days after the work came back for changes on %(start)s",
            days,
        )
    else:
        text = ngettext(
            "%(days)d day after your work came back to you on %(start)s",
            "%(days)d days after your work came back to you on %(start)s",
            days,
        )
    return text % {"days": days, "start": start}


def _after_start(days: int, start: str, *, for_trust: bool) -> str:
    if not days:
        text = (
            _("On the day of the start, %(start)s") if for_trust else _("On the day you started, %(start)s")
        )
        return text % {"start": start}
    if for_trust:
        text = ngettext(
            "%(days)d day after the start on %(start)s", "%(days)d days after the start on %(start)s", days
        )
    else:
        text = ngettext(
            "%(days)d day after you started on %(start)s",
            "%(days)d days after you started on %(start)s",
            days,
        )
    return text % {"days": days, "start": start}


def _moved(days: int) -> str:
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def _extended(days: int) -> str:
    text = ngettext(
        "%(days)d day by which the place was extended", "%(days)d days by which the place was extended", days
    )
    return text % {"days": days}


def _at_markers(days: int) -> str:
    text = ngettext(
        "%(days)d day that your work was with the markers",
        "%(days)d days that your work was with the markers",
        days,
    )
    return text % {"days": days}


def _absent(days: int) -> str:
    text = ngettext("%(days)d day of recorded absence", "%(days)d days of recorded absence", days)
    return text % {"days": days}


def _paused(days: int) -> str:
    text = ngettext(
        "%(days)d day while the programme was paused", "%(days)d days while the programme was paused", days
    )
    return text % {"days": days}
