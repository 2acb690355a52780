"""The JSON Schema of a programme file, from the blocks of activity types, and what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from wagtail import blocks

from competencies.enums import Stage
from programmes.blocks import module_body, programme_parts, programme_reminders
from programmes.interchange import markup
from programmes.interchange.banks import bank_schema, question_definitions
from programmes.interchange.mapping import HTML, ID, Schema, fields_of, object_schema
from programmes.interchange.media import SHA256, media_schema
from programmes.models import Module, Programme
from programmes.rules.problems import Problem

FORMAT, VERSION = "leadership-programme", 1
LONGEST_PROGRAMME = 3650


def document_schema() -> Schema:
    """Everything that a file may hold."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A leadership programme with its modules",
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "language": {"type": "string", "minLength": 2, "maxLength": 10},
            "programme": _programme_schema(),
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
        "parts": {
            "type": "array",
            "minItems": 1,
            "items": object_schema(fields_of(programme_parts().child_blocks["part"]), id=ID),
        },
        "reminders": _stream_schema(programme_reminders(), "reminder"),
    }
    properties["slug"]["pattern"] = "^[-a-zA-Z0-9_]+$"
    properties["parts"]["items"]["required"].insert(0, "id")
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in ("open_to_all", "reminders")],
        "additionalProperties": False,
    }


def _module_schema() -> Schema:
    properties = {
        "id": ID,
        "title": _text(Module, "title"),
        "summary": _text(Module, "summary"),
        "body": {"minItems": 1, **_stream_schema(module_body(), "body")},
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
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
    for prefix, stream in (("body", module_body()), ("reminder", programme_reminders())):
        for name, block in stream.child_blocks.items():
            described = object_schema(fields_of(block), type={"const": name}, id=ID)
            named = ["type", "id"] if has_own_id(block) and prefix == "body" else ["type"]
            described["required"] = [*named, *described["required"]]
            yield f"{prefix}-{name}", described


def has_own_id(block: blocks.Block) -> bool:
    """Activities are known by their ids in every version; text between them is not."""
    return isinstance(block, blocks.StructBlock)


# What breaks it


def schema_problems(document: Any) -> list[Problem]:
    """Everything in which the data is not as the schema says, each with its path."""
    validator = Draft202012Validator(document_schema(), format_checker=_formats())
    return [_problem(error) for error in validator.iter_errors(document)]


def _formats() -> FormatChecker:
    checker = FormatChecker(formats=())

    @checker.checks(HTML, raises=ValueError)
    def check(value: object) -> bool:
        if isinstance(value, str) and (problem := markup.problem_in(value)):
            raise ValueError(problem)
        return True

    return checker


def _problem(error: ValidationError) -> Problem:
    say = _SENTENCES.get(str(error.validator))
    path = tuple(error.absolute_path)
    message = (
        say(error) if say else _("This is not as the format says (%(rule)s).") % {"rule": error.validator}
    )
    return Problem(message, path, code=f"schema_{error.validator}")


def _missing(error: ValidationError) -> str:
    given = error.instance if isinstance(error.instance, Mapping) else {}
    absent = [name for name in error.validator_value if name not in given]
    # jsonschema gives one error for each absent name; its message begins with the name.
    name = next((each for each in absent if error.message.startswith(f"'{each}'")), absent[0])
    return _("“%(name)s” is missing.") % {"name": name}


def _unknown(error: ValidationError) -> str:
    known = error.schema["properties"]
    names = ", ".join(f"“{name}”" for name in error.instance if name not in known)
    return _("%(names)s is not known here. There is: %(known)s.") % {
        "names": names,
        "known": ", ".join(known),
    }


def _type(error: ValidationError) -> str:
    kinds = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    names = {
        "string": _("text"),
        "integer": _("a whole number"),
        "boolean": _("true or false"),
        "array": _("a list"),
        "object": _("an object with named fields"),
        "null": _("null"),
    }
    wanted = _(" or ").join(str(names[kind]) for kind in kinds)
    return _("This must be %(wanted)s.") % {"wanted": wanted}


def _too_long(error: ValidationError) -> str:
    values = {"most": error.validator_value, "length": len(error.instance)}
    return _("At most %(most)s characters: there are %(length)s.") % values


def _pattern(error: ValidationError) -> str:
    given = {"given": str(error.instance)[:60]}
    if error.validator_value == SHA256["pattern"]:
        return _("“%(given)s” is no SHA-256: 64 of the characters 0 to 9 and a to f.") % given
    if error.validator_value == ID["pattern"]:
        return _("“%(given)s” is no id: use small letters, digits and hyphens, or a UUID.") % given
    return _("“%(given)s” cannot be an address: use small letters, digits and hyphens.") % given


def _one_of(error: ValidationError) -> str:
    choices = ", ".join(map(str, error.validator_value))
    return _("“%(given)s” is not one of: %(choices)s.") % {
        "given": str(error.instance)[:60],
        "choices": choices,
    }


_SENTENCES: Mapping[str, Callable[[ValidationError], str]] = {
    "required": _missing,
    "additionalProperties": _unknown,
    "type": _type,
    "enum": _one_of,
    "const": lambda error: _("This must be %(value)s.") % {"value": error.validator_value},
    "pattern": _pattern,
    "format": lambda error: str(error.cause),
    "minLength": lambda error: _("This cannot be empty."),
    "maxLength": _too_long,
    "minItems": lambda error: _("At least %(count)s: add some.") % {"count": error.validator_value},
    "maxItems": lambda error: _("At most %(count)s.") % {"count": error.validator_value},
    "minimum": lambda error: _("At least %(least)s.") % {"least": error.validator_value},
    "maximum": lambda error: _("At most %(most)s.") % {"most": error.validator_value},
}
