"""A prompt, and room to write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail import blocks

from lms.players.base import Player
from programmes.models import Activity

LONGEST = 20_000
"""Characters: a long essay, and short of what a form may carry."""


class ReflectionPlayer(Player):
    code = "reflection"
    template = "leadership/players/reflection.html"
    keeps_drafts = True

    def context(
        self,
        activity: Activity | None,
        block_value: blocks.StructValue,
        state: Mapping[str, Any],
        language: str,
    ) -> dict[str, Any]:
        text = state.get("text")
        return {
            "prompt": block_value.get("prompt") or "",
            "min_words": block_value.get("min_words") or 0,
            "text": text if isinstance(text, str) else "",
            "longest": LONGEST,
            "language": language,
        }

    def read(self, post: QueryDict) -> dict[str, Any]:
        # Browsers send line ends as CR LF and count them as one character.
        return {"text": post.get("text", "").replace("\r\n", "\n")[:LONGEST]}

    @property
    def submit_label(self) -> str:
        return _("Save and complete")
