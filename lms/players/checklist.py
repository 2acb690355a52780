"""Items to tick. Ticks are kept as a draft until all are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail import blocks

from lms.players.base import Player
from programmes.activity_types.checklist import MOST
from programmes.models import Activity

FIELD = "ticked"
LONGEST_ID = 100


@dataclass(frozen=True)
class Item:
    id: str
    text: str
    help: str
    ticked: bool


class ChecklistPlayer(Player):
    code = "checklist"
    template = "leadership/players/checklist.html"
    keeps_drafts = True

    def context(
        self,
        activity: Activity | None,
        block_value: blocks.StructValue,
        state: Mapping[str, Any],
        language: str,
    ) -> dict[str, Any]:
        kept = state.get(FIELD)
        ticked = {each for each in kept if isinstance(each, str)} if isinstance(kept, list) else set()
        listed = block_value.get("items")
        return {
            "introduction": block_value.get("introduction") or "",
            "checklist": [_item(child, ticked) for child in (listed.bound_blocks if listed else [])],
            "language": language,
        }

    def read(self, post: QueryDict) -> dict[str, Any]:
        given = [each for each in post.getlist(FIELD) if len(each) <= LONGEST_ID]
        return {FIELD: list(dict.fromkeys(given))[:MOST]}

    @property
    def submit_label(self) -> str:
        return _("Complete the checklist")


def _item(child: Any, ticked: set[str]) -> Item:
    value = child.value
    return Item(child.id, value.get("text") or "", value.get("help") or "", child.id in ticked)
