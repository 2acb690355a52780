"""Columns of the library that are not plain numbers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from programmes.catalogue.uses import Use

NAMED = 6
"""So many codes are named in a row; of more, how many there are."""


def claimed_column() -> Column:
    return Column("claimed", label=_("Competences"), accessor=claimed_in_words)


def claimed_in_words(module: Any) -> str:
    codes = list(module.claimed or [])
    shown = ", ".join(codes[:NAMED])
    if len(codes) <= NAMED:
        return shown
    return _now("%(codes)s and %(count)s more") % {"codes": shown, "count": len(codes) - NAMED}


def used_in_words(uses: list[Use]) -> str:
    titles = [
        use.title if use.published else _now("%(title)s (draft)") % {"title": use.title} for use in uses
    ]
    if len(titles) <= 2:
        return ", ".join(titles)
    return _now("%(titles)s and %(count)s more") % {"titles": ", ".join(titles[:2]), "count": len(titles) - 2}
