"""The panel of the requirement tree: as any field, but two drafts of it are compared in words."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import FieldPanel

from programmes.comparing.presenters import TreeComparison


class TreePanel(FieldPanel):
    def get_comparison_class(self) -> Any:
        return TreeComparison
