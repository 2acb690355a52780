"""Columns of the library that are not plain numbers."""

from __future__ import annotations

from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from programmes.catalogue.uses import Use

NAMED = 2
"""So many competences are named in a row; of more, how many there are."""
LONGEST = 48


def claimed_column() -> Column:
    return Column("claimed", label=_("Competences"), accessor=claimed_in_words)


def claimed_in_words(module: Any) -> str:
    claimed = [Truncator(each).chars(LONGEST) for each in module.claimed or []]
    shown = "; ".join(claimed[:NAMED])
    if len(claimed) <= NAMED:
        return shown
    return _now("%(titles)s and %(count)s more") % {"titles": shown, "count": len(claimed) - NAMED}


def used_in_words(uses: list[Use]) -> str:
    titles = [
        use.title if use.published else _now("%(title)s (draft)") % {"title": use.title} for use in uses
    ]
    if len(titles) <= 2:
        return ", ".join(titles)
    return _now("%(titles)s and %(count)s more") % {"titles": ", ".join(titles[:2]), "count": len(titles) - 2}
