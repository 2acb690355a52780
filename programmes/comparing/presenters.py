"""Differences as two columns that a reviewer reads, and as the one column of Wagtail's own comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from wagtail.admin.compare import TextDiff, diff_text
from wagtail.utils.text import text_from_html

from programmes.comparing.entries import programme_entries
from programmes.enums import ChangeKind, DifferenceArea
from programmes.models import Programme
from programmes.rules.differences import Difference, Entry, Facet, differences

IN_HEADING = ("title", "item")
"""What the heading of an entry that came or went says already."""


@dataclass(frozen=True)
class Line:
    """One thing that is said otherwise: empty on the side where it is not said at all."""

    label: str
    area: DifferenceArea
    before: str
    after: str


@dataclass(frozen=True)
class Row:
    """One entry with all that changed about it."""

    title: str
    kind: str
    depth: int
    change: ChangeKind
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Comparison:
    rows: tuple[Row, ...]
    counts: tuple[tuple[DifferenceArea, int], ...]
    """How many differences there are of each sort that there is."""


def compared(before: Sequence[Entry], after: Sequence[Entry], *, area: str = "") -> Comparison:
    """All differences, or those of one area; the counts are of all."""
    found = differences(before, after)
    counts = [(each, sum(one.area == each for one in found)) for each in DifferenceArea]
    entries = {entry.key: entry for entry in [*before, *after]}
    rows: dict[str, list[Difference]] = {}
    for one in found:
        if area in ("", one.area):
            rows.setdefault(one.key, []).append(one)
    return Comparison(
        tuple(_row(entries[key], changes) for key, changes in rows.items()),
        tuple((each, count) for each, count in counts if count),
    )


def _row(entry: Entry, changes: list[Difference]) -> Row:
    whole = next((change.kind for change in changes if not change.name), ChangeKind.CHANGED)
    if whole in (ChangeKind.ADDED, ChangeKind.REMOVED):
        gone = whole == ChangeKind.REMOVED
        told = [facet for name, facet in entry.facets.items() if facet.shown and name not in IN_HEADING]
        said = [(facet, None) if gone else (None, facet) for facet in told]
        lines = [_line(before, after) for before, after in said]
    else:
        lines = [_line(change.before, change.after) for change in changes if change.name]
    return Row(entry.title, str(entry.kind), entry.depth, whole, tuple(lines))


def _line(before: Facet | None, after: Facet | None) -> Line:
    facet = after or before
    assert facet is not None  # noqa: S101 -- narrows the type
    label = capfirst(str(facet.label))
    if facet.is_text:
        return Line(label, facet.area, *_words(before, after))
    return Line(label, facet.area, _marked("deletion", before, "del"), _marked("addition", after, "ins"))


def _marked(sort: str, facet: Facet | None, tag: str) -> str:
    shown = _shown(facet)
    return str(TextDiff([(sort, shown)]).to_html(tag=tag)) if shown else ""


def _words(before: Facet | None, after: Facet | None) -> tuple[str, str]:
    """Each side with the words marked that the other has not."""
    changes = diff_text(_plain(before), _plain(after)).changes
    old = TextDiff([each for each in changes if each[0] != "addition"]).to_html(tag="del")
    new = TextDiff([each for each in changes if each[0] != "deletion"]).to_html(tag="ins")
    return old, new


def _plain(facet: Facet | None) -> str:
    text = _shown(facet)
    return str(text_from_html(text)) if "<" in text else text


def _shown(facet: Facet | None) -> str:
    return facet.shown if facet else ""


class TreeComparison:
    """Wagtail's comparison of two revisions, for the requirement tree: nobody reads JSON."""

    is_field = True
    is_child_relation = False

    def __init__(self, field: models.JSONField[Any], obj_a: Programme, obj_b: Programme) -> None:
        self.field = field
        entries = [programme_entries(each)[1:] for each in (obj_a, obj_b)]
        self.comparison = compared(*entries)

    def field_label(self) -> str:
        return str(capfirst(str(self.field.verbose_name)))

    def has_changed(self) -> bool:
        return bool(self.comparison.rows)

    def htmldiff(self) -> SafeString:
        context = {"comparison": self.comparison}
        return render_to_string("leadership/programmes/admin/_differences.html", context)
