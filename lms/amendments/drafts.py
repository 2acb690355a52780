"""The tree that publishing a draft would make, so that its effect is known beforehand."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache

from lms.progress.nodes import Node
from lms.progress.stages import for_stage
from programmes import preflight
from programmes.models import Activity, Programme
from programmes.rules.structure import RequirementSpec


def roots_of(draft: Programme) -> Callable[[str], Node]:
    """The draft's tree for each career stage; without one, for that for which it is made."""
    specs = preflight.programme_spec(draft).requirements
    activities = _needed({spec.item.module.version_id for spec in specs if spec.item and spec.item.module})
    below: dict[uuid.UUID | None, list[RequirementSpec]] = defaultdict(list)
    for spec in specs:
        below[spec.parent].append(spec)
    whole = _node(below[None][0], below, activities)

    @lru_cache(maxsize=8)
    def for_each(stage: str) -> Node:
        return for_stage(whole, stage or draft.stage)

    return for_each


def _needed(version_ids: set[int]) -> dict[int, tuple[uuid.UUID, ...]]:
    """What completes each module: its required activities, or all where none is."""
    found: dict[int, list[tuple[uuid.UUID, bool]]] = defaultdict(list)
    rows = Activity.objects.filter(version__in=version_ids).order_by("position")
    for version_id, key, required in rows.values_list("version_id", "key", "required"):
        found[version_id].append((key, required))
    return {
        version_id: tuple(key for key, required in each if required) or tuple(key for key, _ in each)
        for version_id, each in found.items()
    }


def _node(
    spec: RequirementSpec,
    below: dict[uuid.UUID | None, list[RequirementSpec]],
    activities: dict[int, tuple[uuid.UUID, ...]],
) -> Node:
    pin = spec.item
    module = pin.module if pin else None
    return Node(
        key=spec.key,
        requirement_id=0,
        kind=spec.kind,
        title=spec.title,
        required=spec.required,
        at_least=spec.at_least or 0,
        points_needed=spec.points_needed or 0,
        points=spec.points or 0,
        item_type=spec.item_type,
        module_key=module.key if module else None,
        activities=activities.get(module.version_id, ()) if module else (),
        programme_key=pin.programme_key if pin else None,
        credits=(pin.credits if pin else None) or 0,
        details=pin.details if pin else {},
        needs=spec.needs,
        delay_days=spec.delay_days or 0,
        opens_after_days=spec.opens_after_days,
        opens_on=spec.opens_on,
        due_days=spec.due_days,
        stages=frozenset(spec.stages),
        children=tuple(_node(child, below, activities) for child in below[spec.key]),
    )
