"""The activity types that this installation knows, by code."""

from __future__ import annotations

import re

from programmes.activity_types.base import ActivityType

_types: dict[str, ActivityType] = {}


class UnknownActivityType(LookupError):
    """No app has registered a type with this code."""


def register(activity_type: ActivityType) -> None:
    """Make a type known. Call it while the apps become ready; it makes no migration."""
    code = activity_type.code
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", code):
        raise ValueError(f"{code!r} cannot be the code of an activity type: use small letters, digits and _")
    if code == "text":
        raise ValueError("'text' is the text between activities, not an activity type")
    held = _types.get(code)
    if held is not None and type(held) is not type(activity_type):
        raise ValueError(f"the activity type {code!r} is registered already, by {type(held).__module__}")
    _types[code] = activity_type


def unregister(code: str) -> None:
    _types.pop(code, None)


def get(code: str) -> ActivityType:
    try:
        return _types[code]
    except KeyError:
        raise UnknownActivityType(f"no activity type is registered as {code!r}") from None


def is_registered(code: str) -> bool:
    return code in _types


def all_types() -> list[ActivityType]:
    """In the order in which they were registered."""
    return list(_types.values())
