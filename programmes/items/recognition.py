"""Earlier learning that a trust lead or a designer recognises; the title says what it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from programmes.enums import ShippedItem
from programmes.items.base import Context, Items, ItemType
from programmes.rules.structure import PinnedItem


class Recognition(ItemType):
    code = ShippedItem.RECOGNITION
    label = _("Earlier learning")
    help_text = _("What a doctor has learnt before and elsewhere, once somebody has recognised it.")
    icon = "check"

    def schema(self, identity: Mapping[str, Any]) -> dict[str, Any]:
        return {}

    def pin(self, items: Items, context: Context) -> dict[str, PinnedItem]:
        return {node.id: PinnedItem(title=node.title) for node in items}
