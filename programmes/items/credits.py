"""CPD credits that a doctor earns elsewhere: so many are needed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from programmes.enums import ShippedItem
from programmes.items.base import Context, Items, ItemType
from programmes.rules.problems import Problem
from programmes.rules.structure import PinnedItem

MOST = 1000


def hundredths(given: str) -> int | None:
    """Of credits written as a decimal number; None unless they are whole quarters from 0.25 to 1000."""
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,2})?", given):
        return None
    found = int(Decimal(given) * 100)
    return found if found % 25 == 0 and 25 <= found <= MOST * 100 else None


class Credits(ItemType):
    code = ShippedItem.CREDITS
    label = _("CPD credits")
    help_text = _("So many credits earned elsewhere, such as at a conference or a course.")
    icon = "plus"

    def schema(self, identity: Mapping[str, Any]) -> dict[str, Any]:
        return {"credits": {"type": "string", "maxLength": 10}}

    def check(self, items: Items, context: Context) -> list[Problem]:
        found = super().check(items, context)
        for node in items:
            if hundredths(str(node.item.get("credits") or "")) is None:
                message = _now("Say how many credits are needed, in quarters: 0.25 to 1000, such as 2.5.")
                found.append(self.problem(node, message, "item", "credits", code="credits_wrong"))
        return found

    def pin(self, items: Items, context: Context) -> dict[str, PinnedItem]:
        return {
            node.id: PinnedItem(title=node.title, credits=hundredths(str(node.item["credits"])))
            for node in items
        }
