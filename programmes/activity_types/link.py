"""Link: a page elsewhere, and why to go there. Done when the doctor says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from programmes.activity_types.base import ActivityType, Outcome, Value
from programmes.rules.problems import Problem

LONGEST = 2000


class Link(ActivityType):
    code = "link"
    label = _("Link")
    icon = "link-external"
    help_text = _("A page on another site, and what to look for there. The doctor marks it as done.")
    is_taken_in = True

    def fields(self) -> list[tuple[str, blocks.Block]]:
        return [
            (
                "url",
                blocks.URLBlock(
                    max_length=LONGEST,
                    label=_("Address"),
                    help_text=_("It begins with https:// and opens without a password."),
                ),
            ),
            (
                "text",
                blocks.TextBlock(
                    rows=3, label=_("What for"), help_text=_("Why to go there, and what to look for.")
                ),
            ),
        ]

    def problems(self, value: Value) -> list[Problem]:
        address = _parts(str(value.get("url") or ""))
        if address is None or address.scheme != "https" or not address.hostname:
            message = now_("Give an address that begins with https://, so that nobody can change the page.")
            return [Problem(message, ("url",), code="not_https")]
        if address.username is not None or address.password is not None:
            message = now_("Take the name and password out of the address: everybody would see them.")
            return [Problem(message, ("url",), code="holds_password")]
        return []

    def compile(self, value: Value) -> dict[str, Any]:
        """The address counts as words: a translation may lead to the page in its own language."""
        return {}

    def judge(self, scoring: dict[str, Any], answers: Mapping[str, Any]) -> Outcome:
        return Outcome(completed=True)


def _parts(url: str) -> Any:
    try:
        return urlsplit(url)
    except ValueError:
        return None
