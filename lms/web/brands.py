"""Which organisation's look a page wears: that of the seat it is about, or of the one that its lead leads.

A page about several, or about nobody in particular, keeps the site's own look.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from lms.organisations.models import Brand, Organisation
from lms.organisations.selectors import brand_worn


def wear(request: HttpRequest, organisation: Organisation | None) -> None:
    """For an organisation that came with its look, in one query."""
    put_on(request, brand_worn(organisation))


def wear_one_of(request: HttpRequest, organisations: Sequence[Organisation]) -> None:
    wear(request, organisations[0] if len(organisations) == 1 else None)


def put_on(request: HttpRequest, brand: Brand | None) -> None:
    """The page's template finds it here."""
    request.leadership_brand = brand  # type: ignore[attr-defined]
