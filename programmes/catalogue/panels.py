"""In the editor of a module or programme, below its fields: where it is used and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.panels import Panel

from programmes.catalogue.lineage import copies_of, original_of
from programmes.catalogue.uses import uses_of


class OriginPanel(Panel):
    """Nothing to fill in: four queries, however many there are."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "leadership/programmes/admin/origin.html"

        def is_shown(self) -> bool:
            return self.instance is not None

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            draft: Any = self.instance
            if draft.pk is None:
                return {**context, "original": original_of(draft)}
            return {
                **context,
                "draft": draft,
                "original": original_of(draft),
                "uses": uses_of([draft.translation_key]).get(draft.translation_key, []),
                "copies": copies_of(draft.translation_key, type(draft)),
            }
