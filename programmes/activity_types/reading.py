"""Reading: some text, done when the learner says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from programmes.activity_types.base import ActivityType, Outcome, Value

RICH_TEXT = ["h3", "h4", "bold", "italic", "ol", "ul", "blockquote", "hr", "link"]
"""No images, embeds or documents: those can change behind a published version."""


class Reading(ActivityType):
    code = "reading"
    label = _("Reading")
    icon = "doc-full"
    help_text = _("Text to read. The doctor marks it as read.")
    is_taken_in = True

    def fields(self) -> list[tuple[str, blocks.Block]]:
        return [("text", blocks.RichTextBlock(features=RICH_TEXT, label=_("Text")))]

    def compile(self, value: Value) -> dict[str, Any]:
        return {}

    def judge(self, scoring: dict[str, Any], answers: Mapping[str, Any]) -> Outcome:
        return Outcome(completed=True)
