"""The language of pages: chosen by the visitor, kept in a cookie of their browser, and with their person."""

from __future__ import annotations

from typing import TypeVar

from django.conf import settings
from django.http.response import HttpResponseBase

OWN_NAMES = {"en-gb": "English", "cy": "Cymraeg"}
"""As their readers call them."""

R = TypeVar("R", bound=HttpResponseBase)


def languages() -> list[tuple[str, str]]:
    """All that a page can be read in, each by its own name."""
    return [(code, OWN_NAMES.get(code, str(name))) for code, name in settings.LANGUAGES]


def remember(response: R, language: str) -> R:
    """LocaleMiddleware reads this cookie, whoever is signed in."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response
