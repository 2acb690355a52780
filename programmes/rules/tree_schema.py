"""The JSON Schema of a requirement tree, in drafts and in programme files, and what breaks it.

It says what a document looks like, not whether it makes sense: unfinished drafts fit it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator

from competencies.enums import Stage
from programmes.enums import RequirementKind
from programmes.rules.characters import text_problems
from programmes.rules.problems import Problem
from programmes.rules.schema_problems import FORMATS, schema_problem
from programmes.rules.tree import DEPTH, NODES, VERSION

Schema = dict[str, Any]
LONGEST_TITLE = 120
MOST_DAYS = 3650
MOST_POINTS = 10_000

UUID_ID: Schema = {"type": "string", "minLength": 1, "maxLength": 80}
"""In drafts: that it is a UUID is said by ``tree_problems``, with its place in words."""

DATE: Schema = {"type": "string", "format": "date"}
PREFIX = "tree-"


def tree_schema(items: Mapping[str, Schema], *, identity: Schema = UUID_ID) -> Schema:
    """A whole document. ``items`` are the fields of each type of item, by its code."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A requirement tree",
        **document(),
        "$defs": definitions(items, identity=identity),
    }


def document(*, root_has_id: bool = True) -> Schema:
    """The document itself, for a schema that carries the ``definitions``."""
    needed = ["id", "kind", "children"] if root_has_id else ["children"]
    root = {
        "type": "object",
        "properties": {
            "id": _ref("id"),
            "kind": {"const": RequirementKind.ALL.value},
            "children": _children(),
        },
        "required": needed,
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"version": {"const": VERSION}, "root": root},
        "required": ["version", "root"] if root_has_id else ["root"],
        "additionalProperties": False,
    }


def definitions(
    items: Mapping[str, Schema], *, identity: Schema, without_id: Iterable[str] = ()
) -> dict[str, Schema]:
    """What a document refers to, by name. Items of the types ``without_id`` may leave theirs out."""
    spared = list(without_id)
    found = {
        f"{PREFIX}id": identity,
        f"{PREFIX}node": _one_of(
            "kind", {kind: f"{PREFIX}{kind}" for kind in reversed(RequirementKind.values)}
        ),
        f"{PREFIX}all": _group(RequirementKind.ALL, {}),
        f"{PREFIX}at_least": _group(RequirementKind.AT_LEAST, {"at_least": _number(NODES)}),
        f"{PREFIX}points": _group(RequirementKind.POINTS, {"points_needed": _number(MOST_POINTS)}),
        f"{PREFIX}item": _item(items, spared),
    }
    for code, fields in items.items():
        found[f"{PREFIX}item-{code}"] = {
            "type": "object",
            "properties": {"type": {"const": code}, **fields},
            "required": ["type", *fields],
            "additionalProperties": False,
        }
    return found


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{PREFIX}{name}"}


def _number(most: int) -> Schema:
    """Not yet said is allowed: drafts are unfinished."""
    return {"type": ["integer", "null"], "minimum": 1, "maximum": most}


def _children() -> Schema:
    return {"type": "array", "items": _ref("node"), "maxItems": NODES}


def _common(kind: RequirementKind) -> Schema:
    return {
        "id": _ref("id"),
        "kind": {"const": kind.value},
        "title": {"type": "string", "maxLength": LONGEST_TITLE},
        "required": {"type": "boolean"},
        "points": _number(MOST_POINTS),
        "needs": {"type": "array", "items": _ref("id"), "maxItems": NODES},
        "delay_days": _number(MOST_DAYS),
        "opens": {
            "type": ["object", "null"],
            "properties": {
                "after_start": {"type": "integer", "minimum": 1, "maximum": MOST_DAYS},
                "on": DATE,
            },
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        },
        "stages": {"type": "array", "items": {"enum": list(Stage.values)}, "uniqueItems": True},
    }


def _group(kind: RequirementKind, own: Schema) -> Schema:
    return {
        "type": "object",
        "properties": {**_common(kind), **own, "children": _children()},
        "required": ["id", "kind", "children"],
        "additionalProperties": False,
    }


def _item(items: Mapping[str, Schema], spared: list[str]) -> Schema:
    described: Schema = {
        "type": "object",
        "properties": {
            **_common(RequirementKind.ITEM),
            "item": _one_of("type", {code: f"{PREFIX}item-{code}" for code in items}),
            "due_days": _number(MOST_DAYS),
        },
        "required": ["kind", "item"] if spared else ["id", "kind", "item"],
        "additionalProperties": False,
    }
    if spared:
        others = {"item": {"properties": {"type": {"enum": spared}}, "required": ["type"]}}
        described["if"] = {"properties": others, "required": ["item"]}
        described["else"] = {"required": ["id"]}
    return described


def _one_of(name: str, definitions: Mapping[str, str]) -> Schema:
    """An object that says in this field which of the definitions it is; the likeliest is asked first."""
    chain: Schema = {}
    for value, definition in reversed(list(definitions.items())):
        chain = {
            "if": {"properties": {name: {"const": value}}, "required": [name]},
            "then": {"$ref": f"#/$defs/{definition}"},
            **({"else": chain} if chain else {}),
        }
    return {
        "type": "object",
        "properties": {name: {"enum": list(definitions)}},
        "required": [name],
        **chain,
    }


# What breaks it


def shape_problems(tree: Any, items: Mapping[str, Schema]) -> list[Problem]:
    """Everything in which a draft's document is not as the schema says; paths start at the document."""
    unreadable = size_problems(tree) or text_problems(tree)
    if unreadable:
        return unreadable
    validator = Draft202012Validator(tree_schema(items), format_checker=FORMATS)
    return [schema_problem(error) for error in validator.iter_errors(tree)]


def size_problems(tree: Any) -> list[Problem]:
    """Before anything walks down a tree that may be endlessly deep."""
    level = [tree.get("root")] if isinstance(tree, Mapping) else []
    depth = count = 0
    while level and depth <= DEPTH and count <= NODES + 1:
        count += len(level)
        held = [node.get("children") for node in level if isinstance(node, Mapping)]
        level = [child for children in held if isinstance(children, list) for child in children]
        depth += bool(level)
    if depth > DEPTH:
        message = _("The tree is deeper than %(most)s levels. Move what is deepest further up.")
        return [Problem(message % {"most": DEPTH}, ("root",), code="too_deep")]
    if count > NODES + 1:
        message = _("The tree has more than %(most)s requirements. Make two programmes of it.")
        return [Problem(message % {"most": NODES}, ("root",), code="too_many")]
    return []
