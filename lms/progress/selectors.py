"""Reading progress: the tree of a version (which never changes, so kept per process) and its explanation."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from kernel.clock import local_date
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment, Transition
from lms.progress.nodes import NOTHING, ActivityKey, Credit, Done, Facts, Node
from lms.progress.openings import Opening, openings
from lms.progress.rules import Standing, standing
from lms.progress.stages import for_stage
from lms.records.models import Verb
from lms.records.selectors import CountingFact, counting
from programmes import activity_types
from programmes.models import Activity
from programmes.selectors import requirement_rows


@dataclass(frozen=True)
class Tree:
    """What a programme version asks of somebody at a career stage."""

    root: Node
    activities: dict[uuid.UUID, Activity]
    """By key, each with its module version."""

    @property
    def activity_titles(self) -> dict[uuid.UUID, str]:
        return {key: activity.title for key, activity in self.activities.items()}

    @cached_property
    def nodes(self) -> Mapping[uuid.UUID, Node]:
        return {node.key: node for node in self.root.walk()}

    @cached_property
    def module_keys(self) -> frozenset[uuid.UUID]:
        return frozenset(node.module_key for node in self.nodes.values() if node.module_key)

    @cached_property
    def programme_keys(self) -> frozenset[uuid.UUID]:
        return frozenset(node.programme_key for node in self.nodes.values() if node.programme_key)

    @cached_property
    def has_gates(self) -> bool:
        """Whether anything in it is closed for a time."""
        return any(node.has_gate for node in self.nodes.values())

    @cached_property
    def credits(self) -> int:
        """How many it asks for in all, in hundredths."""
        return sum(node.credits for node in self.nodes.values())

    @cached_property
    def marked(self) -> frozenset[ActivityKey]:
        """What people mark."""
        kinds = {each.code for each in activity_types.all_types() if each.is_marked}
        return frozenset(
            (each.version.module_key, key) for key, each in self.activities.items() if each.kind in kinds
        )

    def places_of(self, module_key: uuid.UUID) -> list[Node]:
        return [node for node in self.nodes.values() if node.module_key == module_key]


@dataclass(frozen=True)
class _Whole:
    """A version with the parts of every stage."""

    root: Node
    stage: str
    """For which it was made."""
    tree: Tree | None
    """Where it is the same for everybody."""
    activities: Mapping[int, list[Activity]]


def tree_of(version_id: int, stage: str = "") -> Tree:
    """What a version asks of this stage, two queries the first time. Versions are immutable.

    Without a stage it is that for which the programme was made.
    """
    whole = _whole(version_id)
    return whole.tree or _at_stage(version_id, stage or whole.stage)


@lru_cache(maxsize=512)
def _whole(version_id: int) -> _Whole:
    rows = list(requirement_rows(version_id).select_related("version", "module_version"))
    activities = _activities({row.module_version_id for row in rows if row.module_version_id})
    children: dict[int | None, list[Any]] = defaultdict(list)
    for row in rows:
        children[row.parent_id].append(row)
    (top,) = children[None]
    root = _node(top, children, activities)
    for_some = any(node.stages for node in root.walk())
    tree = None if for_some else _tree(for_stage(root, top.version.stage), activities)
    return _Whole(root, top.version.stage, tree, activities)


@lru_cache(maxsize=512)
def _at_stage(version_id: int, stage: str) -> Tree:
    whole = _whole(version_id)
    return _tree(for_stage(whole.root, stage), whole.activities)


def _tree(root: Node, activities: Mapping[int, list[Activity]]) -> Tree:
    keys = {node.module_key for node in root.walk()}
    own = [each for found in activities.values() for each in found if each.version.module_key in keys]
    return Tree(root=root, activities={activity.key: activity for activity in own})


def tree_for(enrolment: Enrolment) -> Tree:
    return tree_of(enrolment.version_id, enrolment.stage)


def _activities(version_ids: Iterable[int]) -> dict[int, list[Activity]]:
    found: dict[int, list[Activity]] = defaultdict(list)
    rows = Activity.objects.filter(version_id__in=version_ids).select_related("version").order_by("position")
    for activity in rows:
        found[activity.version_id].append(activity)
    return found


def _node(row: Any, children: dict[int | None, list[Any]], activities: dict[int, list[Activity]]) -> Node:
    own = activities.get(row.module_version_id or 0, [])
    needed = [activity.key for activity in own if activity.required] or [activity.key for activity in own]
    return Node(
        key=row.key,
        requirement_id=row.pk,
        kind=row.kind,
        title=row.title,
        required=row.required,
        at_least=row.at_least or 0,
        points_needed=row.points_needed or 0,
        points=row.points or 0,
        item_type=row.item_type,
        module_key=row.module_version.module_key if row.module_version else None,
        activities=tuple(needed),
        programme_key=row.programme_key,
        credits=row.credits or 0,
        details=row.details,
        needs=tuple(row.need_keys),
        delay_days=row.delay_days or 0,
        opens_after_days=row.opens_after_days,
        opens_on=row.opens_on,
        due_days=row.due_days,
        stages=frozenset(row.stage_list),
        children=tuple(_node(child, children, activities) for child in children[row.pk]),
    )


@dataclass
class _Gathered:
    """What was read for many people, to be handed out to each of their enrolments."""

    activities: dict[int, dict[ActivityKey, Done]] = field(default_factory=lambda: defaultdict(dict))
    recognised: dict[int, dict[uuid.UUID, Done]] = field(default_factory=lambda: defaultdict(dict))
    credits: dict[int, list[Credit]] = field(default_factory=lambda: defaultdict(list))
    programmes: dict[int, dict[uuid.UUID, Done]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, row: CountingFact) -> None:
        """Of several facts that say the same the first counts. They come in no order."""
        done = Done(row.fact_id, row.on)
        if row.activity:
            of_person, activity = self.activities[row.person_id], row.activity
            of_person[activity] = min(of_person.get(activity, done), done)
        elif row.enrolment_id and row.verb == Verb.RECOGNISED and row.requirement_key:
            of_enrolment, key = self.recognised[row.enrolment_id], row.requirement_key
            of_enrolment[key] = min(of_enrolment.get(key, done), done)
        elif row.enrolment_id and row.verb == Verb.CREDITED:
            self.credits[row.enrolment_id].append(Credit(row.fact_id, row.on, row.credits or 0))

    def facts_for(self, enrolment: Enrolment) -> Facts:
        person, key = enrolment.person_id, enrolment.pk
        of_person = person in self.activities or person in self.programmes
        if not of_person and key not in self.recognised and key not in self.credits:
            return NOTHING
        return Facts(
            activities=self.activities.get(person, {}),
            recognised=self.recognised.get(key, {}),
            programmes=self.programmes.get(person, {}),
            credits=tuple(self.credits.get(key, ())),
        )


def facts_from(
    enrolments: Iterable[Enrolment],
    rows: Iterable[CountingFact],
    programmes: Mapping[int, Mapping[uuid.UUID, Done]],
) -> dict[int, Facts]:
    """What counts for each enrolment, from rows in any order."""
    gathered = _Gathered()
    for row in rows:
        gathered.add(row)
    for person_id, done in programmes.items():
        gathered.programmes[person_id] = dict(done)
    return {enrolment.pk: gathered.facts_for(enrolment) for enrolment in enrolments}


def facts_of(
    enrolments: Sequence[Enrolment], *, more_modules: frozenset[uuid.UUID] = frozenset()
) -> dict[int, Facts]:
    """What counts for each enrolment: one query for all, and one more where a programme asks for another.

    ``more_modules`` are others of which it is to be known what was done.
    """
    trees = [tree_for(enrolment) for enrolment in enrolments]
    people = {enrolment.person_id for enrolment in enrolments}
    rows = counting(
        people,
        [enrolment.pk for enrolment in enrolments],
        module_keys=more_modules.union(*(tree.module_keys for tree in trees)),
    )
    return facts_from(enrolments, rows, programmes_completed(people, trees))


def programmes_completed(
    person_ids: Iterable[int], trees: Iterable[Tree]
) -> dict[int, dict[uuid.UUID, Done]]:
    """Per person, the programmes completed of those that the trees ask for; without any no query."""
    keys = frozenset[uuid.UUID]().union(*(tree.programme_keys for tree in trees))
    if not keys:
        return {}
    rows = Transition.objects.unscoped(reason="progress is computed from all that a person has completed")
    completed = rows.filter(
        to_state=State.COMPLETED,
        enrolment__person_id__in=list(person_ids),
        enrolment__version__programme_key__in=keys,
    )
    found: dict[int, dict[uuid.UUID, Done]] = defaultdict(dict)
    columns = ("enrolment__person_id", "enrolment__version__programme_key", "at")
    for person_id, key, at in completed.order_by("at", "id").values_list(*columns):
        found[person_id].setdefault(key, Done(None, local_date(at)))
    return found


def standing_of(enrolment: Enrolment) -> Standing:
    """Why the percentage is what it is: every requirement, the fact that met it, what is missing."""
    return standings([enrolment])[enrolment.pk]


def standing_for(enrolment: Enrolment, facts: Facts) -> Standing:
    return standing(tree_for(enrolment).root, facts)


def standings(enrolments: Sequence[Enrolment]) -> dict[int, Standing]:
    """The standing of each enrolment; the same few queries, however many."""
    facts = facts_of(enrolments)
    return {enrolment.pk: standing_for(enrolment, facts[enrolment.pk]) for enrolment in enrolments}


def openings_of(enrolment: Enrolment, stands: Standing, *, today: date) -> Mapping[uuid.UUID, Opening]:
    """What of it is open today, by requirement."""
    return openings(stands, start=enrolment.starts_on, today=today)
