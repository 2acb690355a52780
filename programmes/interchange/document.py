"""A programme's file and the stored content of its drafts, each made from the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wagtail import blocks

from programmes.blocks import module_body, programme_parts, programme_reminders
from programmes.interchange import ids
from programmes.interchange.mapping import (
    fields_from_file,
    fields_in,
    fields_of,
    fields_to_file,
    value_in,
)
from programmes.models import Module, Programme
from programmes.services.authoring import stable_id

MODULE_WORDS = ("title", "summary")
PROGRAMME_WORDS = ("title", "slug", "summary", "stage", "open_to_all", "duration_days")
Data = Mapping[str, Any]


@dataclass
class Streams:
    """The blocks, made once for a whole file: each new one asks every activity type."""

    body: blocks.StreamBlock
    parts: blocks.StreamBlock
    reminders: blocks.StreamBlock

    @classmethod
    def fresh(cls) -> Streams:
        return cls(module_body(), programme_parts(), programme_reminders())


# To the file


def module_data(module: Module, streams: Streams) -> dict[str, Any]:
    return {
        "id": str(module.translation_key),
        **{name: getattr(module, name) for name in MODULE_WORDS},
        "body": [
            {"type": child["type"], **_child_data(streams.body.child_blocks[child["type"]], child)}
            for child in module.stored("body")
        ],
    }


def programme_data(programme: Programme, streams: Streams) -> dict[str, Any]:
    part = streams.parts.child_blocks["part"]
    return {
        "id": str(programme.translation_key),
        **{name: getattr(programme, name) for name in PROGRAMME_WORDS},
        "parts": [_child_data(part, child) for child in programme.stored("parts")],
        "reminders": [
            {"type": child["type"], **_child_data(streams.reminders.child_blocks[child["type"]], child)}
            for child in programme.stored("reminders")
        ],
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
    return {**{name: data[name] for name in MODULE_WORDS}, "body": body}


def programme_content(data: Data, streams: Streams) -> dict[str, Any]:
    """The fields of the draft. Every module that it names is there."""
    owner = ids.programme_key(data["id"])
    defaults = {"open_to_all": False}
    words = {name: data.get(name, defaults.get(name)) for name in PROGRAMME_WORDS}
    return {
        **words,
        "duration_days": int(data["duration_days"]),
        "parts": [_part(item, owner, streams) for item in data["parts"]],
        "reminders": [_reminder(item, owner, streams) for item in data.get("reminders", [])],
    }


def _part(data: Data, owner: UUID, streams: Streams) -> dict[str, Any]:
    own = ids.id_of(data["id"], owner)
    modules = [_part_module(item, own) for item in data["modules"]]
    return _child(streams.parts.child_blocks["part"], "part", own, {**data, "modules": modules})


def _part_module(data: Data, part: str) -> Data:
    """A module stands once in a programme: its own key names its place where nothing else does."""
    return {"id": stable_id(part, ids.module_key(data["module"])), **data}


def _reminder(data: Data, owner: UUID, streams: Streams) -> dict[str, Any]:
    kind = data["type"]
    rule = [kind, data["days"]] if "days" in data else [kind]
    own = ids.id_of(data["id"], owner) if "id" in data else stable_id(owner, *rule)
    return _child(streams.reminders.child_blocks[kind], kind, own, data)


def _child(block: blocks.Block, kind: str, own: str, data: Data) -> dict[str, Any]:
    value = fields_from_file(fields_of(block), data, own)
    return {"type": kind, "id": own, "value": value_in(block, value)}


def module_ids(programme: Data) -> list[str]:
    """The modules that a programme's data names, in reading order."""
    return [entry["module"] for part in programme["parts"] for entry in part["modules"]]


def duplicates(names: Sequence[str]) -> list[int]:
    """The places of those that stand there already."""
    return [place for place, name in enumerate(names) if name in names[:place]]
