"""Stable ids: the same names always give the same id, in files, in drafts and in what is authored in code."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid5

NAMESPACE = UUID("b1d5a0c2-6c53-4a07-9f0e-52a4c4a1f3d8")
UUID_PATTERN = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
PROGRAMME, MODULE, MEDIA, BANK = "programme", "module", "media", "bank"
"""Owners of what stands by itself: the same module name in two files is the same module."""


def stable_id(*names: object) -> str:
    """The same names always give the same id."""
    return str(uuid5(NAMESPACE, "/".join(str(name) for name in names)))


def id_of(given: str, *owner: object) -> str:
    """The UUID of what is called so under this owner."""
    if re.fullmatch(UUID_PATTERN, given):
        return given
    return stable_id(*owner, given)


def programme_key(given: str) -> UUID:
    return UUID(id_of(given, PROGRAMME))


def module_key(given: str) -> UUID:
    return UUID(id_of(given, MODULE))


def media_uid(given: str) -> UUID:
    return UUID(id_of(given, MEDIA))


def bank_uid(given: str) -> UUID:
    return UUID(id_of(given, BANK))


def key_of(given: Any) -> UUID | None:
    """A key as a draft holds it, which may be anything."""
    try:
        return UUID(str(given))
    except ValueError:
        return None
