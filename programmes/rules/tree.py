"""The requirement tree of a draft: one document with stable ids, from which publishing makes rows.

A document is what ``tree_schema`` describes. Reading one is forgiving, since drafts are unfinished; what is
wrong with it says ``tree_problems``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import uuid4

from programmes.enums import RequirementKind, ShippedItem
from programmes.rules.problems import Path

VERSION = 1
DEPTH = 8
"""Levels below the root."""
NODES = 1000

Document = Mapping[str, Any]
RawNode = Mapping[str, Any]

NODE_DEFAULTS: Mapping[str, Any] = {
    "title": "",
    "required": True,
    "points": None,
    "needs": [],
    "delay_days": None,
    "opens": None,
    "stages": [],
}
"""What a node has that says nothing of it, beside what belongs to its kind."""

KIND_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    RequirementKind.ALL: {},
    RequirementKind.AT_LEAST: {"at_least": None},
    RequirementKind.POINTS: {"points_needed": None},
    RequirementKind.ITEM: {"due_days": None},
}


@dataclass(frozen=True)
class Node:
    """A group or an item, with everything that its document leaves out."""

    id: str
    kind: str = RequirementKind.ALL
    title: str = ""
    required: bool = True
    at_least: int | None = None
    points_needed: int | None = None
    points: int | None = None
    needs: tuple[str, ...] = ()
    delay_days: int | None = None
    opens_after_days: int | None = None
    opens_on: date | None = None
    stages: tuple[str, ...] = ()
    item: Mapping[str, Any] = field(default_factory=dict)
    due_days: int | None = None
    children: tuple[Node, ...] = ()
    path: Path = ("root",)
    """Into the document."""
    number: tuple[int, ...] = ()
    """Its place among its siblings and those above, counted from one: that of the root is empty."""

    @property
    def is_item(self) -> bool:
        return self.kind == RequirementKind.ITEM

    @property
    def type(self) -> str:
        """The code of the item's type; empty for groups."""
        return str(self.item.get("type") or "") if self.is_item else ""

    @property
    def outline(self) -> str:
        """Its number as people write it: 2.1.3"""
        return ".".join(map(str, self.number))

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def items(self) -> Iterator[Node]:
        return (node for node in self.walk() if node.is_item)

    def counts_in(self, parent: Node) -> bool:
        """Where some are enough, or points are earned, everything counts, whatever its tick says."""
        return parent.kind != RequirementKind.ALL or self.required


def empty_tree() -> dict[str, Any]:
    return {
        "version": VERSION,
        "root": {"id": str(uuid4()), "kind": RequirementKind.ALL.value, "children": []},
    }


# Reading


def parse(document: Any) -> Node:
    """The root with all below it. What is not as the schema says is taken as not there."""
    root = _mapping(_mapping(document).get("root"))
    return replace(_node(root, ("root",), (), depth=0), kind=RequirementKind.ALL)


TOO_DEEP = 4 * DEPTH
"""Below this nothing is read: such a document is refused, not fathomed."""


def _node(raw: RawNode, path: Path, number: tuple[int, ...], *, depth: int) -> Node:
    kind = raw.get("kind")
    opens = _mapping(raw.get("opens"))
    children = _list(raw.get("children")) if depth < TOO_DEEP and kind != RequirementKind.ITEM else []
    return Node(
        id=str(raw.get("id") or ""),
        kind=str(kind) if kind in RequirementKind.values else RequirementKind.ALL,
        title=str(raw.get("title") or ""),
        required=raw.get("required") is not False,
        at_least=_number(raw.get("at_least")),
        points_needed=_number(raw.get("points_needed")),
        points=_number(raw.get("points")),
        needs=tuple(str(each) for each in _list(raw.get("needs"))),
        delay_days=_number(raw.get("delay_days")),
        opens_after_days=_number(opens.get("after_start")),
        opens_on=_date(opens.get("on")),
        stages=tuple(str(each) for each in _list(raw.get("stages"))),
        item=_mapping(raw.get("item")),
        due_days=_number(raw.get("due_days")),
        children=tuple(
            _node(_mapping(child), (*path, "children", place), (*number, place + 1), depth=depth + 1)
            for place, child in enumerate(children)
        ),
        path=path,
        number=number,
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else []


def _number(value: Any) -> int | None:
    """JSON knows no whole numbers: 30.0 is one too."""
    whole = _whole(value)
    return whole if isinstance(whole, int) and not isinstance(whole, bool) else None


def _whole(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _whole(inner) for name, inner in value.items()}
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


# One document, two ways to write it


def normalised(document: Document) -> dict[str, Any]:
    """Every key that a node can have, with its default where the document leaves it out."""
    root = document["root"]
    children = [_changed(child, _filled) for child in root.get("children", [])]
    return {"version": VERSION, "root": {"id": root["id"], "kind": root["kind"], "children": children}}


def _filled(raw: RawNode) -> dict[str, Any]:
    known = {**NODE_DEFAULTS, **KIND_DEFAULTS[raw["kind"]]}
    given = {name: _whole(raw.get(name, default)) for name, default in known.items()}
    return {"id": raw["id"], "kind": raw["kind"], **given, **_content(raw)}


def canonical(document: Document) -> dict[str, Any]:
    """Defaults left out, keys in one order: equal trees are equal documents."""
    root = document["root"]
    children = [_changed(child, _bare) for child in root.get("children", [])]
    return {"version": VERSION, "root": {"id": root["id"], "kind": root["kind"], "children": children}}


def _bare(raw: RawNode) -> dict[str, Any]:
    known = {**NODE_DEFAULTS, **KIND_DEFAULTS[raw["kind"]]}
    given = {
        name: _whole(raw[name]) for name, default in known.items() if name in raw and raw[name] != default
    }
    return {"id": raw["id"], "kind": raw["kind"], **given, **_content(raw)}


def _content(raw: RawNode) -> dict[str, Any]:
    if raw["kind"] == RequirementKind.ITEM:
        return {"item": dict(raw["item"])}
    return {"children": list(raw.get("children", []))}


def _changed(raw: RawNode, change: Callable[[RawNode], dict[str, Any]]) -> dict[str, Any]:
    """The node and all below it, each changed, children last."""
    changed = change(raw)
    if "children" in changed:
        changed["children"] = [_changed(child, change) for child in changed["children"]]
    return changed


def renewed(document: Document) -> dict[str, Any]:
    """A copy in which every node has an id of its own, and needs what its original needs in the copy."""
    ids = {node.id: str(uuid4()) for node in parse(document).walk()}

    def renew(raw: RawNode) -> dict[str, Any]:
        fresh = {**raw, "id": ids.get(str(raw.get("id") or ""), str(uuid4()))}
        if raw.get("needs"):
            fresh["needs"] = [ids.get(each, each) for each in raw["needs"]]
        return fresh

    return {**document, "root": _changed(document["root"], renew)}


# Words


def retitled(document: Document, titles: Mapping[str, str]) -> dict[str, Any]:
    """The same tree with other words, where there are any."""

    def retitle(raw: RawNode) -> dict[str, Any]:
        title = titles.get(raw["id"])
        return {**raw, "title": title} if title and raw.get("title") else dict(raw)

    return {**document, "root": _changed(document["root"], retitle)}


# Questions


def for_stage(node: Node, stage: str) -> Node:
    """The tree as doctors of a stage have it: without what is for others, and groups that this leaves empty.

    ``needs`` of what is left out binds nobody.
    """
    kept = []
    for child in node.children:
        if child.stages and stage not in child.stages:
            continue
        pruned = for_stage(child, stage)
        if pruned.children or not child.children:
            kept.append(pruned)
    return replace(node, children=tuple(kept))


@dataclass(frozen=True)
class Totals:
    """What a tree amounts to: all of it, and the least that completes it."""

    groups: int
    items: int
    modules: int
    minutes: int
    least_minutes: int


def totals(root: Node, *, minutes: Mapping[str, int]) -> Totals:
    """``minutes`` of each item by its id; of those that are not there, none."""
    below = [node for node in root.walk() if node.number]
    items = [node for node in below if node.is_item]
    return Totals(
        groups=len(below) - len(items),
        items=len(items),
        modules=sum(node.type == ShippedItem.MODULE for node in items),
        minutes=sum(minutes.get(node.id, 0) for node in items),
        least_minutes=least_minutes(root, minutes),
    )


def least_minutes(node: Node, minutes: Mapping[str, int]) -> int:
    """Of what has to be done at least for this node."""
    if node.is_item:
        return minutes.get(node.id, 0)
    each = [least_minutes(child, minutes) for child in node.children if child.counts_in(node)]
    if node.kind == RequirementKind.AT_LEAST:
        return sum(sorted(each)[: node.at_least or 0])
    if node.kind == RequirementKind.POINTS:
        worth = [child.points or 0 for child in node.children]
        return _cheapest(worth, each, needed=node.points_needed or 0)
    return sum(each)


def _cheapest(worth: Sequence[int], costs: Sequence[int], *, needed: int) -> int:
    """The least cost at which enough is earned; of all where they are not enough."""
    best: dict[int, int] = {0: 0}
    for points, cost in zip(worth, costs, strict=True):
        for earned, paid in list(best.items()):
            more = min(earned + points, needed)
            best[more] = min(best.get(more, paid + cost), paid + cost)
    return best.get(needed, sum(costs))
