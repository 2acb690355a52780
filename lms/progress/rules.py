"""Progress as a pure function of a requirement tree and what is recorded.

Every needed item weighs the same. *All of* adds up its required children; *at least n* takes the n best;
*points* weighs as the fewest children whose points are enough. So more work never lowers a percentage,
and 100 is shown only when the tree is satisfied.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property

from lms.progress import items
from lms.progress.nodes import NOTHING, ActivityKey, Done, Facts, Node

__all__ = ["ActivityKey", "Done", "Facts", "Node", "Standing", "standing"]

ALL, AT_LEAST, POINTS = "all", "at_least", "points"
NONE = Fraction(0)


@dataclass(frozen=True)
class Standing:
    """How one requirement stands: what was met by which fact, and what is still missing."""

    node: Node
    score: Fraction
    weight: int
    modules_done: int
    satisfied: bool
    met_by: Mapping[uuid.UUID, Done] = field(default_factory=dict)
    missing: tuple[uuid.UUID, ...] = ()
    children: tuple[Standing, ...] = ()
    recognised: Done | None = None
    amount: int = 0
    """Of what is counted: points, or credits in hundredths."""
    item_on: date | None = None

    @property
    def percent(self) -> int:
        if self.satisfied:
            return 100
        share = NONE if not self.weight else self.score / self.weight
        return min(int(share * 100), 99)

    @property
    def share(self) -> Fraction:
        return self.score / self.weight if self.weight else NONE

    @cached_property
    def on(self) -> date | None:
        """Since which day it is satisfied."""
        days = [self.recognised.on] if self.recognised else []
        own = self._own_day()
        return min([*days, own]) if own else next(iter(days), None)

    def _own_day(self) -> date | None:
        if self.node.is_item:
            return self.item_on
        if self.node.kind == ALL:
            needed = [child.on for child in self.children if child.node.required]
            known = [day for day in needed if day]
            return max(known) if known and len(known) == len(needed) else None
        return self._day_of_enough()

    def _day_of_enough(self) -> date | None:
        """When the children that are satisfied were enough for the first time."""
        wanted = self.node.points_needed if self.node.kind == POINTS else self.node.at_least
        met = sorted((child.on, child.node.points) for child in self.children if child.on)
        total = 0
        for day, points in met:
            total += points if self.node.kind == POINTS else 1
            if total >= wanted:
                return day
        return None

    @cached_property
    def no_longer_due(self) -> frozenset[int]:
        """Requirements with a due date that are met, or of which nothing is wanted any more."""
        if self.recognised:
            return frozenset(node.requirement_id for node in self.node.walk() if node.due_days is not None)
        own = {self.node.requirement_id} if self.satisfied and self.node.due_days is not None else set()
        return frozenset(own).union(*(child.no_longer_due for child in self.children))

    def walk(self) -> Iterator[Standing]:
        yield self
        for child in self.children:
            yield from child.walk()


def standing(node: Node, facts: Facts) -> Standing:
    """How the tree stands for whom these facts are recorded."""
    return _standing(node, facts) if facts.has_any else untouched(node)


def untouched(node: Node) -> Standing:
    """How it stands for whoever has done nothing of it: the same for all, so computed once and kept there."""
    found: Standing | None = node.__dict__.get("untouched")
    if found is None:
        found = node.__dict__["untouched"] = _standing(node, NOTHING)
    return found


def _standing(node: Node, facts: Facts) -> Standing:
    recognised = facts.recognised.get(node.key) if facts.recognised else None
    if node.is_item:
        return _item(node, facts, recognised)
    children = tuple(standing(child, facts) for child in node.children)
    if node.kind == AT_LEAST:
        found = _at_least(node, children)
    elif node.kind == POINTS:
        found = _points(node, children)
    else:
        found = _all(node, children)
    return _as_recognised(found, recognised) if recognised else found


def _item(node: Node, facts: Facts, recognised: Done | None) -> Standing:
    has = items.earned(node, facts)
    if has.share == 0 and recognised is None and facts.has_any:
        return untouched(node)
    satisfied = has.satisfied or recognised is not None
    return Standing(
        node,
        score=Fraction(1) if satisfied else has.share,
        weight=1,
        modules_done=int(satisfied),
        satisfied=satisfied,
        met_by=has.met_by,
        missing=() if satisfied else has.missing,
        recognised=recognised,
        amount=has.amount,
        item_on=has.on,
    )


def _as_recognised(found: Standing, recognised: Done) -> Standing:
    """All of it counts, whatever is done of what it holds."""
    return Standing(
        found.node,
        score=Fraction(found.weight),
        weight=found.weight,
        modules_done=found.weight,
        satisfied=True,
        children=found.children,
        recognised=recognised,
        amount=found.amount,
    )


def _all(node: Node, children: tuple[Standing, ...]) -> Standing:
    needed = [child for child in children if child.node.required]
    return Standing(
        node,
        score=sum((child.score for child in needed if child.score), NONE),
        weight=sum(child.weight for child in needed),
        modules_done=sum(child.modules_done for child in needed),
        satisfied=bool(needed) and all(child.satisfied for child in needed),
        children=children,
    )


def _at_least(node: Node, children: tuple[Standing, ...]) -> Standing:
    shares = sorted((child.share for child in children if child.weight), reverse=True)
    satisfied = sum(child.satisfied for child in children)
    return Standing(
        node,
        score=sum(shares[: node.at_least], NONE),
        weight=node.at_least,
        modules_done=min(satisfied, node.at_least),
        satisfied=satisfied >= node.at_least,
        children=children,
        amount=satisfied,
    )


def _points(node: Node, children: tuple[Standing, ...]) -> Standing:
    """What is half done earns half its points on the way; only what is satisfied counts in the end."""
    needed, weight = node.points_needed, fewest(node)
    has = sum(child.node.points for child in children if child.satisfied)
    earned = sum((child.node.points * child.share for child in children if child.score), NONE)
    satisfied = has >= needed
    done = sum(child.satisfied and child.node.points > 0 for child in children)
    return Standing(
        node,
        score=weight * min(earned / needed, Fraction(1)) if needed else Fraction(weight),
        weight=weight,
        modules_done=weight if satisfied else min(done, max(weight - 1, 0)),
        satisfied=satisfied,
        children=children,
        amount=has,
    )


def fewest(node: Node) -> int:
    """The smallest number of children whose points are enough."""
    total = 0
    worth = sorted((child.points for child in node.children), reverse=True)
    for number, points in enumerate(worth, start=1):
        total += points
        if total >= node.points_needed:
            return number
    return max(len(worth), 1)
