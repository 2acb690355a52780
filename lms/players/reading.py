"""Text to read, and a button that says it was read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail import blocks

from lms.players.base import Player
from programmes.activity_types import get
from programmes.models import Activity


class ReadingPlayer(Player):
    code = "reading"
    template = "leadership/players/reading.html"

    def context(
        self,
        activity: Activity | None,
        block_value: blocks.StructValue,
        state: Mapping[str, Any],
        language: str,
    ) -> dict[str, Any]:
        return {"label": get(self.code).label, "text": block_value.get("text"), "language": language}

    def read(self, post: QueryDict) -> dict[str, Any]:
        return {}

    @property
    def submit_label(self) -> str:
        return _("Mark as read")
