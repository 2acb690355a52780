"""Progress as a pure function of a requirement tree and the activities completed.

Every needed module weighs the same. *All of* adds up its required children; *at least n* takes the n
best. So more work never lowers a percentage, and 100 is shown only when the tree is satisfied.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from programmes.enums import RequirementKind

ActivityKey = tuple[uuid.UUID, uuid.UUID]


@dataclass(frozen=True)
class Node:
    """A requirement as progress needs it. ``activities`` are the keys that a module's completion takes."""

    key: uuid.UUID
    requirement_id: int
    kind: str
    title: str
    required: bool = True
    at_least: int = 0
    module_key: uuid.UUID | None = None
    activities: tuple[uuid.UUID, ...] = ()
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()

    @cached_property
    def activity_keys(self) -> tuple[ActivityKey, ...]:
        return tuple((self.module_key, key) for key in self.activities) if self.module_key else ()

    @cached_property
    def untouched(self) -> Standing:
        """How it stands for whoever has done nothing of it: the same for all, so computed once."""
        return _standing(self, {})


@dataclass(frozen=True)
class Standing:
    """How one requirement stands: what was met by which fact, and what is still missing."""

    node: Node
    score: Fraction
    weight: int
    modules_done: int
    satisfied: bool
    met_by: Mapping[uuid.UUID, int] = field(default_factory=dict)
    missing: tuple[uuid.UUID, ...] = ()
    children: tuple[Standing, ...] = ()

    @property
    def percent(self) -> int:
        if self.satisfied:
            return 100
        share = Fraction(0) if not self.weight else self.score / self.weight
        return min(int(share * 100), 99)

    def walk(self) -> Iterator[Standing]:
        yield self
        for child in self.children:
            yield from child.walk()


def standing(node: Node, completed: Mapping[ActivityKey, int]) -> Standing:
    """How the tree stands, given the fact ids of the completed activities."""
    if not completed or (node.activity_keys and completed.keys().isdisjoint(node.activity_keys)):
        return node.untouched
    return _standing(node, completed)


def _standing(node: Node, completed: Mapping[ActivityKey, int]) -> Standing:
    if node.kind == RequirementKind.ITEM:
        return _module(node, completed)
    children = tuple(standing(child, completed) for child in node.children)
    if node.kind == RequirementKind.AT_LEAST:
        return _at_least(node, children)
    return _all(node, children)


def _module(node: Node, completed: Mapping[ActivityKey, int]) -> Standing:
    met = {key[1]: completed[key] for key in node.activity_keys if key in completed}
    missing = tuple(key for key in node.activities if key not in met)
    satisfied = bool(node.activities) and not missing
    share = Fraction(len(met), len(node.activities)) if met else Fraction(0)
    return Standing(
        node,
        score=share,
        weight=1,
        modules_done=int(satisfied),
        satisfied=satisfied,
        met_by=met,
        missing=missing,
    )


def _all(node: Node, children: tuple[Standing, ...]) -> Standing:
    needed = [child for child in children if child.node.required]
    return Standing(
        node,
        score=sum((child.score for child in needed if child.score), Fraction(0)),
        weight=sum(child.weight for child in needed),
        modules_done=sum(child.modules_done for child in needed),
        satisfied=bool(needed) and all(child.satisfied for child in needed),
        children=children,
    )


def _at_least(node: Node, children: tuple[Standing, ...]) -> Standing:
    shares = sorted((child.score / child.weight for child in children if child.weight), reverse=True)
    return Standing(
        node,
        score=sum(shares[: node.at_least], Fraction(0)),
        weight=node.at_least,
        modules_done=min(sum(child.satisfied for child in children), node.at_least),
        satisfied=sum(child.satisfied for child in children) >= node.at_least,
        children=children,
    )
