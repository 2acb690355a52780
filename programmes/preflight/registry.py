"""Which rules there are: ours, those of other apps, of settings, of activity types and of item types.

``LEADERSHIP_PREFLIGHT = {"rules": ["host.rules.NoFridays"], "off": ["reading_age"]}`` adds and takes away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.utils.module_loading import import_string

from kernel.conf import setting
from programmes import activity_types, items
from programmes.preflight.base import Registry, Rule

_registered = Registry()


def options() -> Mapping[str, Any]:
    found: Mapping[str, Any] = setting("LEADERSHIP_PREFLIGHT", {})
    return found


def register(rule: Rule) -> None:
    """Make a rule known. Call it while the apps become ready."""
    _registered.register(rule)


def unregister(code: str) -> None:
    _registered.rules.pop(code, None)


def all_rules() -> list[Rule]:
    """In the order in which they came: ours, others that were registered, those of types and settings."""
    off = set(options().get("off", ()))
    named = tuple(import_string(path) for path in options().get("rules", ()))
    known = _in_order(tuple(_registered.rules.values()), tuple(_of_types()), named)
    return [rule for rule in known if rule.code not in off]


@lru_cache(maxsize=8)
def _in_order(registered: tuple[Rule, ...], *more: tuple[type[Rule], ...]) -> tuple[Rule, ...]:
    """Asked at every publication, and the same until somebody registers another."""
    found = Registry()
    for rule in (*registered, *(each() for classes in more for each in classes)):
        found.register(rule)
    return tuple(found.rules.values())


def _of_types() -> Iterable[type[Rule]]:
    for activity_type in activity_types.all_types():
        yield from activity_type.preflight_rules
    for item_type in items.all_types():
        yield from item_type.preflight_rules
