"""What progress is computed from: the requirements of a programme version, and what is recorded."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

ActivityKey = tuple[uuid.UUID, uuid.UUID]
"""Module key and activity key: the identity of an activity across versions."""


class Done(NamedTuple):
    """That something was done: by which fact, and on which day it counts."""

    fact_id: int | None
    on: date


class Credit(NamedTuple):
    """CPD credits that somebody recorded, in hundredths."""

    fact_id: int
    on: date
    hundredths: int


@dataclass(frozen=True)
class Facts:
    """All that counts for one enrolment. Which came first makes no difference."""

    activities: Mapping[ActivityKey, Done] = field(default_factory=dict)
    recognised: Mapping[uuid.UUID, Done] = field(default_factory=dict)
    """By the key of a requirement, whatever its kind."""
    programmes: Mapping[uuid.UUID, Done] = field(default_factory=dict)
    """Completed ones, by the key that a programme keeps in every version."""
    credits: tuple[Credit, ...] = ()

    @cached_property
    def has_any(self) -> bool:
        return bool(self.activities or self.recognised or self.programmes or self.credits)

    @cached_property
    def hundredths(self) -> int:
        return sum(credit.hundredths for credit in self.credits)


NOTHING = Facts()


@dataclass(frozen=True)
class Node:
    """A requirement as progress needs it. ``activities`` are the keys that a module's completion takes."""

    key: uuid.UUID
    requirement_id: int
    kind: str
    title: str
    required: bool = True
    at_least: int = 0
    points_needed: int = 0
    points: int = 0
    """What it is worth in a group that counts points."""
    item_type: str = ""
    module_key: uuid.UUID | None = None
    activities: tuple[uuid.UUID, ...] = ()
    programme_key: uuid.UUID | None = None
    credits: int = 0
    """Wanted, in hundredths."""
    credits_before: int = 0
    """What the requirements of credits that stand before this one take first."""
    details: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[uuid.UUID, ...] = ()
    delay_days: int = 0
    opens_after_days: int | None = None
    opens_on: date | None = None
    due_days: int | None = None
    stages: frozenset[str] = frozenset()
    """For whom it is; empty: for everybody."""
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()

    @cached_property
    def by_key(self) -> Mapping[uuid.UUID, Node]:
        """Itself and all that is below: the same for everybody whose tree this is, so kept with it."""
        return {node.key: node for node in self.walk()}

    @cached_property
    def places(self) -> Mapping[ActivityKey, uuid.UUID]:
        """The requirement within it in which each activity stands."""
        return {key: node.key for node in self.walk() for key in node.activity_keys}

    @property
    def is_item(self) -> bool:
        return bool(self.item_type)

    @property
    def has_gate(self) -> bool:
        """Whether anything keeps it closed for a time."""
        return bool(self.needs) or self.opens_after_days is not None or self.opens_on is not None

    @cached_property
    def activity_keys(self) -> tuple[ActivityKey, ...]:
        return tuple((self.module_key, key) for key in self.activities) if self.module_key else ()


class Earned(NamedTuple):
    """What somebody has of one item: the share of it, and the facts behind it."""

    share: Fraction
    satisfied: bool
    on: date | None = None
    """Since when it is satisfied."""
    met_by: Mapping[uuid.UUID, Done] = {}
    missing: tuple[uuid.UUID, ...] = ()
    amount: int = 0
    """Of what is counted, as credits are: how much there is."""
