"""What stands between a draft and its publication by its fields and structure, and what it would become.

Reads the database for what the pure rules need; the editor's forms and the publishing door ask the same
questions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from competencies.selectors import nodes_by_keys
from programmes import activity_types
from programmes.block_errors import problems_in
from programmes.fields import OpenStreamField
from programmes.models import Activity, Module, ModuleVersion, Programme, Requirement
from programmes.rules import validation
from programmes.rules.problems import Path, Problem, under
from programmes.rules.structure import (
    ActivitySpec,
    ModuleSpec,
    PinnedModule,
    ProgrammeSpec,
    Raw,
    claims_of,
    reminders,
    requirement_tree,
)
from programmes.selectors import latest_module_version, latest_version

__all__ = [
    "Problem",
    "module_problems",
    "module_spec",
    "nodes_claimed",
    "programme_problems",
    "programme_spec",
]


def module_problems(module: Module) -> list[Problem]:
    """What keeps this draft from being published; paths start at the model's field."""
    raw = module.stored("body")
    return under(_block_problems(module, "body") or body_problems(module, raw), "body")


def body_problems(module: Module, raw: Raw) -> list[Problem]:
    """Beyond what each block says of itself; paths start at the body."""
    clashes = validation.identity_problems(((index,), item["id"]) for index, item in enumerate(raw))
    if clashes:
        return clashes
    if module.is_translation:
        return _translation_problems(module, raw)
    listed = [(index, item["value"]) for index, item in _activities(raw)]
    claimed = {claim.node for _index, value in listed for claim in claims_of(value)}
    return validation.body_problems(listed, known_nodes=frozenset(nodes_by_keys(claimed)))


def _translation_problems(module: Module, raw: Raw) -> list[Problem]:
    latest = latest_module_version(module.translation_key)
    if latest is None:
        return [
            Problem(_("The original is not published yet: publish it first."), code="original_not_published")
        ]
    source = {activity.key: (activity.title, activity.scoring) for activity in latest.activities.all()}
    listed = [
        (index, UUID(item["id"]), str(item["value"]["title"]), _scoring(item))
        for index, item in _activities(raw)
    ]
    return validation.translation_problems(listed, source=source)


def module_spec(module: Module) -> ModuleSpec:
    """What the draft's body amounts to: only of one without problems."""
    return ModuleSpec(
        tuple(
            ActivitySpec(
                key=UUID(item["id"]),
                kind=item["type"],
                title=item["value"]["title"],
                minutes=item["value"]["minutes"],
                required=bool(item["value"].get("required")),
                scoring=_scoring(item),
                claims=claims_of(item["value"]),
            )
            for _index, item in _activities(module.stored("body"))
        )
    )


def nodes_claimed(spec: ModuleSpec) -> dict[str, int]:
    """The ids of the competences that a module claims, by stable key."""
    keys = {claim.node for activity in spec.activities for claim in activity.claims}
    return {key: node.pk for key, node in nodes_by_keys(keys).items()}


def _activities(raw: Raw) -> list[tuple[int, Mapping[str, Any]]]:
    return [(index, item) for index, item in enumerate(raw) if activity_types.is_registered(item["type"])]


def _scoring(item: Mapping[str, Any]) -> dict[str, Any]:
    return activity_types.get(item["type"]).compile(item["value"])


def programme_problems(programme: Programme) -> list[Problem]:
    """What keeps this draft from being published; paths start at the model's fields."""
    parts, rules = programme.stored("parts"), programme.stored("reminders")
    return [
        *under(_block_problems(programme, "parts") or parts_problems(programme, parts), "parts"),
        *under(_block_problems(programme, "reminders") or validation.reminder_problems(rules), "reminders"),
    ]


def parts_problems(programme: Programme, raw: Raw) -> list[Problem]:
    """Beyond what each block says of itself; paths start at the field. Asks the programme for its length."""
    clashes = validation.identity_problems(_part_ids(raw))
    if clashes:
        return clashes
    if not programme.is_translation:
        chosen = _chosen_modules(raw)
        return validation.parts_problems(raw, modules=chosen, duration_days=programme.duration_days)
    latest = latest_version(programme)
    if latest is None:
        return [
            Problem(_("The original is not published yet: publish it first."), code="original_not_published")
        ]
    held = Requirement.objects.filter(version=latest, parent__parent__isnull=True, parent__isnull=False)
    source = {str(key): title for key, title in held.values_list("key", "title")}
    return validation.part_translation_problems(raw, source=source)


def _part_ids(raw: Raw) -> Iterator[tuple[Path, str]]:
    for index, part in enumerate(raw):
        yield (index,), part["id"]
        for number, item in enumerate(part["value"]["modules"]):
            yield (index, "modules", number), item["id"]


def programme_spec(programme: Programme) -> ProgrammeSpec:
    """What the draft amounts to, with the latest version of each module: only of one without problems."""
    parts = programme.stored("parts")
    return ProgrammeSpec(
        slug=programme.slug,
        stage=programme.stage,
        open_to_all=programme.open_to_all,
        duration_days=programme.duration_days,
        requirements=requirement_tree(
            parts, root=programme.translation_key, title=programme.title, pins=_pins(parts)
        ),
        reminders=reminders(programme.stored("reminders")),
    )


def _module_ids(raw: Raw) -> set[int]:
    entries = [item["value"] for part in raw for item in part["value"].get("modules") or []]
    return {entry["module"] for entry in entries if entry.get("module")}


def _chosen_modules(raw: Raw) -> dict[int, validation.ChosenModule]:
    """What the draft's choosers point at. A translation stands for its original, whose state counts."""
    chosen = list(Module.objects.filter(pk__in=_module_ids(raw)).only("pk", "translation_key", "title"))
    live: dict[UUID, bool] = {}
    rows = Module.objects.filter(translation_key__in={row.translation_key for row in chosen})
    for key, is_live in rows.order_by("translation_key", "pk").values_list("translation_key", "live"):
        live.setdefault(key, is_live)
    latest = _latest_versions(set(live))
    activities: dict[UUID, set[UUID]] = defaultdict(set)
    held = Activity.objects.filter(version__in=[pin.version_id for pin in latest.values()])
    for module_key, activity_key in held.values_list("version__module_key", "key"):
        activities[module_key].add(activity_key)
    return {
        row.pk: validation.ChosenModule(
            key=row.translation_key,
            title=row.title,
            is_live=live[row.translation_key] and row.translation_key in latest,
            activities=frozenset(activities[row.translation_key]),
        )
        for row in chosen
    }


def _pins(raw: Raw) -> dict[int, PinnedModule]:
    chosen = dict(Module.objects.filter(pk__in=_module_ids(raw)).values_list("pk", "translation_key"))
    latest = _latest_versions(set(chosen.values()))
    return {pk: latest[key] for pk, key in chosen.items()}


def _latest_versions(keys: set[UUID]) -> dict[UUID, PinnedModule]:
    rows = ModuleVersion.objects.filter(module_key__in=keys).order_by("module_key", "-number")
    return {
        row.module_key: PinnedModule(row.pk, row.module_key, row.number, row.title)
        for row in rows.distinct("module_key")
    }


def _block_problems(draft: Module | Programme, name: str) -> list[Problem]:
    """What the blocks refuse, asked of blocks that no editor form shares."""
    field = draft._meta.get_field(name)
    assert isinstance(field, OpenStreamField)  # noqa: S101 -- narrows the type
    block = field.new_stream_block()
    value = block.to_python(draft.stored(name))
    try:
        block.clean(value)
    except ValidationError as error:
        return problems_in(block, value, error)
    return []
