"""The JSON Schema of a questionnaire's file, and what breaks it in sentences."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from engagement.instruments import rules
from engagement.instruments.enums import Kind, Licence
from engagement.instruments.rules.structure import BANDS, LEAST_POINTS, MOST_POINTS
from programmes.rules.problems import Problem
from programmes.rules.schema_problems import schema_problem

FORMAT = "leadership-instrument"
VERSION = 1
BEHIND = "behind"
"""Among the languages of some words: which of them were translated from other words than those there now."""

OF_WORDS = rf"^({BEHIND}|{rules.LANGUAGE[1:-1]})$"
WEB = r"^https?://\S+$"
Schema = dict[str, Any]


def document_schema() -> Schema:
    """Everything that a file may hold."""
    text = {"$ref": "#/$defs/text"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A questionnaire with its scale, themes, items and words",
        **_object(
            {
                "format": {"const": FORMAT},
                "version": {"const": VERSION},
                "instrument": _instrument(text),
                "scale": _object(
                    {
                        "symmetric": {"type": "boolean"},
                        "points": {
                            "type": "array",
                            "items": text,
                            "minItems": LEAST_POINTS,
                            "maxItems": MOST_POINTS,
                        },
                        "cannot_say": text,
                    },
                    spared=("cannot_say",),
                ),
                "bands": {"type": "array", "items": text, "minItems": BANDS, "maxItems": BANDS},
                "themes": {"type": "array", "items": _theme(text), "minItems": 1},
                "items": {"type": "array", "items": _item(text), "minItems": 1},
            }
        ),
        "$defs": {"text": _text()},
    }


def _object(properties: Schema, *, spared: tuple[str, ...] = ()) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in spared],
        "additionalProperties": False,
    }


def _line(longest: int) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": longest}


def _code() -> Schema:
    return {"type": "string", "pattern": rules.CODE, "maxLength": rules.CODE_LENGTH}


def _text() -> Schema:
    """Words by language."""
    language = {"pattern": rules.LANGUAGE, "maxLength": rules.LANGUAGE_LENGTH}
    return {
        "type": "object",
        "properties": {
            BEHIND: {"type": "array", "items": {"type": "string", **language}, "uniqueItems": True}
        },
        "propertyNames": {**language, "pattern": OF_WORDS},
        "additionalProperties": _line(rules.WORDS_LENGTH),
    }


def _instrument(text: Schema) -> Schema:
    language = {"type": "string", "pattern": rules.LANGUAGE, "maxLength": rules.LANGUAGE_LENGTH}
    return _object(
        {
            "code": _code(),
            "number": {"type": "integer", "minimum": 1, "maximum": 10000},
            "licence": {"enum": list(Licence.values)},
            "owner": _line(rules.OWNER_LENGTH),
            "licence_note": _line(rules.NOTE_LENGTH),
            "source_url": {"type": "string", "pattern": WEB, "maxLength": rules.URL_LENGTH},
            "languages": {"type": "array", "items": language, "minItems": 1, "uniqueItems": True},
            "title": text,
            "introduction": text,
            "index": text,
        },
        spared=("source_url",),
    )


def _theme(text: Schema) -> Schema:
    side = _object(
        {
            "code": _code(),
            "title": text,
            "minimum": {"type": "integer", "minimum": 1, "maximum": 1000},
        }
    )
    return _object(
        {
            "code": _code(),
            "title": text,
            **dict.fromkeys(Kind.values, side),
            "lacks": {"enum": list(Kind.values)},
        },
        spared=(*Kind.values, "lacks"),
    )


def _item(text: Schema) -> Schema:
    return _object(
        {
            "code": _code(),
            "measures": _code(),
            "reverse": {"type": "boolean"},
            "text": text,
            "managers": text,
        },
        spared=("reverse", "managers"),
    )


def schema_problems(document: Any) -> list[Problem]:
    """Everything in which the data is not as the schema says, each with its path."""
    errors = Draft202012Validator(document_schema()).iter_errors(document)
    return [schema_problem(error, {"pattern": _pattern}) for error in errors]


def _pattern(error: ValidationError) -> str:
    given = {"given": str(error.instance)[:60]}
    if error.validator_value in (rules.LANGUAGE, OF_WORDS):
        return (
            _("“%(given)s” is no language: write its short code in small letters, such as en or cy.") % given
        )
    if error.validator_value == WEB:
        return _("“%(given)s” is no web address: it begins with https://.") % given
    return (
        _("“%(given)s” is no code: use small letters, digits and hyphens, and begin with a letter.") % given
    )
