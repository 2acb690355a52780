"""Reading progress: the tree of a version (which never changes, so kept per process) and its explanation."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lms.enrolment.models import Enrolment
from lms.progress.rules import Node, Standing, standing
from lms.records.selectors import completions_by_person
from programmes.models import Activity, Requirement


@dataclass(frozen=True)
class Tree:
    root: Node
    module_keys: frozenset[uuid.UUID]
    activities: dict[uuid.UUID, Activity]
    """By key, each with its module version."""

    @property
    def activity_titles(self) -> dict[uuid.UUID, str]:
        return {key: activity.title for key, activity in self.activities.items()}


@lru_cache(maxsize=512)
def tree_of(version_id: int) -> Tree:
    """The tree of a programme version, two queries the first time. Versions are immutable."""
    rows = list(
        Requirement.objects.filter(version_id=version_id)
        .select_related("module_version")
        .order_by("position")
    )
    activities: dict[int, list[Activity]] = defaultdict(list)
    pinned = [row.module_version_id for row in rows if row.module_version_id]
    found = Activity.objects.filter(version_id__in=pinned).select_related("version").order_by("position")
    for activity in found:
        activities[activity.version_id].append(activity)
    children: dict[int | None, list[Requirement]] = defaultdict(list)
    for row in rows:
        children[row.parent_id].append(row)
    (root,) = children[None]
    return Tree(
        root=_node(root, children, activities),
        module_keys=frozenset(row.module_version.module_key for row in rows if row.module_version),
        activities={activity.key: activity for own in activities.values() for activity in own},
    )


def _node(
    row: Requirement, children: dict[int | None, list[Requirement]], activities: dict[int, list[Activity]]
) -> Node:
    own = activities.get(row.module_version_id or 0, [])
    needed = [activity.key for activity in own if activity.required] or [activity.key for activity in own]
    return Node(
        key=row.key,
        requirement_id=row.pk,
        kind=row.kind,
        title=row.title,
        required=row.required,
        at_least=row.at_least or 0,
        module_key=row.module_version.module_key if row.module_version else None,
        activities=tuple(needed),
        children=tuple(_node(child, children, activities) for child in children[row.pk]),
    )


def standing_of(enrolment: Enrolment) -> Standing:
    """Why the percentage is what it is: every requirement, the fact that met it, what is missing."""
    return standings([enrolment])[enrolment.pk]


def standings(enrolments: Sequence[Enrolment]) -> dict[int, Standing]:
    """The standing of each enrolment, one query for all."""
    trees = {enrolment.version_id: tree_of(enrolment.version_id) for enrolment in enrolments}
    module_keys = frozenset().union(*(tree.module_keys for tree in trees.values()))
    completed = completions_by_person(
        {enrolment.person_id for enrolment in enrolments}, module_keys=module_keys
    )
    return {
        enrolment.pk: standing(trees[enrolment.version_id].root, completed.get(enrolment.person_id, {}))
        for enrolment in enrolments
    }
