"""A module: named by its key, fixed in the version of it that is the latest at publication."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from programmes.enums import ShippedItem
from programmes.items.base import Context, Items, ItemType, Reference
from programmes.models import Activity, Module, ModuleVersion
from programmes.rules.keys import key_of, module_key
from programmes.rules.problems import Problem
from programmes.rules.structure import PinnedItem, PinnedModule
from programmes.rules.tree import Node
from programmes.rules.tree_problems import place_of


@dataclass(frozen=True)
class Chosen:
    """A module that items name, whichever language it was chosen in."""

    title: str
    is_live: bool
    version: ModuleVersion | None
    activities: frozenset[UUID]


class ModuleItem(ItemType):
    code = ShippedItem.MODULE
    label = _("Module")
    help_text = _("It must be published. Publishing the programme fixes the version.")
    icon = "doc-full-inverse"
    has_own_title = False

    def schema(self, identity: Mapping[str, Any]) -> dict[str, Any]:
        return {"module": dict(identity)}

    def check(self, items: Items, context: Context) -> list[Problem]:
        chosen = _chosen(items)
        found: list[Problem] = []
        places: dict[UUID, str] = {}
        activities: dict[UUID, str] = {}
        for node in items:
            key = _key(node)
            module = chosen.get(key) if key else None
            refusal = _refusal(key, module, places, activities)
            if refusal:
                message, code = refusal
                found.append(self.problem(node, message, "item", "module", code=code))
            if key and module:
                places.setdefault(key, place_of(node))
                activities |= dict.fromkeys(module.activities, module.title)
        return found

    def pin(self, items: Items, context: Context) -> dict[str, PinnedItem]:
        latest = _latest_versions({key for key in map(_key, items) if key})
        pins = {}
        for node in items:
            row = latest[UUID(str(node.item["module"]))]
            pin = PinnedModule(row.pk, row.module_key, row.number, row.title)
            pins[node.id] = PinnedItem(title=row.title, module=pin)
        return pins

    def names(self, items: Items) -> dict[str, str]:
        originals = _originals(items)
        return {node.id: originals[key].title for node in items if (key := _key(node)) in originals}

    def minutes(self, items: Items) -> dict[str, int]:
        latest = _latest_versions({key for key in map(_key, items) if key})
        return {node.id: latest[key].minutes for node in items if (key := _key(node)) in latest}

    def references(self, items: Items) -> Iterable[Reference]:
        """The module in each of its languages."""
        nodes: dict[UUID, list[str]] = defaultdict(list)
        for node in items:
            if key := _key(node):
                nodes[key].append(node.id)
        rows = Module.objects.filter(translation_key__in=list(nodes)).order_by("pk")
        for pk, key in rows.values_list("pk", "translation_key"):
            yield from (Reference(node, Module, pk) for node in nodes[key])

    def from_file(self, item: Mapping[str, Any]) -> dict[str, Any]:
        return {**item, "module": str(module_key(item["module"]))}


def _key(node: Node) -> UUID | None:
    return key_of(node.item.get("module"))


def _originals(items: Items) -> dict[UUID, Module]:
    rows = Module.objects.filter(translation_key__in=[key for key in map(_key, items) if key])
    found: dict[UUID, Module] = {}
    for row in rows.order_by("pk").only("title", "translation_key", "live"):
        found.setdefault(row.translation_key, row)
    return found


def _latest_versions(keys: Iterable[UUID]) -> dict[UUID, ModuleVersion]:
    rows = ModuleVersion.objects.filter(module_key__in=list(keys)).order_by("module_key", "-number")
    return {row.module_key: row for row in rows.distinct("module_key")}


def _chosen(items: Items) -> dict[UUID, Chosen]:
    originals = _originals(items)
    latest = _latest_versions(originals)
    activities: dict[int, set[UUID]] = defaultdict(set)
    held = Activity.objects.filter(version__in=[row.pk for row in latest.values()])
    for version_id, activity_key in held.values_list("version_id", "key"):
        activities[version_id].add(activity_key)
    return {
        key: Chosen(
            title=row.title,
            is_live=row.live,
            version=latest.get(key),
            activities=frozenset(activities[latest[key].pk]) if key in latest else frozenset(),
        )
        for key, row in originals.items()
    }


def _refusal(
    key: UUID | None, module: Chosen | None, places: Mapping[UUID, str], activities: Mapping[UUID, str]
) -> tuple[str, str] | None:
    """What to say of an item, and its code."""
    if key is None or module is None:
        return _now("This module is not there any more. Choose another."), "module_gone"
    if not (module.is_live and module.version):
        message = _now("“%(title)s” is not published. Publish it first, or choose another module.")
        return message % {"title": module.title}, "module_not_published"
    if key in places:
        message = _now("“%(title)s” is already in the programme (%(place)s). Remove it from one of the two.")
        return message % {"title": module.title, "place": places[key]}, "module_twice"
    shared = [activities[each] for each in module.activities if each in activities]
    if shared:
        message = _now(
            "“%(title)s” and “%(other)s” hold the same activity, as copies do. Remove one of the modules, or "
            "delete the activity in one of them and add it anew."
        )
        return message % {"title": module.title, "other": shared[0]}, "activity_twice"
    return None
