"""Which rules there are: ours, those of other apps, of settings, of activity types and of item types.

``LEADERSHIP_PREFLIGHT = {"rules": ["host.rules.NoFridays"], "off": ["reading_age"]}`` adds and takes away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    found = Registry()
    for rule in (*_registered.rules.values(), *_of_types(), *_of_settings()):
        found.register(rule)
    off = set(options().get("off", ()))
    return [rule for rule in found.rules.values() if rule.code not in off]


def _of_types() -> Iterable[Rule]:
    for activity_type in activity_types.all_types():
        yield from (rule() for rule in activity_type.preflight_rules)
    for item_type in items.all_types():
        yield from (rule() for rule in item_type.preflight_rules)


def _of_settings() -> Iterable[Rule]:
    for path in options().get("rules", ()):
        yield import_string(path)()
