"""A programme's file and the stored content of its drafts, each made from the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from wagtail import blocks

from programmes import items
from programmes.fields import checking_block
from programmes.interchange import ids
from programmes.interchange.mapping import (
    fields_from_file,
    fields_in,
    fields_of,
    fields_to_file,
    value_in,
)
from programmes.models import Module, Programme
from programmes.models.drafts import PublishedSnippet
from programmes.rules.keys import stable_id
from programmes.rules.problems import Path
from programmes.rules.tree import VERSION, canonical, parse

MODULE_WORDS = ("title", "summary")
PROGRAMME_WORDS = ("title", "slug", "summary", "stage", "open_to_all", "duration_days")
Data = Mapping[str, Any]


@dataclass
class Streams:
    """The blocks that a file is read and written by."""

    body: blocks.StreamBlock
    reminders: blocks.StreamBlock

    @classmethod
    def standing(cls) -> Streams:
        return cls(checking_block(Module, "body"), checking_block(Programme, "reminders"))


# To the file


def module_data(module: Module, streams: Streams) -> dict[str, Any]:
    return {
        "id": str(module.translation_key),
        **{name: getattr(module, name) for name in MODULE_WORDS},
        "body": [
            {"type": child["type"], **_child_data(streams.body.child_blocks[child["type"]], child)}
            for child in module.stored("body")
        ],
        **({"review_on": module.review_on.isoformat()} if module.review_on else {}),
    }


def programme_data(programme: Programme, streams: Streams) -> dict[str, Any]:
    return {
        "id": str(programme.translation_key),
        **{name: getattr(programme, name) for name in PROGRAMME_WORDS},
        "tree": canonical(programme.tree),
        "reminders": [
            {"type": child["type"], **_child_data(streams.reminders.child_blocks[child["type"]], child)}
            for child in programme.stored("reminders")
        ],
        **_promises_of(programme),
    }


def row_data(row: PublishedSnippet) -> dict[str, Any]:
    """What is no content. Which version was copied stays here: another site numbers its own."""
    return {
        **({"template": True} if row.is_template else {}),
        **({"copied_from": str(row.copied_from)} if row.copied_from else {}),
    }


def _promises_of(programme: Programme) -> dict[str, Any]:
    """Only those that are made."""
    promised = [str(child["value"]) for child in programme.stored("promises")]
    return {
        **({"promises": promised} if promised else {}),
        **({"promises_welsh": True} if programme.promises_welsh else {}),
    }


def _child_data(block: blocks.Block, child: Data) -> dict[str, Any]:
    return {"id": child["id"], **fields_to_file(fields_of(block), fields_in(block, child["value"]))}


# From the file


def module_content(data: Data, streams: Streams) -> dict[str, Any]:
    """The fields of the draft."""
    owner = ids.module_key(data["id"])
    body = []
    for place, item in enumerate(data["body"]):
        own = ids.id_of(item["id"], owner) if "id" in item else ids.place_id(place, owner, str(item["type"]))
        body.append(_child(streams.body.child_blocks[item["type"]], item["type"], own, item))
    review_on = date.fromisoformat(data["review_on"]) if data.get("review_on") else None
    return {**{name: data[name] for name in MODULE_WORDS}, "body": body, "review_on": review_on}


def programme_content(data: Data, streams: Streams) -> dict[str, Any]:
    """The fields of the draft. Every module that it names is there."""
    owner = ids.programme_key(data["id"])
    defaults = {"open_to_all": False}
    words = {name: data.get(name, defaults.get(name)) for name in PROGRAMME_WORDS}
    return {
        **words,
        "duration_days": int(data["duration_days"]),
        "tree": tree_content(data["tree"], owner),
        "reminders": [_reminder(item, owner, streams) for item in data.get("reminders", [])],
        "promises": [
            {"type": "competence", "id": stable_id(owner, "promises", key), "value": key}
            for key in data.get("promises", [])
        ],
        "promises_welsh": data.get("promises_welsh", False),
    }


def tree_content(tree: Data, owner: UUID) -> dict[str, Any]:
    """The document of the draft: short names become ids below the programme."""
    root = {"id": str(owner), "kind": "all", **tree["root"]}
    ids_of = {node["id"]: ids.id_of(node["id"], owner) for node in _nodes(root) if "id" in node}
    return canonical({"version": VERSION, "root": _node(root, ids_of, "")})


def _nodes(node: Data) -> Iterator[Data]:
    yield node
    for child in node.get("children", []):
        yield from _nodes(child)


def _node(data: Data, ids_of: Mapping[str, str], above: str) -> dict[str, Any]:
    node = dict(data)
    if "item" in node:
        node["item"] = items.get(node["item"]["type"]).from_file(node["item"])
    # A module stands once in a programme: its own key names its place where nothing else does.
    node["id"] = ids_of[node["id"]] if "id" in node else stable_id(above, node["item"]["module"])
    if node.get("needs"):
        node["needs"] = [ids_of.get(need, need) for need in node["needs"]]
    if "children" in node:
        node["children"] = [_node(child, ids_of, node["id"]) for child in node["children"]]
    return node


def _reminder(data: Data, owner: UUID, streams: Streams) -> dict[str, Any]:
    kind = data["type"]
    rule = [kind, data["days"]] if "days" in data else [kind]
    own = ids.id_of(data["id"], owner) if "id" in data else stable_id(owner, *rule)
    return _child(streams.reminders.child_blocks[kind], kind, own, data)


def _child(block: blocks.Block, kind: str, own: str, data: Data) -> dict[str, Any]:
    value = fields_from_file(fields_of(block), data, own)
    return {"type": kind, "id": own, "value": value_in(block, value)}


def module_places(tree: Data) -> list[tuple[Path, str]]:
    """The modules that a tree names, as the file writes them, with the path to each; in reading order."""
    return _named(tree, "module")


def programme_places(tree: Data) -> list[tuple[Path, str]]:
    """The same of other programmes."""
    return _named(tree, "programme")


def _named(tree: Data, kind: str) -> list[tuple[Path, str]]:
    found = [(node.path, node.item.get(kind)) for node in parse(tree).items() if node.type == kind]
    return [((*path, "item", kind), str(name)) for path, name in found]


def duplicates(names: Sequence[str]) -> list[int]:
    """The places of those that stand there already."""
    return [place for place, name in enumerate(names) if name in names[:place]]
