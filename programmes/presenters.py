"""A draft as its learners will see it, for the preview in the editor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competencies.enums import Stage
from programmes import items, trees
from programmes.enums import RequirementKind, ShippedItem
from programmes.models import Module, Programme
from programmes.rules.keys import key_of
from programmes.rules.tree import Node, parse
from programmes.selectors import ActivityPage, Body, split_body

Renderer = Callable[[ActivityPage], SafeString]


def plain(page: ActivityPage) -> SafeString:
    """Where no app that can play activities is installed: what the fields hold."""
    context = {"fields": [bound for name, bound in page.value.bound_blocks.items() if name in _shown(page)]}
    return render_to_string("leadership/programmes/plain_activity.html", context)


def _shown(page: ActivityPage) -> set[str]:
    return set(page.value.bound_blocks) - {"title", "minutes", "required", "claims"}


_renderer: list[Renderer] = [plain]


def use_renderer(renderer: Renderer) -> None:
    """Called by the app that plays activities while it becomes ready: it stands above this one."""
    _renderer[0] = renderer


@dataclass(frozen=True)
class ShownActivity:
    page: ActivityPage
    html: SafeString


def shown_activities(module: Module) -> tuple[list[ShownActivity], Body]:
    """Each activity with its rendering, and the body for what stands around them."""
    body = split_body(module.body)
    return [ShownActivity(page, _renderer[0](page)) for page in body.pages], body


@dataclass(frozen=True)
class ShownItem:
    title: str
    kind: str
    """Empty for a module."""
    summary: str
    required: bool
    notes: tuple[str, ...]
    """When it opens and is due, for whom it is, what it is worth."""


@dataclass(frozen=True)
class ShownPart:
    title: str
    rule: str
    notes: tuple[str, ...]
    level: int
    items: list[ShownItem]
    """That stand directly in it."""


def shown_parts(programme: Programme) -> list[ShownPart]:
    """The parts of a draft in reading order, whatever is still missing from them."""
    root = parse(programme.tree)
    tree = _Draft(trees.names_in(root), _summaries(root), {node.id: node for node in root.walk()})
    return [
        part
        for node in root.walk()
        if not node.is_item and (part := _shown_part(node, tree)) and (node.number or part.items)
    ]


@dataclass(frozen=True)
class _Draft:
    names: Mapping[str, str]
    summaries: Mapping[str, str]
    nodes: Mapping[str, Node]

    def name(self, node_id: str) -> str:
        node = self.nodes.get(node_id)
        return self.names.get(node_id) or (node.title if node else "")


def _summaries(root: Node) -> dict[str, str]:
    """Of the modules, by item."""
    keys = {node.id: key_of(node.item.get("module")) for node in root.items()}
    rows = Module.objects.filter(translation_key__in=[key for key in keys.values() if key]).order_by("-pk")
    held = dict(rows.values_list("translation_key", "summary"))
    return {node: held[key] for node, key in keys.items() if key in held}


def _shown_part(node: Node, tree: _Draft) -> ShownPart:
    shown = [_shown_item(child, node, tree) for child in node.children if child.is_item]
    notes = _notes(node, tree)
    return ShownPart(node.title, rule_of(node), notes, max(len(node.number), 1), shown)


def _shown_item(node: Node, parent: Node, tree: _Draft) -> ShownItem:
    known = items.is_registered(node.type)
    kind = items.get(node.type).label if known and node.type != ShippedItem.MODULE else ""
    return ShownItem(
        title=tree.name(node.id),
        kind=str(kind),
        summary=tree.summaries.get(node.id, ""),
        required=node.counts_in(parent),
        notes=_notes(node, tree),
    )


def rule_of(node: Node) -> str:
    """What completes a group, in words."""
    if node.kind == RequirementKind.AT_LEAST:
        return _("Complete at least %(count)s.") % {"count": node.at_least or 0}
    if node.kind == RequirementKind.POINTS:
        wanted = node.points_needed or 0
        return ngettext("Earn %(count)s point.", "Earn %(count)s points.", wanted) % {"count": wanted}
    return _("Complete all that is required.")


def _notes(node: Node, tree: _Draft) -> tuple[str, ...]:
    return tuple(
        note
        for note in (worth_of(node), opening_of(node, tree.name), due_of(node.due_days), stages_of(node))
        if note
    )


def worth_of(node: Node) -> str:
    points = node.points or 0
    return ngettext("%(count)s point", "%(count)s points", points) % {"count": points} if points else ""


def opening_of(node: Node, name: Callable[[str], str]) -> str:
    """When it opens, in words; ``name`` gives the title of another node by its id."""
    if node.needs:
        values = {"names": get_text_list([f"“{name(need)}”" for need in node.needs], _("and"))}
        if not node.delay_days:
            return _("Opens after %(names)s") % values
        said = ngettext(
            "Opens %(days)s day after %(names)s", "Opens %(days)s days after %(names)s", node.delay_days
        )
        return said % {**values, "days": node.delay_days}
    if node.opens_on:
        return _("Opens on %(day)s") % {"day": date_format(node.opens_on, "j F Y")}
    days = node.opens_after_days or 0
    said = ngettext("Opens %(days)s day after the start", "Opens %(days)s days after the start", days)
    return said % {"days": days} if days else ""


def stages_of(node: Node) -> str:
    stages = [str(stage.label) for stage in Stage if stage.value in node.stages]
    return _("Only for %(stages)s") % {"stages": get_text_list(stages, _("and"))} if stages else ""


def due_of(days: int | None) -> str:
    if not days:
        return ""
    return ngettext("Due %(days)s day after the start", "Due %(days)s days after the start", days) % {
        "days": days
    }
