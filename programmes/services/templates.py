"""Templates: what others begin with. Some are shipped; designers mark more of their own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

import yaml
from django.db import transaction
from wagtail.log_actions import log

from programmes.enums import ReminderKind
from programmes.library import FOLDER
from programmes.models import Module, Programme
from programmes.models.drafts import PublishedSnippet
from programmes.rules.keys import stable_id
from programmes.services import authoring

Raw = Mapping[str, Any]
MARKED = "leadership.template"
"""What the history calls it."""

COMMON = ("title", "key", "required", "points", "opens")


@cache
def shipped(name: str) -> list[dict[str, Any]]:
    """``programmes`` or ``modules``, as their file has them."""
    found: list[dict[str, Any]] = yaml.safe_load((FOLDER / "templates" / f"{name}.yaml").read_text("utf-8"))
    return found


def key_of_template(given: Raw) -> UUID:
    return UUID(stable_id("template", given["key"]))


@transaction.atomic
def load_templates(*, user: Any = None) -> int:
    """Make the shipped templates that are not there yet; how many were made. What was changed since stays."""
    made = 0
    for given in shipped("modules"):
        made += _made_once(Module, given, user=user)
    for given in shipped("programmes"):
        made += _made_once(Programme, given, user=user)
    return made


def _made_once(model: type[Module] | type[Programme], given: Raw, *, user: Any) -> int:
    key = key_of_template(given)
    if model._default_manager.filter(translation_key=key).exists():
        return 0
    draft = _module(given, key, user) if model is Module else _programme(given, key, user)
    mark_template(draft, is_template=True)
    return 1


@transaction.atomic
def mark_template(draft: PublishedSnippet, *, is_template: bool, user: Any = None) -> None:
    """It is no content: nothing has to be saved or published for it. The history says who did it."""
    changed = type(draft)._default_manager.filter(pk=draft.pk, is_template=not is_template)
    if changed.update(is_template=is_template):
        draft.is_template = is_template
        log(instance=draft, action=MARKED, user=user, data={"is_template": is_template})


def _module(given: Raw, key: UUID, user: Any) -> Module:
    activities = [authoring.ActivityData(**each) for each in given["activities"]]
    return authoring.create_module(
        title=given["title"],
        summary=given["summary"],
        activities=activities,
        key=key,
        user=user,
        publish=False,
    )


def _programme(given: Raw, key: UUID, user: Any) -> Programme:
    reminders = [
        authoring.ReminderData(ReminderKind(each["kind"]), each.get("days")) for each in given["reminders"]
    ]
    return authoring.create_programme(
        title=given["title"],
        slug=given["slug"],
        summary=given["summary"].strip(),
        stage=given["stage"],
        open_to_all=given.get("open_to_all", False),
        duration_days=given["duration_days"],
        parts=[_part(each, key) for each in given["tree"]],
        reminders=reminders,
        key=key,
        user=user,
        publish=False,
    )


def _part(given: Raw, key: UUID) -> authoring.GroupData | authoring.ItemData:
    """``needs`` are names of groups that stand directly in the programme."""
    common = {name: given[name] for name in COMMON if name in given}
    common["needs"] = tuple(stable_id(key, name) for name in given.get("needs", []))
    if given["kind"] == "item":
        item = dict(given["item"])
        return authoring.ItemData(type=item.pop("type"), item=item, due_days=given.get("due_days"), **common)
    return authoring.GroupData(
        children=tuple(_part(child, key) for child in given.get("children", [])),
        at_least=given.get("at_least"),
        points_needed=given.get("points_needed"),
        **common,
    )
