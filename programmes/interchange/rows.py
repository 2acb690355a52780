"""Rows that a file makes or changes: what is set beside their content, and in which order they come in."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.utils.translation import gettext as _

from programmes import preflight, selectors
from programmes.interchange import ids
from programmes.interchange.document import duplicates, programme_places
from programmes.models import Module, Programme
from programmes.models.drafts import PublishedSnippet
from programmes.rules.problems import Path, Problem

Data = Mapping[str, Any]


def of_the_row(model: type[PublishedSnippet], data: Data) -> dict[str, Any]:
    """What is no content, of something new."""
    key_of = ids.module_key if model is Module else ids.programme_key
    copied_from = data.get("copied_from")
    return {
        "is_template": data.get("template", False),
        "copied_from": key_of(copied_from) if copied_from else None,
    }


def after_what_they_need(keys: list[str], trees: list[Data]) -> list[int]:
    """The places of programmes, each behind those that it asks for."""
    places = {key: place for place, key in enumerate(keys)}
    graph = {
        place: {
            places[other]
            for _path, name in programme_places(tree)
            if (other := str(ids.programme_key(name))) in places
        }
        for place, tree in enumerate(trees)
    }
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError:
        # Preflight says where.
        return list(graph)


def fill(row: PublishedSnippet, content: dict[str, Any]) -> None:
    for name, value in content.items():
        setattr(row, name, value)
    row.go_live_at = None


def pins_the_latest(programme: Programme) -> bool:
    """Whether publishing again would make the same version: its modules may have new ones."""
    latest = selectors.latest_version(programme)
    return latest is not None and latest.checksum == preflight.programme_spec(programme).checksum


def id_problems(content: Any, path: Path = ()) -> list[Problem]:
    """Ids that stand twice in one list, in stored content; paths as in the file."""
    if isinstance(content, Mapping):
        return [problem for name, inner in content.items() for problem in id_problems(inner, (*path, name))]
    if not isinstance(content, list):
        return []
    twice = duplicates([item["id"] for item in content])
    found = [Problem(_("This id stands in the list already."), (*path, place, "id")) for place in twice]
    for place, item in enumerate(content):
        found += id_problems(item["value"], (*path, place))
    return found
