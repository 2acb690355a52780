"""Ids in a file: a UUID, or a short name that always gives the same UUID below the same owner."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from programmes.services.authoring import stable_id

UUID_PATTERN = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
NAME_PATTERN = "[a-z0-9]+(-[a-z0-9]+)*"
PATTERN = f"^({UUID_PATTERN}|{NAME_PATTERN})$"
LENGTH = 80

PROGRAMME, MODULE, MEDIA, BANK = "programme", "module", "media", "bank"
"""Owners of what stands by itself: the same module name in two files is the same module."""


def is_id(given: Any) -> bool:
    return isinstance(given, str) and len(given) <= LENGTH and bool(re.fullmatch(PATTERN, given))


def id_of(given: str, *owner: object) -> str:
    """The UUID of what is called so under this owner."""
    if re.fullmatch(UUID_PATTERN, given):
        return given
    return stable_id(*owner, given)


def place_id(place: int, *owner: object) -> str:
    """The UUID of what has no name of its own: known by its place in its owner's list."""
    return stable_id(*owner, place)


def programme_key(given: str) -> UUID:
    return UUID(id_of(given, PROGRAMME))


def module_key(given: str) -> UUID:
    return UUID(id_of(given, MODULE))


def media_uid(given: str) -> UUID:
    return UUID(id_of(given, MEDIA))


def bank_uid(given: str) -> UUID:
    return UUID(id_of(given, BANK))
