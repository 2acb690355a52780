"""A page elsewhere: why to go, the way there, and a button that says it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail import blocks

from lms.players.base import Player
from programmes.models import Activity


class LinkPlayer(Player):
    code = "link"
    template = "leadership/players/link.html"

    def context(
        self,
        activity: Activity | None,
        block_value: blocks.StructValue,
        state: Mapping[str, Any],
        language: str,
    ) -> dict[str, Any]:
        url = block_value.get("url") or ""
        return {
            "url": url,
            "host": _host(url),
            "text": block_value.get("text") or "",
            "language": language,
        }

    def read(self, post: QueryDict) -> dict[str, Any]:
        return {}

    @property
    def submit_label(self) -> str:
        return _("Mark as done")


def _host(url: str) -> str:
    """Where the link leads. Empty for what is no safe address: a draft may hold anything."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme == "https" else ""
