"""What the requirement tree of a draft amounts to, with what its items name.

Each type of item is asked once for all of its items, so that large trees take no more queries.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from programmes import items
from programmes.items import Context, ItemType, Reference
from programmes.models import Programme
from programmes.rules.characters import text_problems
from programmes.rules.problems import Problem
from programmes.rules.structure import PinnedItem, checksum
from programmes.rules.tree import Node, Totals, parse, retitled, totals
from programmes.rules.tree_problems import tree_problems
from programmes.rules.tree_schema import shape_problems, size_problems


def by_type(root: Node) -> Iterator[tuple[ItemType, list[Node]]]:
    """The types that the tree uses, each with its items in reading order."""
    for item_type in items.all_types():
        found = [node for node in root.items() if node.type == item_type.code]
        if found:
            yield item_type, found


def names_in(root: Node) -> dict[str, str]:
    """What to call each item, by its id."""
    return {node: name for each, found in by_type(root) for node, name in each.names(found).items()}


def totals_of(root: Node) -> Totals:
    minutes = {node: spent for each, found in by_type(root) for node, spent in each.minutes(found).items()}
    return totals(root, minutes=minutes)


def references_in(document: Any) -> Iterator[Reference]:
    for item_type, found in by_type(parse(document)):
        yield from item_type.references(found)


def titled(root: Node) -> Iterator[Node]:
    """Those whose titles are the programme's own."""
    elsewhere = items.titled_elsewhere()
    return (node for node in root.walk() if node.number and node.type not in elsewhere)


def translated(own: Any, original: Any) -> dict[str, Any]:
    """The original's tree with the titles that a translation has for it."""
    return retitled(original, {node.id: node.title for node in titled(parse(own))})


_sound: dict[str, None] = {}
SOUND_KEPT = 64


def shape_problems_in(document: Any) -> list[Problem]:
    """What is sound stays so: a large one is looked through once for its form, its draft and the door."""
    unreadable = size_problems(document) or text_problems(document)
    if unreadable:
        return unreadable
    known = checksum([document, sorted(items.schemas())])
    if known in _sound:
        return []
    problems = shape_problems(document, items.schemas())
    if not problems:
        if len(_sound) >= SOUND_KEPT:
            _sound.clear()
        _sound[known] = None
    return problems


def problems_in(
    document: Any, context: Context, *, duration_days: int, today: date | None = None
) -> list[Problem]:
    """All that is wrong with a document, warnings included; paths start at the document."""
    misshapen = shape_problems_in(document)
    if misshapen:
        return misshapen
    root = parse(document)
    found = tree_problems(root, duration_days=duration_days, names=names_in(root), today=today)
    for item_type, nodes in by_type(root):
        found += item_type.check(nodes, context)
    return found


def pins_of(root: Node, context: Context) -> dict[str, PinnedItem]:
    """What publishing fixes, by the item's id: only of a tree without problems."""
    return {node: pin for each, found in by_type(root) for node, pin in each.pin(found, context).items()}


def context_of(programme: Programme) -> Context:
    return Context(programme.translation_key, programme.title)
