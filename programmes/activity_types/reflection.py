"""Reflection: a prompt, and the doctor's own words. Complete when there are enough of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import blocks

from programmes.activity_types.base import ActivityType, Outcome, Value


class Reflection(ActivityType):
    code = "reflection"
    label = _("Reflection")
    icon = "edit"
    help_text = _("A prompt with room to write. What is written stays private to the doctor.")

    def fields(self) -> list[tuple[str, blocks.Block]]:
        return [
            (
                "prompt",
                blocks.TextBlock(
                    label=_("Prompt"), help_text=_("What to think about: one or two open questions.")
                ),
            ),
            (
                "min_words",
                blocks.IntegerBlock(
                    required=False,
                    min_value=1,
                    max_value=1000,
                    label=_("Fewest words"),
                    help_text=_(
                        "Leave empty if any length will do. A few honest lines are worth more than many."
                    ),
                ),
            ),
        ]

    def compile(self, value: Value) -> dict[str, Any]:
        return {"min_words": value.get("min_words") or 0}

    def judge(self, scoring: dict[str, Any], answers: Mapping[str, Any]) -> Outcome:
        text = answers.get("text")
        words = len(text.split()) if isinstance(text, str) else 0
        wanted = max(1, scoring.get("min_words") or 0)
        if not words:
            return Outcome(completed=False, errors={"text": _("Write your reflection.")})
        if words < wanted:
            message = ngettext(
                "Write at least %(wanted)s words: there is %(words)s so far.",
                "Write at least %(wanted)s words: there are %(words)s so far.",
                words,
            )
            return Outcome(completed=False, errors={"text": message % {"wanted": wanted, "words": words}})
        return Outcome(completed=True, result={"words": words})
