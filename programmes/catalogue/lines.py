"""A draft's tree with a line for each group and item, for the card of a template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from programmes import items, trees
from programmes.enums import RequirementKind, ShippedItem
from programmes.outlines import notes_on, rule_of
from programmes.rules.tree import Node, parse


@dataclass(frozen=True)
class Line:
    number: str
    words: str


def lines_of(document: Any) -> list[Line]:
    """In reading order."""
    root = parse(document)
    names = {**{node.id: node.title for node in root.walk()}, **trees.names_in(root)}
    parents = {child.id: node for node in root.walk() for child in node.children}
    return [Line(node.outline, _said(node, parents[node.id], names)) for node in root.walk() if node.number]


def _said(node: Node, parent: Node, names: dict[str, str]) -> str:
    said = [*_kind_of(node), *notes_on(node, names)]
    if not node.counts_in(parent):
        said.append(_("Optional"))
    title = names.get(node.id) or _("Without a title")
    return f"{title} ({'; '.join(said)})" if said else title


def _kind_of(node: Node) -> list[str]:
    """What is ordinary needs no word: a module, and a group of which all is required."""
    if not node.is_item:
        return [] if node.kind == RequirementKind.ALL else [rule_of(node).rstrip(".")]
    if node.type == ShippedItem.MODULE or not items.is_registered(node.type):
        return []
    return [str(items.get(node.type).label)]
