"""The types of item that this installation knows, by code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from programmes.items.base import ItemType
from programmes.rules.tree_schema import UUID_ID

_types: dict[str, ItemType] = {}


class UnknownItemType(LookupError):
    """No app has registered a type with this code."""


def register(item_type: ItemType) -> None:
    """Make a type known. Call it while the apps become ready; it makes no migration."""
    code = item_type.code
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", code):
        raise ValueError(f"{code!r} cannot be the code of a type of item: use small letters, digits and _")
    held = _types.get(code)
    if held is not None and type(held) is not type(item_type):
        raise ValueError(f"the type of item {code!r} is registered already, by {type(held).__module__}")
    _types[code] = item_type


def unregister(code: str) -> None:
    _types.pop(code, None)


def get(code: str) -> ItemType:
    try:
        return _types[code]
    except KeyError:
        raise UnknownItemType(f"no type of item is registered as {code!r}") from None


def is_registered(code: str) -> bool:
    return code in _types


def all_types() -> list[ItemType]:
    """In the order in which they were registered."""
    return list(_types.values())


def schemas(identity: Mapping[str, Any] = UUID_ID) -> dict[str, dict[str, Any]]:
    """The fields of each type, for the schema of a tree."""
    return {each.code: each.schema(identity) for each in all_types()}


def titled_elsewhere() -> frozenset[str]:
    """The types whose items are called as what they name."""
    return frozenset(each.code for each in all_types() if not each.has_own_title)
