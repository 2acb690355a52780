"""The modules that a draft programme has, and other programmes that it asks for, with their places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from programmes.enums import ShippedItem
from programmes.models import Programme
from programmes.rules.keys import key_of
from programmes.rules.problems import Path
from programmes.rules.tree import Node, parse
from programmes.rules.tree_problems import Tree, place_of


@dataclass(frozen=True)
class Use:
    module: UUID
    """The translation key."""
    required: bool
    """Whether nobody, of whatever stage, can finish without it."""
    due_days: int | None
    path: Path
    node: Node
    title: str = ""

    @property
    def where(self) -> str:
        return place_of(replace(self.node, title=self.title))


def uses_in(programme: Programme) -> list[Use]:
    root = parse(programme.tree)
    tree = Tree(root, {}, programme.duration_days or 0)
    found = []
    for node in root.items():
        key = key_of(node.item.get("module")) if node.type == ShippedItem.MODULE else None
        if key is not None:
            is_for_all = not any(each.stages for each in (node, *tree.above(node)))
            required = tree.certain[node.id] and is_for_all
            found.append(Use(key, required, node.due_days, ("tree", *node.path), node))
    return found


@dataclass(frozen=True)
class AskedFor:
    """Another programme that is to be completed."""

    programme: UUID
    """The translation key."""
    path: Path
    node: Node

    def where(self, title: str) -> str:
        return place_of(replace(self.node, title=title))


def programmes_in(programme: Programme) -> list[AskedFor]:
    return [
        AskedFor(key, ("tree", *node.path), node)
        for node in parse(programme.tree).items()
        if node.type == ShippedItem.PROGRAMME and (key := key_of(node.item.get("programme")))
    ]


def named(use: Use, titles: Mapping[UUID, str]) -> Use:
    return replace(use, title=titles.get(use.module, ""))
