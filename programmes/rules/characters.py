"""Characters that no text of ours can hold: PostgreSQL refuses some, UTF-8 others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from programmes.rules.problems import Path, Problem

CANNOT_BE_STORED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def text_problems(data: Any) -> list[Problem]:
    """In every text of plain data, however deep."""
    found = []
    waiting: list[tuple[Path, Any]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str) and CANNOT_BE_STORED.search(value):
            message = _("The text holds a control character: remove it.")
            found.append(Problem(message, path, code="character"))
        waiting += reversed([((*path, key), inner) for key, inner in _children(value)])
    return found


def _children(value: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()
