"""What every template of the site may name."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.http import HttpRequest

from cms.accounts.language import other_languages
from cms.site.navigation import items_for


def site(request: HttpRequest) -> dict[str, object]:
    # A partial is called by the template only where the header stands.
    return {
        "site_name": settings.SITE_NAME,
        "is_demo": settings.LEADERSHIP_DEMO,
        "navigation": partial(items_for, request),
        "other_languages": other_languages,
    }
