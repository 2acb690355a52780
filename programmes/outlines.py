"""A requirement tree in words, of a draft or as published: parts with their rules, and what is in them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competencies.enums import Stage
from programmes import items, trees
from programmes.enums import RequirementKind, ShippedItem
from programmes.models import Module, Programme
from programmes.rules.keys import key_of
from programmes.rules.tree import Node, parse
from programmes.selectors import TreeNode


class Ruled(Protocol):
    """What a node of a draft and one of a version have in common."""

    @property
    def kind(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def at_least(self) -> int | None: ...
    @property
    def points_needed(self) -> int | None: ...
    @property
    def points(self) -> int | None: ...
    @property
    def needs(self) -> Sequence[Any]: ...
    @property
    def delay_days(self) -> int | None: ...
    @property
    def opens_after_days(self) -> int | None: ...
    @property
    def opens_on(self) -> date | None: ...
    @property
    def stages(self) -> Sequence[str]: ...
    @property
    def due_days(self) -> int | None: ...


@dataclass(frozen=True)
class ShownItem:
    title: str
    kind: str
    """Empty for a module."""
    minutes: int | None
    required: bool
    notes: tuple[str, ...]
    """When it opens and is due, for whom it is, what it is worth."""
    summary: str = ""


@dataclass(frozen=True)
class ShownPart:
    title: str
    """Empty where a part goes on after another one that stands in it."""
    kind: str
    rule: str
    notes: tuple[str, ...]
    level: int
    items: list[ShownItem]
    """That follow each other directly in it."""


def outline_of(root: TreeNode) -> list[ShownPart]:
    """A published tree, in the words of the programme's original."""
    names = {node.key: node.title for node in root.walk()}
    return list(_Published(names).parts(root, 0))


def draft_outline(programme: Programme) -> list[ShownPart]:
    """A draft's tree, whatever is still missing from it."""
    root = parse(programme.tree)
    names = {**{node.id: node.title for node in root.walk()}, **trees.names_in(root)}
    return list(_Draft(names, _summaries(root)).parts(root, 0))


def _summaries(root: Node) -> dict[str, str]:
    """Of the modules, by item."""
    keys = {node.id: key_of(node.item.get("module")) for node in root.items()}
    rows = Module.objects.filter(translation_key__in=[key for key in keys.values() if key]).order_by("-pk")
    held = dict(rows.values_list("translation_key", "summary"))
    return {node: held[key] for node, key in keys.items() if key in held}


@dataclass(frozen=True)
class _Outline(ABC):
    names: Mapping[Any, str]

    def parts(self, group: Any, level: int) -> Iterator[ShownPart]:
        """The group, and again what follows on each group inside it."""
        run: list[ShownItem] = []
        opened = level == 0
        for child in group.children:
            if child.kind == RequirementKind.ITEM:
                run.append(self.item(child, group))
                continue
            if run or not opened:
                yield self.part(group, level, run, is_first=not opened)
            opened, run = True, []
            yield from self.parts(child, level + 1)
        if run or not opened:
            yield self.part(group, level, run, is_first=not opened)

    def part(self, group: Any, level: int, run: list[ShownItem], *, is_first: bool) -> ShownPart:
        if not is_first:
            return ShownPart("", group.kind, "", (), max(level, 1), run)
        notes = notes_on(group, self.names)
        return ShownPart(group.title, group.kind, rule_of(group), notes, level, run)

    @abstractmethod
    def item(self, node: Any, parent: Any) -> ShownItem: ...


@dataclass(frozen=True)
class _Published(_Outline):
    def item(self, node: TreeNode, parent: TreeNode) -> ShownItem:
        minutes = node.module.minutes if node.module else None
        notes = notes_on(node, self.names)
        return ShownItem(node.title, _kind(node.item_type), minutes, node.required, notes)


@dataclass(frozen=True)
class _Draft(_Outline):
    summaries: Mapping[str, str] = field(default_factory=dict)

    def item(self, node: Node, parent: Node) -> ShownItem:
        return ShownItem(
            title=self.names.get(node.id, ""),
            kind=_kind(node.type),
            minutes=None,
            required=node.counts_in(parent),
            notes=notes_on(node, self.names),
            summary=self.summaries.get(node.id, ""),
        )


def _kind(code: str) -> str:
    known = code != ShippedItem.MODULE and items.is_registered(code)
    return str(items.get(code).label) if known else ""


# Words


def rule_of(node: Ruled) -> str:
    """What completes a group."""
    if node.kind == RequirementKind.AT_LEAST:
        number = node.at_least or 0
        said = ngettext(
            "Choose at least %(number)s of these.", "Choose at least %(number)s of these.", number
        )
        return said % {"number": number}
    if node.kind == RequirementKind.POINTS:
        number = node.points_needed or 0
        said = ngettext("Earn at least %(number)s point.", "Earn at least %(number)s points.", number)
        return said % {"number": number}
    return _("Complete all that is required.")


def notes_on(node: Ruled, names: Mapping[Any, str]) -> tuple[str, ...]:
    """What else there is to know of a requirement, each in a few words."""
    opening = opening_of(node, lambda key: names.get(key, ""))
    notes = (worth_of(node), opening, due_of(node.due_days), stages_of(node))
    return tuple(note for note in notes if note)


def worth_of(node: Ruled) -> str:
    number = node.points or 0
    return ngettext("%(number)s point", "%(number)s points", number) % {"number": number} if number else ""


def opening_of(node: Ruled, name: Callable[[Any], str]) -> str:
    """When it opens; ``name`` gives the title of another node by its id."""
    first = _after(node, get_text_list([f"“{name(need)}”" for need in node.needs], _("and")))
    days, day = node.opens_after_days or 0, date_format(node.opens_on, "j F Y") if node.opens_on else ""
    if first and day:
        return _("%(opens)s, not before %(day)s") % {"opens": first, "day": day}
    if first and days:
        said = ngettext(
            "%(opens)s, not before %(days)s day after the start",
            "%(opens)s, not before %(days)s days after the start",
            days,
        )
        return said % {"opens": first, "days": days}
    if day:
        return _("Opens on %(day)s") % {"day": day}
    said = ngettext("Opens %(days)s day after the start", "Opens %(days)s days after the start", days)
    return first or (said % {"days": days} if days else "")


def _after(node: Ruled, names: str) -> str:
    if not node.needs:
        return ""
    days = node.delay_days or 0
    if not days:
        return _("Opens after %(names)s") % {"names": names}
    said = ngettext("Opens %(days)s day after %(names)s", "Opens %(days)s days after %(names)s", days)
    return said % {"days": days, "names": names}


def due_of(days: int | None) -> str:
    said = ngettext("Due %(days)s day after the start", "Due %(days)s days after the start", days or 0)
    return said % {"days": days} if days else ""


def stages_of(node: Ruled) -> str:
    stages = [str(stage.label) for stage in Stage if stage.value in node.stages]
    return _("Only for %(stages)s") % {"stages": get_text_list(stages, _("and"))} if stages else ""
