"""What stands between a draft and its publication by its fields and structure, and what it would become.

Reads the database for what the pure rules need; the editor's forms and the publishing door ask the same
questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from competencies.selectors import nodes_by_keys
from programmes import activity_types, items, trees
from programmes.block_errors import problems_in
from programmes.fields import checking_block
from programmes.models import Module, Programme, Requirement
from programmes.rules import validation
from programmes.rules.problems import Problem, under
from programmes.rules.structure import (
    ActivitySpec,
    ModuleSpec,
    ProgrammeSpec,
    Raw,
    claims_of,
    reminders,
    requirement_tree,
)
from programmes.rules.tree import parse
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
    found = _block_problems(module, "body")
    # What a translation holds is compared with its original only where it is whole.
    if not found or not module.is_translation:
        found += body_problems(module, raw)
    return under(_each_once(found), "body")


def _each_once(problems: list[Problem]) -> list[Problem]:
    return list({(problem.path, problem.message): problem for problem in reversed(problems)}.values())[::-1]


def text_place(index: int) -> str:
    """Where a text between activities stands."""
    return _("Text, block %(number)s") % {"number": index + 1}


def body_problems(module: Module, raw: Raw) -> list[Problem]:
    """Beyond what each block says of itself; paths start at the body."""
    if module.is_translation:
        return _clashes(raw) or _translation_problems(module, raw)
    claimed = {claim.node for _index, item in _activities(raw) for claim in claims_of(item["value"])}
    return body_problems_of(raw, known=frozenset(nodes_by_keys(claimed)))


def body_problems_of(raw: Raw, *, known: frozenset[str]) -> list[Problem]:
    """Of an original; ``known`` are the keys of published competences."""
    listed = [(index, item["value"]) for index, item in _activities(raw)]
    return _clashes(raw) or validation.body_problems(listed, known_nodes=known)


def _clashes(raw: Raw) -> list[Problem]:
    return validation.identity_problems(((index,), item["id"]) for index, item in enumerate(raw))


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
    kind = activity_types.get(item["type"])
    return kind.compile(kind.pin(item["value"]).value)


def programme_problems(programme: Programme) -> list[Problem]:
    """What keeps this draft from being published; paths start at the model's fields."""
    return blocking(programme_doubts(programme))


def programme_doubts(programme: Programme, *, today: date | None = None) -> list[Problem]:
    """The same, and what may be meant so."""
    rules = programme.stored("reminders")
    return [
        *under(tree_problems(programme, today=today), "tree"),
        *under(_block_problems(programme, "reminders") or validation.reminder_problems(rules), "reminders"),
    ]


def blocking(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if not problem.is_warning]


def tree_problems(programme: Programme, *, today: date | None = None) -> list[Problem]:
    """What is wrong with the draft's tree, warnings included; paths start at the document."""
    if programme.is_translation:
        return _tree_translation_problems(programme)
    context = trees.context_of(programme)
    return trees.problems_in(programme.tree, context, duration_days=programme.duration_days, today=today)


def _tree_translation_problems(programme: Programme) -> list[Problem]:
    latest = latest_version(programme)
    if latest is None:
        return [
            Problem(_("The original is not published yet: publish it first."), code="original_not_published")
        ]
    misshapen = trees.shape_problems_in(programme.tree)
    if misshapen:
        return misshapen
    held = Requirement.objects.filter(version=latest, parent__isnull=False).order_by("position")
    source = {
        str(key): title
        for key, title in held.exclude(item_type__in=items.titled_elsewhere()).values_list("key", "title")
    }
    titled = {node.id: (node.path, node.title) for node in trees.titled(parse(programme.tree))}
    return validation.title_problems(titled, source=source)


def programme_spec(programme: Programme) -> ProgrammeSpec:
    """What the draft amounts to, with the latest version of each module: only of one without problems."""
    root = parse(programme.tree)
    return ProgrammeSpec(
        slug=programme.slug,
        stage=programme.stage,
        open_to_all=programme.open_to_all,
        duration_days=programme.duration_days,
        requirements=requirement_tree(
            root, title=programme.title, pins=trees.pins_of(root, trees.context_of(programme))
        ),
        reminders=reminders(programme.stored("reminders")),
    )


def _block_problems(draft: Module | Programme, name: str) -> list[Problem]:
    """What the blocks refuse, asked of blocks that no editor form shares."""
    block = checking_block(type(draft), name)
    value = block.to_python(draft.stored(name))
    try:
        block.clean(value)
    except ValidationError as error:
        return problems_in(block, value, error)
    return []
