"""The plugin's settings, each with its default where it is used: a host site need set none of them."""

from __future__ import annotations

from typing import TypeVar

from django.conf import settings

T = TypeVar("T")


def setting(name: str, default: T) -> T:
    found: T = getattr(settings, name, default)
    return found


def site_address() -> str:
    """Where the site says that it is, for links in mails: without a slash at the end."""
    return str(setting("SITE_URL", "") or setting("WAGTAILADMIN_BASE_URL", "")).rstrip("/")
