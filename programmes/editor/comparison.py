"""Two trees line by line, for the comparison of drafts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.template.loader import render_to_string
from wagtail.admin.compare import FieldComparison
from wagtail.admin.panels import FieldPanel

from programmes.presenters import OutlineLine, outline_of


@dataclass(frozen=True)
class Line:
    change: str
    """``addition``, ``deletion`` or empty."""
    line: OutlineLine


def lines_between(old: list[OutlineLine], new: list[OutlineLine]) -> Iterator[Line]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for change, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if change == "equal":
            yield from (Line("", line) for line in new[new_from:new_to])
            continue
        yield from (Line("deletion", line) for line in old[old_from:old_to])
        yield from (Line("addition", line) for line in new[new_from:new_to])


class TreeComparison(FieldComparison):
    def htmldiff(self) -> str:
        lines = list(lines_between(outline_of(self.val_a), outline_of(self.val_b)))
        return render_to_string("leadership/programmes/admin/tree_lines.html", {"lines": lines})


class TreePanel(FieldPanel):
    def get_comparison_class(self) -> Any:
        return TreeComparison
