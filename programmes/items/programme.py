"""Another programme that is to be completed, in whatever version the doctor is on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from programmes.enums import ShippedItem
from programmes.items.base import Context, Items, ItemType, Reference
from programmes.models import Programme, ProgrammeVersion, Requirement
from programmes.rules.keys import key_of, programme_key
from programmes.rules.problems import Problem
from programmes.rules.structure import PinnedItem
from programmes.rules.tree import Node


class ProgrammeItem(ItemType):
    code = ShippedItem.PROGRAMME
    label = _("Another programme")
    help_text = _("Complete when the doctor has completed that programme, in any of its versions.")
    icon = "clipboard-list"
    has_own_title = False

    def schema(self, identity: Mapping[str, Any]) -> dict[str, Any]:
        return {"programme": dict(identity)}

    def check(self, items: Items, context: Context) -> list[Problem]:
        originals = _originals(items)
        within = _programmes_within() if items else {}
        found: list[Problem] = []
        seen: set[UUID] = set()
        for node in items:
            refusal = _refusal(_key(node), originals, seen, within, context)
            if refusal:
                message, code = refusal
                found.append(self.problem(node, message, "item", "programme", code=code))
            seen |= {key for key in (_key(node),) if key}
        return found

    def pin(self, items: Items, context: Context) -> dict[str, PinnedItem]:
        originals = _originals(items)
        keys = {node.id: UUID(str(node.item["programme"])) for node in items}
        return {node: PinnedItem(title=originals[key].title, programme_key=key) for node, key in keys.items()}

    def names(self, items: Items) -> dict[str, str]:
        originals = _originals(items)
        return {node.id: originals[key].title for node in items if (key := _key(node)) in originals}

    def references(self, items: Items) -> Iterable[Reference]:
        nodes: dict[UUID, list[str]] = defaultdict(list)
        for node in items:
            if key := _key(node):
                nodes[key].append(node.id)
        rows = Programme.objects.filter(translation_key__in=list(nodes)).order_by("pk")
        for pk, key in rows.values_list("pk", "translation_key"):
            yield from (Reference(node, Programme, pk) for node in nodes[key])

    def from_file(self, item: Mapping[str, Any]) -> dict[str, Any]:
        return {**item, "programme": str(programme_key(item["programme"]))}


def _key(node: Node) -> UUID | None:
    return key_of(node.item.get("programme"))


def _originals(items: Items) -> dict[UUID, Programme]:
    rows = Programme.objects.filter(translation_key__in=[key for key in map(_key, items) if key])
    found: dict[UUID, Programme] = {}
    for row in rows.order_by("pk").only("title", "translation_key", "live"):
        found.setdefault(row.translation_key, row)
    return found


def _programmes_within() -> dict[UUID, set[UUID]]:
    """Which programmes the latest version of each programme asks for: one query."""
    latest = ProgrammeVersion.objects.filter(programme_key=OuterRef("version__programme_key"))
    rows = Requirement.objects.filter(
        programme_key__isnull=False, version=Subquery(latest.order_by("-number").values("pk")[:1])
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for outer, inner in rows.values_list("version__programme_key", "programme_key"):
        found[outer] |= {inner} if inner else set()
    return found


def _leads_to(start: UUID, goal: UUID, within: Mapping[UUID, set[UUID]]) -> bool:
    waiting, seen = [start], {start}
    while waiting:
        key = waiting.pop()
        if key == goal:
            return True
        fresh = within.get(key, set()) - seen
        seen |= fresh
        waiting += fresh
    return False


def _refusal(
    key: UUID | None,
    originals: Mapping[UUID, Programme],
    seen: set[UUID],
    within: Mapping[UUID, set[UUID]],
    context: Context,
) -> tuple[str, str] | None:
    """What to say of an item, and its code."""
    programme = originals.get(key) if key else None
    if key is None or programme is None:
        return _now("This programme is not there any more. Choose another."), "programme_gone"
    title = {"title": programme.title}
    if key == context.key:
        message = _now("The programme asks for itself, so nobody could complete it. Choose another.")
        return message, "contains_itself"
    if _leads_to(key, context.key, within):
        message = _now(
            "“%(title)s” asks for this programme, itself or through others, so nobody could complete either. "
            "Choose another, or take this programme out there first."
        )
        return message % title, "contains_itself"
    if not programme.live:
        message = _now("“%(title)s” is not published. Publish it first, or choose another programme.")
        return message % title, "programme_not_published"
    if key in seen:
        message = _now("“%(title)s” is already in the programme. Remove it from one of the two places.")
        return message % title, "programme_twice"
    return None
