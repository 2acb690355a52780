"""Openings and credits in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.calendar.presenters import in_words
from lms.progress.nodes import Node
from lms.progress.openings import Opening, State


def why_closed(opening: Opening) -> str:
    """When something opens, or what must be done first; nothing where it is open."""
    if opening.state == State.OPENS_ON and opening.opens_on:
        return _("Opens on %(day)s.") % {"day": in_words(opening.opens_on)}
    if opening.state == State.LOCKED:
        return _("Opens after %(titles)s.") % {"titles": titles(opening.locked_by)}
    return ""


def titles(nodes: Sequence[Node]) -> str:
    """``“First steps”``, or ``“First steps” and “Plans”``."""
    named = [_("“%(title)s”") % {"title": node.title} for node in nodes]
    if len(named) < 2:
        return "".join(named)
    return _("%(some)s and %(last)s") % {"some": ", ".join(named[:-1]), "last": named[-1]}


def in_credits(hundredths: int) -> str:
    """``2.5 credits``"""
    number = number_of_credits(hundredths)
    text = ngettext("%(number)s credit", "%(number)s credits", 1 if hundredths == 100 else 2)
    return text % {"number": number}


def number_of_credits(hundredths: int) -> str:
    return number_format((Decimal(hundredths) / 100).normalize() + 0, use_l10n=True)
