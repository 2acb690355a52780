"""A draft, a kept revision or a version as the list of entries that ``rules.differences`` compares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.utils.text import get_text_list
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import blocks

from competencies.enums import ClaimStrength, Stage
from competencies.selectors import nodes_by_keys
from programmes import activity_types, items, trees
from programmes.activity_types import ActivityType
from programmes.blocks import TEXT
from programmes.enums import DifferenceArea, ReminderKind, RequirementKind, ShippedItem
from programmes.models import Module, ModuleText, ModuleVersion, Programme, ProgrammeText, ProgrammeVersion
from programmes.outlines import due_of, opening_of, rule_of, stages_of, worth_of
from programmes.rules.differences import Entry, Facet
from programmes.rules.keys import key_of
from programmes.rules.structure import Raw, claims_of, reminder_rule
from programmes.rules.tree import Node, parse
from programmes.selectors import TreeNode, reminder_rules_of, requirement_tree

OF_ALL = ("title", "minutes", "required", "claims")
"""Fields that every activity has."""


def _text(label: Any, value: Any) -> Facet:
    return Facet(DifferenceArea.CONTENT, label, value, str(value), is_text=True)


def _yes_no(value: bool) -> str:
    return _now("yes") if value else _now("no")


# Modules


def module_entries(module: Module) -> list[Entry]:
    """Of a draft, or of a revision as an object."""
    return body_entries(module.title, module.summary, module.stored("body"))


def module_version_entries(version: ModuleVersion, text: ModuleText) -> list[Entry]:
    return body_entries(text.title, text.summary, text.body)


def body_entries(title: str, summary: str, body: Raw) -> list[Entry]:
    """The module itself, then each activity and each text between them."""
    own = {"title": _text(_("Title"), title), "summary": _text(_("Summary"), summary)}
    known = [each for each in body if each["type"] == TEXT or activity_types.is_registered(each["type"])]
    names = _competences(known)
    return [Entry("module", None, title, own), *(_body_entry(each, names) for each in known)]


def _competences(body: Raw) -> Mapping[str, str]:
    """What to call each competence that is claimed: one query for the whole body."""
    claims = [claim for each in body if each["type"] != TEXT for claim in claims_of(each["value"])]
    found = nodes_by_keys({claim.node for claim in claims})
    return {claim.node: str(found.get(claim.node, claim.node)) for claim in claims}


def _body_entry(stored: Mapping[str, Any], names: Mapping[str, str]) -> Entry:
    key = str(stored["id"])
    if stored["type"] == TEXT:
        return Entry(key, "module", _now("Text"), {"text": _text(_("Text"), stored["value"])}, _("Text"), 1)
    activity_type, value = activity_types.get(stored["type"]), stored["value"]
    fields, minutes = dict(activity_type.fields()), value.get("minutes") or 0
    facets = {
        "title": _text(_("Title"), value.get("title") or ""),
        "minutes": Facet(DifferenceArea.STRUCTURE, _("Minutes"), minutes, str(minutes)),
        "required": _required(bool(value.get("required"))),
        **dict(_words(fields, value)),
        **dict(
            _scoring(_compiled(activity_type, value), {name: block.label for name, block in fields.items()})
        ),
        **dict(_claims(value, names)),
    }
    return Entry(key, "module", str(value.get("title") or ""), facets, activity_type.label, 1)


def _compiled(activity_type: ActivityType, value: Mapping[str, Any]) -> dict[str, Any]:
    """As it was published, or as publishing the draft today would fix it."""
    try:
        return activity_type.compile(activity_type.pin(value).value)
    except ObjectDoesNotExist:
        return activity_type.compile(value)


def _required(value: bool) -> Facet:
    return Facet(DifferenceArea.RULES, _("Required"), value, _yes_no(value))


def _words(fields: Mapping[str, blocks.Block], value: Any, *path: str) -> Iterator[tuple[str, Facet]]:
    """Every text in the activity's own fields, all the way down; an item of a list is known by its id."""
    for name, block in fields.items():
        held = value.get(name) if isinstance(value, Mapping) else None
        yield from _words_of(block, held, *path, name)


def _words_of(block: blocks.Block, held: Any, *path: str) -> Iterator[tuple[str, Facet]]:
    if isinstance(block, blocks.StructBlock):
        yield from _words(block.child_blocks, held or {}, *path)
    elif isinstance(block, blocks.ListBlock):
        for each in held or []:
            yield from _words_of(block.child_block, each["value"], *path, str(each["id"]))
    elif isinstance(block, blocks.ChoiceBlock):
        return
    elif isinstance(held, str):
        yield ".".join(path), _text(block.label, held)


def _scoring(scoring: Any, labels: Mapping[str, Any], *path: str) -> Iterator[tuple[str, Facet]]:
    """Each number and code by which answers are judged."""
    if isinstance(scoring, Mapping):
        for name, value in scoring.items():
            yield from _scoring(value, labels, *path, str(name))
    elif isinstance(scoring, list) and any(isinstance(each, Mapping | list) for each in scoring):
        for place, value in enumerate(scoring):
            yield from _scoring(value, labels, *path, str(place + 1))
    else:
        shown = get_text_list([str(each) for each in scoring], "") if isinstance(scoring, list) else scoring
        label = labels.get(path[0], _("Marking")) if path else _("Marking")
        yield ".".join(("scoring", *path)), Facet(DifferenceArea.RULES, label, scoring, str(shown))


def _claims(value: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[tuple[str, Facet]]:
    for claim in claims_of(value):
        strength = ClaimStrength(claim.strength).label if claim.strength in ClaimStrength else claim.strength
        yield (
            f"claim.{claim.node}",
            Facet(DifferenceArea.CLAIMS, names[claim.node], claim.strength, str(strength)),
        )


# Programmes


@dataclass(frozen=True)
class State:
    """A programme at one moment, whether a draft or a version."""

    title: str
    summary: str
    slug: str
    stage: str
    open_to_all: bool
    duration_days: int
    root: Node
    names: Mapping[str, str]
    """What to call each node, by its id."""
    pins: Mapping[str, int]
    """The number of the module version of each item that has one."""
    reminders: Sequence[tuple[str, str, int]]
    """Key, kind and days."""


def programme_entries(programme: Programme) -> list[Entry]:
    """Of a draft, or of a revision as an object. Modules count with the version that publishing would fix."""
    root = parse(programme.tree)
    rules = [(str(each["id"]), *reminder_rule(each)) for each in programme.stored("reminders")]
    return state_entries(
        State(
            title=programme.title,
            summary=programme.summary,
            slug=programme.slug,
            stage=programme.stage,
            open_to_all=programme.open_to_all,
            duration_days=programme.duration_days,
            root=root,
            names={**{node.id: node.title for node in root.walk()}, **trees.names_in(root)},
            pins=_latest_numbers(root),
            reminders=rules,
        )
    )


def _latest_numbers(root: Node) -> dict[str, int]:
    keys = {node.id: key_of(node.item.get("module")) for node in root.items()}
    rows = ModuleVersion.objects.filter(module_key__in=[key for key in keys.values() if key])
    newest = dict(rows.order_by("module_key", "number").values_list("module_key", "number"))
    return {node: newest[key] for node, key in keys.items() if key in newest}


def programme_version_entries(version: ProgrammeVersion, text: ProgrammeText) -> list[Entry]:
    tree = requirement_tree(version)
    rules = [(str(rule.key), rule.kind, rule.days) for rule in reminder_rules_of(version)]
    return state_entries(
        State(
            title=text.title,
            summary=text.summary,
            slug=version.slug,
            stage=version.stage,
            open_to_all=version.open_to_all,
            duration_days=version.duration_days,
            root=_as_node(tree),
            names={str(each.key): text.titles.get(str(each.key), each.title) for each in tree.walk()},
            pins={str(each.key): each.module.number for each in tree.walk() if each.module},
            reminders=rules,
        )
    )


def _as_node(row: TreeNode) -> Node:
    """A published requirement as drafts have it."""
    return Node(
        id=str(row.key),
        kind=row.kind,
        title=row.title,
        required=row.required,
        at_least=row.at_least,
        points_needed=row.points_needed,
        points=row.points,
        needs=tuple(map(str, row.needs)),
        delay_days=row.delay_days,
        opens_after_days=row.opens_after_days,
        opens_on=row.opens_on,
        stages=row.stages,
        item=_item(row),
        due_days=row.due_days,
        children=tuple(map(_as_node, row.children)),
    )


def _item(row: TreeNode) -> dict[str, Any]:
    named: dict[str, UUID | None] = {
        "module": row.module.key if row.module else None,
        "programme": row.programme_key,
    }
    found = {name: str(key) for name, key in named.items() if key}
    return {"type": row.item_type, **found, "credits": row.credits, **row.details}


def state_entries(state: State) -> list[Entry]:
    return [Entry(state.root.id, None, state.title, _own_facets(state)), *_below(state.root, state, depth=1)]


def _own_facets(state: State) -> dict[str, Facet]:
    days = ngettext("%(days)s day", "%(days)s days", state.duration_days) % {"days": state.duration_days}
    stage = str(Stage(state.stage).label) if state.stage in Stage else state.stage
    return {
        "title": _text(_("Title"), state.title),
        "summary": _text(_("Summary"), state.summary),
        "slug": Facet(DifferenceArea.CONTENT, _("Address"), state.slug, state.slug),
        "stage": Facet(DifferenceArea.RULES, _("Career stage"), state.stage, stage),
        "open_to_all": Facet(
            DifferenceArea.RULES, _("Open to all"), state.open_to_all, _yes_no(state.open_to_all)
        ),
        "duration_days": Facet(DifferenceArea.DATES, _("Length"), state.duration_days, days),
        **{f"reminder.{key}": _reminder(kind, days) for key, kind, days in state.reminders},
    }


def _reminder(kind: str, days: int) -> Facet:
    label = str(ReminderKind(kind).label) if kind in ReminderKind else kind
    said = ngettext("%(days)s day: %(kind)s", "%(days)s days: %(kind)s", days)
    shown = said % {"days": days, "kind": label} if days else label
    return Facet(DifferenceArea.DATES, _("Reminder"), (kind, days), shown)


def _below(parent: Node, state: State, *, depth: int) -> Iterator[Entry]:
    for node in parent.children:
        label = items.get(node.type).label if items.is_registered(node.type) else _("Group")
        title = state.names.get(node.id, "")
        yield Entry(node.id, parent.id, title, _facets(node, parent, state), label, depth)
        yield from _below(node, state, depth=depth + 1)


def _facets(node: Node, parent: Node, state: State) -> dict[str, Facet]:
    counts = node.counts_in(parent)
    points = node.points if parent.kind == RequirementKind.POINTS else None
    # What is at its default is nothing to read about.
    said = {
        "needs": _plain(
            DifferenceArea.RULES, _("Needs"), tuple(sorted(node.needs)), _names(node.needs, state)
        ),
        "points": _plain(DifferenceArea.RULES, _("Points"), points, worth_of(node)),
        "stages": _plain(
            DifferenceArea.RULES, _("Career stages"), tuple(sorted(node.stages)), stages_of(node)
        ),
        "opens": _plain(
            DifferenceArea.DATES,
            _("Opens"),
            (node.opens_after_days, node.opens_on, node.delay_days),
            opening_of(node, lambda key: state.names.get(key, "")),
        ),
        "due_days": _plain(DifferenceArea.DATES, _("Due"), node.due_days, due_of(node.due_days)),
    }
    return {**_content(node, state), "required": _required(counts), **said}


def _plain(area: DifferenceArea, label: Any, value: Any, shown: str) -> Facet:
    return Facet(area, label, value, shown)


def _names(keys: Sequence[str], state: State) -> str:
    return get_text_list([f"“{state.names.get(key, key)}”" for key in keys], _now("and")) if keys else ""


def _content(node: Node, state: State) -> dict[str, Facet]:
    title = state.names.get(node.id, "")
    if not node.is_item:
        rule = (node.kind, node.at_least, node.points_needed)
        return {
            "title": _text(_("Title"), title),
            "rule": Facet(DifferenceArea.RULES, _("To complete it"), rule, rule_of(node)),
        }
    named = {name: value for name, value in node.item.items() if value is not None and name != "credits"}
    found = {"title": _text(_("Title"), title)}
    found["item"] = Facet(DifferenceArea.STRUCTURE, _("What is done"), named, title)
    if node.type == ShippedItem.CREDITS:
        amount = _hundredths(node.item.get("credits"))
        found["credits"] = Facet(DifferenceArea.RULES, _("CPD credits"), amount, f"{amount / 100:g}")
    if number := state.pins.get(node.id):
        shown = _now("version %(number)s") % {"number": number}
        found["version"] = Facet(DifferenceArea.CONTENT, _("Module"), number, shown)
    return found


def _hundredths(value: Any) -> int:
    """A draft says ``"2.5"``, a version 250."""
    return round(float(value) * 100) if isinstance(value, str) else int(value or 0)
