"""The order in which a programme version is worked through at a career stage: modules and activities."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from lms.progress.selectors import tree_of
from programmes.models import Activity, ProgrammeVersion
from programmes.selectors import ActivityNode, TreeNode, requirement_tree

ActivityId = tuple[uuid.UUID, uuid.UUID]
"""Module key and activity key, as facts name them."""


@dataclass(frozen=True)
class Step:
    """One activity in its place."""

    activity: ActivityNode
    module: ModulePlace

    @property
    def id(self) -> ActivityId:
        return (self.module.module_key, self.activity.key)

    @property
    def key(self) -> uuid.UUID:
        return self.activity.key


@dataclass(frozen=True, eq=False)
class ModulePlace:
    """A module where the programme puts it."""

    requirement_id: int
    key: uuid.UUID
    """Of the requirement, the same in every version."""
    version_id: int
    version_uid: uuid.UUID
    module_key: uuid.UUID
    title: str
    language: str
    minutes: int
    required: bool
    activities: tuple[ActivityNode, ...]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return tuple(Step(activity, self) for activity in self.activities)


@dataclass(frozen=True, eq=False)
class Outline:
    language: str
    """In which the titles of the programme and of its groups are; modules have their own."""
    modules: tuple[ModulePlace, ...]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for module in self.modules for step in module.steps)

    @cached_property
    def by_requirement(self) -> Mapping[int, ModulePlace]:
        return {module.requirement_id: module for module in self.modules}

    def step(self, activity_key: uuid.UUID) -> Step | None:
        return next((step for step in self.steps if step.key == activity_key), None)


_outlines: dict[tuple[uuid.UUID, int, str], Outline] = {}
OUTLINES_KEPT = 128


def outline_of(version: ProgrammeVersion, stage: str = "") -> Outline:
    """Versions never change: neither query nor work once this process has seen the version."""
    key = (version.uid, version.pk, stage)
    if key not in _outlines:
        if len(_outlines) >= OUTLINES_KEPT:
            _outlines.clear()
        root = requirement_tree(version)
        theirs = {node.requirement_id for node in tree_of(version.pk, stage).root.walk()}
        modules = [_place(leaf) for leaf in root.leaves() if leaf.module and leaf.id in theirs]
        _outlines[key] = Outline(root.language, tuple(modules))
    return _outlines[key]


def _place(leaf: TreeNode) -> ModulePlace:
    module = leaf.module
    if module is None:
        raise ValueError(f"requirement {leaf.key} is a module without a version")
    return ModulePlace(
        requirement_id=leaf.id,
        key=leaf.key,
        version_id=module.id,
        version_uid=module.uid,
        module_key=module.key,
        title=module.title,
        language=module.language,
        minutes=module.minutes,
        required=leaf.required,
        activities=module.activities,
    )


def activity_of(step: Step) -> Activity:
    """The published activity with its scoring and version, which never change."""
    return _activity(step.module.version_uid, step.module.version_id, step.key)


@lru_cache(maxsize=2048)
def _activity(version_uid: uuid.UUID, version_id: int, key: uuid.UUID) -> Activity:
    return Activity.objects.select_related("version").get(
        version_id=version_id, version__uid=version_uid, key=key
    )
