"""What a draft amounts to once published, as plain data with a checksum: equal structure, equal checksum."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any
from uuid import UUID

from programmes.enums import RequirementKind
from programmes.rules.tree import Node

Raw = Sequence[Mapping[str, Any]]
"""A stream field as stored: ``[{"type": ..., "id": ..., "value": ...}, ...]``."""


def checksum(content: Any) -> str:
    """The same for equal content, whatever the order of its keys."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True)
class ClaimSpec:
    node: str
    """The stable key of a competence: ``mlcf-3:1.3.2``."""
    strength: str


@dataclass(frozen=True)
class ActivitySpec:
    key: UUID
    kind: str
    title: str
    minutes: int
    required: bool
    scoring: dict[str, Any]
    claims: tuple[ClaimSpec, ...]

    def structure(self) -> dict[str, Any]:
        """All but the words."""
        return {name: value for name, value in asdict(self).items() if name != "title"}


@dataclass(frozen=True)
class ModuleSpec:
    activities: tuple[ActivitySpec, ...]

    @property
    def minutes(self) -> int:
        return sum(activity.minutes for activity in self.activities)

    @property
    def checksum(self) -> str:
        return checksum([activity.structure() for activity in self.activities])


def claims_of(value: Mapping[str, Any]) -> tuple[ClaimSpec, ...]:
    """The claims of an activity's stored value, in the order of the framework's keys."""
    claims = [item["value"] for item in value.get("claims") or []]
    return tuple(
        sorted((ClaimSpec(claim["competence"], claim["strength"]) for claim in claims), key=lambda c: c.node)
    )


@dataclass(frozen=True)
class PinnedModule:
    """The latest version of a live module, which a programme is about to fix."""

    version_id: int
    key: UUID
    number: int
    title: str


@dataclass(frozen=True)
class PinnedItem:
    """What a version keeps of an item: its type's own columns, or ``details`` of a type that has none."""

    title: str
    module: PinnedModule | None = None
    programme_key: UUID | None = None
    credits: int | None = None
    """In hundredths."""
    details: Mapping[str, Any] = field(default_factory=dict)

    def structure(self) -> dict[str, Any]:
        return {
            "module": (self.module.key, self.module.number) if self.module else None,
            "programme_key": self.programme_key,
            "credits": self.credits,
            "details": dict(self.details),
        }


@dataclass(frozen=True)
class RequirementSpec:
    """A node of the tree, in reading order: the root first, then each group followed by what is in it."""

    key: UUID
    parent: UUID | None
    kind: str
    title: str
    required: bool = True
    at_least: int | None = None
    points_needed: int | None = None
    points: int | None = None
    needs: tuple[UUID, ...] = ()
    delay_days: int | None = None
    opens_after_days: int | None = None
    opens_on: date | None = None
    stages: tuple[str, ...] = ()
    due_days: int | None = None
    item_type: str = ""
    item: PinnedItem | None = None

    def structure(self) -> dict[str, Any]:
        """All but the words."""
        names = [each.name for each in fields(self) if each.name not in {"title", "item"}]
        found = {name: getattr(self, name) for name in names}
        return {**found, "item": self.item.structure() if self.item else None}


@dataclass(frozen=True)
class ReminderSpec:
    key: UUID
    kind: str
    days: int


@dataclass(frozen=True)
class ProgrammeSpec:
    slug: str
    stage: str
    open_to_all: bool
    duration_days: int
    requirements: tuple[RequirementSpec, ...]
    reminders: tuple[ReminderSpec, ...]

    @property
    def checksum(self) -> str:
        return checksum(
            {
                "slug": self.slug,
                "stage": self.stage,
                "open_to_all": self.open_to_all,
                "duration_days": self.duration_days,
                "requirements": [requirement.structure() for requirement in self.requirements],
                "reminders": [asdict(reminder) for reminder in self.reminders],
            }
        )


def requirement_tree(
    root: Node, *, title: str, pins: Mapping[str, PinnedItem]
) -> tuple[RequirementSpec, ...]:
    """The rows of the manifest. ``pins`` are by the ids of the items; the root is called as the programme."""
    return (RequirementSpec(UUID(root.id), None, RequirementKind.ALL, title), *_below(root, pins))


def _below(parent: Node, pins: Mapping[str, PinnedItem]) -> Iterator[RequirementSpec]:
    for node in parent.children:
        yield _requirement(node, parent, pins.get(node.id))
        yield from _below(node, pins)


def _requirement(node: Node, parent: Node, pin: PinnedItem | None) -> RequirementSpec:
    return RequirementSpec(
        key=UUID(node.id),
        parent=UUID(parent.id),
        kind=node.kind,
        title=pin.title if pin else node.title,
        required=node.counts_in(parent),
        at_least=node.at_least,
        points_needed=node.points_needed,
        points=node.points if parent.kind == RequirementKind.POINTS else None,
        needs=tuple(sorted(UUID(need) for need in node.needs)),
        delay_days=node.delay_days,
        opens_after_days=node.opens_after_days,
        opens_on=node.opens_on,
        stages=tuple(sorted(node.stages)),
        due_days=node.due_days,
        item_type=node.type,
        item=pin,
    )


def reminder_rule(item: Mapping[str, Any]) -> tuple[str, int]:
    """Kind and days of a stored reminder; the one for the due date itself has no days."""
    return str(item["type"]), int((item.get("value") or {}).get("days") or 0)


def reminders(raw: Raw) -> tuple[ReminderSpec, ...]:
    return tuple(ReminderSpec(UUID(str(item["id"])), *reminder_rule(item)) for item in raw)
