"""Ids in a file: a UUID, or a short name that always gives the same UUID below the same owner."""

from __future__ import annotations

import re
from typing import Any

from programmes.rules.keys import (
    UUID_PATTERN,
    bank_uid,
    id_of,
    media_uid,
    module_key,
    programme_key,
    stable_id,
)

__all__ = [
    "LENGTH",
    "PATTERN",
    "bank_uid",
    "id_of",
    "is_id",
    "media_uid",
    "module_key",
    "place_id",
    "programme_key",
]

NAME_PATTERN = "[a-z0-9]+(-[a-z0-9]+)*"
PATTERN = f"^({UUID_PATTERN}|{NAME_PATTERN})$"
LENGTH = 80


def is_id(given: Any) -> bool:
    return isinstance(given, str) and len(given) <= LENGTH and bool(re.fullmatch(PATTERN, given))


def place_id(place: int, *owner: object) -> str:
    """The UUID of what has no name of its own: known by its place in its owner's list."""
    return stable_id(*owner, place)
