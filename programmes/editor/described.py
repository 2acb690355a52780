"""What the editor says of the modules and programmes that items name: three queries for any number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.admin.utils import quote
from django.urls import reverse

from programmes.enums import ShippedItem
from programmes.models import Module, ModuleVersion, Programme
from programmes.models.drafts import PublishedSnippet
from programmes.rules.keys import key_of
from programmes.rules.tree import Node
from programmes.states import state_of

Described = dict[str, dict[str, Any]]

MODELS: dict[str, type[PublishedSnippet]] = {ShippedItem.MODULE: Module, ShippedItem.PROGRAMME: Programme}


def described(nodes: Iterable[Node]) -> dict[str, Described]:
    """By type of item, then by key: title, minutes, state and where it is edited."""
    listed = list(nodes)
    return {
        str(code): snippets(model, [key for node in listed if (key := key_of(node.item.get(code)))])
        for code, model in MODELS.items()
    }


def snippets(model: type[PublishedSnippet], keys: Iterable[UUID]) -> Described:
    """Of originals: a translation stands for the module it translates."""
    wanted = list(keys)
    if not wanted:
        return {}
    rows = model._default_manager.filter(translation_key__in=wanted).defer(*model.large_fields, "summary")
    originals: dict[UUID, Any] = {}
    for row in rows.order_by("pk"):
        originals.setdefault(row.translation_key, row)
    minutes = _minutes(wanted) if model is Module else {}
    return {str(key): told(row, minutes.get(key)) for key, row in originals.items()}


def told(row: Any, minutes: int | None) -> dict[str, Any]:
    address = type(row).snippet_viewset.get_url_name("edit")
    return {
        "title": str(row),
        "minutes": minutes or 0,
        "state": str(state_of(row).label),
        "url": reverse(address, args=[quote(row.pk)]),
    }


def _minutes(keys: list[UUID]) -> dict[UUID, int]:
    rows = ModuleVersion.objects.filter(module_key__in=keys).order_by("module_key", "-number")
    return dict(rows.distinct("module_key").values_list("module_key", "minutes"))
