"""What a draft amounts to once published, as plain data with a checksum: equal structure, equal checksum."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from programmes.enums import RequirementKind

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
class RequirementSpec:
    """A node of the tree, in reading order: the root first, then each part followed by its modules."""

    key: UUID
    parent: UUID | None
    kind: str
    title: str
    at_least: int | None = None
    required: bool = True
    module: PinnedModule | None = None
    due_days: int | None = None

    def structure(self) -> dict[str, Any]:
        found = {name: value for name, value in asdict(self).items() if name not in {"title", "module"}}
        return {**found, "module": (self.module.key, self.module.number) if self.module else None}


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
    parts: Raw, *, root: UUID, title: str, pins: Mapping[int, PinnedModule]
) -> tuple[RequirementSpec, ...]:
    """The rows of the manifest. ``pins`` are by the id that the draft's chooser holds."""
    rows = [RequirementSpec(root, None, RequirementKind.ALL, title)]
    for part in parts:
        rows += _part_rows(part, root=root, pins=pins)
    return tuple(rows)


def _part_rows(
    part: Mapping[str, Any], *, root: UUID, pins: Mapping[int, PinnedModule]
) -> Iterable[RequirementSpec]:
    value, key = part["value"], UUID(str(part["id"]))
    is_choice = value["rule"] == RequirementKind.AT_LEAST
    at_least = value["at_least"] if is_choice else None
    yield RequirementSpec(key, root, value["rule"], value["title"], at_least=at_least)
    for item in value["modules"]:
        entry, pin = item["value"], pins[item["value"]["module"]]
        yield RequirementSpec(
            UUID(str(item["id"])),
            key,
            RequirementKind.MODULE,
            pin.title,
            # Where some are enough every module counts; `required` means "counts towards its part".
            required=True if is_choice else bool(entry.get("required")),
            module=pin,
            due_days=entry.get("due_days"),
        )


def reminder_rule(item: Mapping[str, Any]) -> tuple[str, int]:
    """Kind and days of a stored reminder; the one for the due date itself has no days."""
    return str(item["type"]), int((item.get("value") or {}).get("days") or 0)


def reminders(raw: Raw) -> tuple[ReminderSpec, ...]:
    return tuple(ReminderSpec(UUID(str(item["id"])), *reminder_rule(item)) for item in raw)
