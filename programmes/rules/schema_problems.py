"""What breaks a JSON Schema, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from django.utils.translation import gettext as _
from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError

from programmes.rules.problems import Problem

FORMATS = FormatChecker(formats=())


def check_dates(checker: FormatChecker) -> FormatChecker:
    checker.checks("date", raises=ValueError)(_is_a_date)
    return checker


def _is_a_date(value: object) -> bool:
    if isinstance(value, str):
        try:
            date.fromisoformat(value)
        except ValueError:
            message = _("“%(given)s” is no date: write the year, month and day, such as 2027-03-01.")
            raise ValueError(message % {"given": value[:60]}) from None
    return True


check_dates(FORMATS)

Sentence = Callable[[ValidationError], str]


def schema_problem(error: ValidationError, own: Mapping[str, Sentence] = MappingProxyType({})) -> Problem:
    """``own`` sentences, by the schema's keyword, stand before those here."""
    say = own.get(str(error.validator)) or _SENTENCES.get(str(error.validator))
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


def _one_of(error: ValidationError) -> str:
    choices = ", ".join(map(str, error.validator_value))
    return _("“%(given)s” is not one of: %(choices)s.") % {
        "given": str(error.instance)[:60],
        "choices": choices,
    }


def _one_only(error: ValidationError) -> str:
    names = ", ".join(f"“{name}”" for name in error.schema["properties"])
    return _("Give one of these: %(names)s.") % {"names": names}


_SENTENCES: Mapping[str, Sentence] = {
    "required": _missing,
    "additionalProperties": _unknown,
    "type": _type,
    "enum": _one_of,
    "const": lambda error: _("This must be %(value)s.") % {"value": error.validator_value},
    "format": lambda error: str(error.cause),
    "minLength": lambda error: _("This cannot be empty."),
    "maxLength": _too_long,
    "minItems": lambda error: _("At least %(count)s: add some.") % {"count": error.validator_value},
    "maxItems": lambda error: _("At most %(count)s.") % {"count": error.validator_value},
    "minProperties": _one_only,
    "maxProperties": _one_only,
    "uniqueItems": lambda error: _("The same stands here twice."),
    "minimum": lambda error: _("At least %(least)s.") % {"least": error.validator_value},
    "maximum": lambda error: _("At most %(most)s.") % {"most": error.validator_value},
}
