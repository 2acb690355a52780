"""The JSON Schema of a programme file, from the blocks of activity types, and what breaks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from wagtail import blocks

from competencies.enums import Stage
from programmes import items
from programmes.enums import ShippedItem
from programmes.fields import checking_block
from programmes.interchange import markup, translations
from programmes.interchange.banks import bank_schema, question_definitions
from programmes.interchange.mapping import HTML, ID, Schema, fields_of, object_schema
from programmes.interchange.media import SHA256, media_schema
from programmes.interchange.upgrading import VERSION
from programmes.models import Module, Programme
from programmes.rules import tree_schema
from programmes.rules.problems import Path, Problem, under
from programmes.rules.schema_problems import check_dates, schema_problem

FORMAT = "leadership-programme"
LONGEST_PROGRAMME = 3650
SPARED = (
    "open_to_all",
    "reminders",
    "promises",
    "promises_welsh",
    "review_on",
    "template",
    "copied_from",
    "translations",
)
"""What a file may leave out."""
OF_THE_ROW: Schema = {"template": {"type": "boolean"}, "copied_from": ID}


def document_schema() -> Schema:
    """Everything that a file may hold."""
    programme = _programme_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A leadership programme with its modules",
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "language": {"type": "string", "minLength": 2, "maxLength": 10},
            "programme": programme,
            "programmes": {"type": "array", "items": programme},
            "modules": {"type": "array", "items": _module_schema()},
            "media": {"type": "array", "items": media_schema()},
            "banks": {"type": "array", "items": bank_schema()},
        },
        "required": ["format", "version", "language", "programme", "modules"],
        "additionalProperties": False,
        "$defs": {**dict(_definitions()), **dict(question_definitions())},
    }


def _text(model: type[Module | Programme], name: str) -> Schema:
    longest = getattr(model._meta.get_field(name), "max_length", None)
    return {"type": "string", "minLength": 1, "maxLength": longest}


def _programme_schema() -> Schema:
    properties: Schema = {
        "id": ID,
        **{name: _text(Programme, name) for name in ("title", "slug", "summary")},
        "stage": {"enum": list(Stage.values)},
        "open_to_all": {"type": "boolean"},
        "duration_days": {"type": "integer", "minimum": 1, "maximum": LONGEST_PROGRAMME},
        "tree": tree_schema.document(root_has_id=False),
        "reminders": _stream_schema(checking_block(Programme, "reminders"), "reminder"),
        "promises": {"type": "array", "items": {"type": "string", "maxLength": 100}, "uniqueItems": True},
        "promises_welsh": {"type": "boolean"},
        **OF_THE_ROW,
    }
    properties["slug"]["pattern"] = "^[-a-zA-Z0-9_]+$"
    properties["translations"] = translations.programme_schema({"properties": properties}, ID)
    return _object(properties)


def _module_schema() -> Schema:
    properties = {
        "id": ID,
        "title": _text(Module, "title"),
        "summary": _text(Module, "summary"),
        "body": {"minItems": 1, **_stream_schema(checking_block(Module, "body"), "body")},
        "review_on": {"type": "string", "format": "date"},
        **OF_THE_ROW,
    }
    properties["translations"] = translations.module_schema({"properties": properties})
    return _object(properties)


def _object(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in SPARED],
        "additionalProperties": False,
    }


def _stream_schema(stream: blocks.StreamBlock, prefix: str) -> Schema:
    """Each child says of what type it is, and then looks as that type does."""
    types = list(stream.child_blocks)
    return {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"type": {"enum": types}},
            "required": ["type"],
            "allOf": [
                {
                    "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
                    "then": {"$ref": f"#/$defs/{prefix}-{name}"},
                }
                for name in types
            ],
        },
    }


def _definitions() -> Iterator[tuple[str, Schema]]:
    streams = {"body": checking_block(Module, "body"), "reminder": checking_block(Programme, "reminders")}
    for prefix, stream in streams.items():
        for name, block in stream.child_blocks.items():
            described = object_schema(fields_of(block), type={"const": name}, id=ID)
            named = ["type", "id"] if has_own_id(block) and prefix == "body" else ["type"]
            described["required"] = [*named, *described["required"]]
            yield f"{prefix}-{name}", described
    yield from tree_schema.definitions(
        items.schemas(ID), identity=ID, without_id=[ShippedItem.MODULE.value]
    ).items()


def has_own_id(block: blocks.Block) -> bool:
    """Activities are known by their ids in every version; text between them is not."""
    return isinstance(block, blocks.StructBlock)


# What breaks it


def document_problems(document: Any) -> list[Problem]:
    """As ``schema_problems``, of a document that may be endlessly deep."""
    too_large = [
        problem
        for path, programme in programmes_in(document)
        for problem in under(tree_schema.size_problems(programme.get("tree")), *path, "tree")
    ]
    return too_large or schema_problems(document)


def programmes_in(document: Any) -> list[tuple[Path, Mapping[str, Any]]]:
    """The file's own programme last, as it asks for the others; of whatever was read."""
    if not isinstance(document, Mapping):
        return []
    others = document.get("programmes")
    listed: list[tuple[Path, Any]] = [
        (("programmes", place), each) for place, each in enumerate(others if isinstance(others, list) else [])
    ]
    listed.append((("programme",), document.get("programme")))
    return [(path, each) for path, each in listed if isinstance(each, Mapping)]


def schema_problems(document: Any) -> list[Problem]:
    """Everything in which the data is not as the schema says, each with its path."""
    validator = Draft202012Validator(document_schema(), format_checker=_formats())
    return [schema_problem(error, {"pattern": _pattern}) for error in validator.iter_errors(document)]


def _formats() -> FormatChecker:
    checker = check_dates(FormatChecker(formats=()))

    @checker.checks(HTML, raises=ValueError)
    def check(value: object) -> bool:
        if isinstance(value, str) and (problem := markup.problem_in(value)):
            raise ValueError(problem)
        return True

    return checker


def _pattern(error: ValidationError) -> str:
    given = {"given": str(error.instance)[:60]}
    if error.validator_value == SHA256["pattern"]:
        return _("“%(given)s” is no SHA-256: 64 of the characters 0 to 9 and a to f.") % given
    if error.validator_value == ID["pattern"]:
        return _("“%(given)s” is no id: use small letters, digits and hyphens, or a UUID.") % given
    return _("“%(given)s” cannot be an address: use small letters, digits and hyphens.") % given
