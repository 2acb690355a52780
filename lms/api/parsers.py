"""Reading bodies: JSON only, of a sane size and depth, and nothing in it that the database cannot keep."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.utils.translation import gettext_lazy as _
from rest_framework.parsers import BaseParser

from lms.api.problems import Problem, Text

MOST_BYTES = 256 * 1024
DEEPEST = 20


class JSONBodies(BaseParser):
    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        raw = stream.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise Problem(413, "too_large", _("A body has 256 kB at most."))
        return read_json(raw)


def read_json(raw: bytes) -> Any:
    """The value; :class:`Problem` where it is not JSON, says a thing twice or cannot be stored."""
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_each_once,
            parse_constant=_not_json,
            parse_float=_finite,
        )
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        raise malformed(_("It breaks off at line %(line)s, column %(column)s.") % place) from error
    except UnicodeDecodeError as error:
        raise malformed(_("It is not UTF-8.")) from error
    except (ValueError, RecursionError) as error:
        raise malformed(_("A number is too large, or it is nested too deeply.")) from error
    _check(value)
    return value


def malformed(message: Text) -> Problem:
    return Problem(400, "malformed_json", message, mend=_("Send one JSON object."))


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise malformed(_("A name stands twice in one object."))
    return found


def _not_json(name: str) -> NoReturn:
    raise malformed(_("NaN and infinity are not JSON."))


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise malformed(_("A number is too large."))
    return value


def _check(value: Any) -> None:
    """Level by level, so that depth costs no stack."""
    level = [value]
    for _depth in range(DEEPEST):
        if not level:
            return
        below: list[Any] = []
        for each in level:
            below += _inside(each)
        level = below
    if level:
        raise malformed(_("It is nested too deeply."))


def _inside(value: Any) -> list[Any]:
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
            raise malformed(_("A text holds a character that is none."))
        return []
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []
