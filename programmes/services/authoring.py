"""Modules and programmes from plain data, published through the one door: for demo content and imports.

Ids may be given by name (``key="listening"``): the same names give the same ids, so that authoring the same
data again is an edit of the same activities.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Locale

from programmes.activity_types import get
from programmes.enums import ReminderKind
from programmes.models import Media, Module, Programme
from programmes.models.drafts import PublishedSnippet

NAMESPACE = UUID("b1d5a0c2-6c53-4a07-9f0e-52a4c4a1f3d8")


def stable_id(*names: object) -> str:
    """The same names always give the same id."""
    return str(uuid5(NAMESPACE, "/".join(str(name) for name in names)))


D = TypeVar("D", bound=PublishedSnippet)


@dataclass(frozen=True)
class ActivityData:
    """One activity. ``content`` is the type's own fields; a quiz's questions and options are plain dicts."""

    kind: str
    title: str
    minutes: int = 10
    required: bool = True
    claims: Mapping[str, str] = field(default_factory=dict)
    """Strength by the stable key of a competence: ``{"mlcf-3:1.1": "introduces"}``."""
    content: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    """A name that stays when the title changes; the title where empty."""


@dataclass(frozen=True)
class PartModule:
    module: Module
    required: bool = True
    due_days: int | None = None


@dataclass(frozen=True)
class PartData:
    title: str
    modules: tuple[PartModule, ...]
    at_least: int | None = None
    """All required modules where empty."""
    key: str = ""


@dataclass(frozen=True)
class ReminderData:
    """One rule of a programme, such as seven days before the due date. On the due date has no days."""

    kind: ReminderKind
    days: int | None = None


def reading(title: str, text: str, **common: Any) -> ActivityData:
    return ActivityData("reading", title, content={"text": text}, **common)


def reflection(title: str, prompt: str, *, min_words: int | None = None, **common: Any) -> ActivityData:
    return ActivityData("reflection", title, content={"prompt": prompt, "min_words": min_words}, **common)


def quiz(
    title: str, questions: Iterable[Mapping[str, Any]], *, pass_mark: int, **common: Any
) -> ActivityData:
    """A question is ``{"text": …, "options": [{"text": …, "correct": True, "feedback": …}], "feedback": …}``.

    It takes several answers where more than one is right, unless ``kind`` says otherwise.
    """
    content = {"questions": list(questions), "pass_mark": pass_mark, "show_feedback": True}
    return ActivityData("quiz", title, content=content, **common)


def link(title: str, url: str, text: str, **common: Any) -> ActivityData:
    return ActivityData("link", title, content={"url": url, "text": text}, **common)


def checklist(
    title: str, items: Iterable[Mapping[str, Any]], *, introduction: str = "", **common: Any
) -> ActivityData:
    """An item is ``{"text": …, "help": …}``."""
    content = {"introduction": introduction, "items": list(items)}
    return ActivityData("checklist", title, content=content, **common)


def media(title: str, recording: Media, **common: Any) -> ActivityData:
    return ActivityData("media", title, content={"media": recording.pk}, **common)


def create_module(
    *,
    title: str,
    summary: str,
    activities: Iterable[ActivityData | str],
    key: UUID | None = None,
    user: Any = None,
    publish: bool = True,
) -> Module:
    """A new module; text between activities is a plain string of simple HTML. Published by default."""
    identity = key or uuid4()
    module = Module(
        title=title,
        summary=summary,
        translation_key=identity,
        locale=Locale.get_default(),
        live=False,
        body=module_body_data(identity, activities),
    )
    return _save(module, user=user, publish=publish)


def create_programme(
    *,
    title: str,
    summary: str,
    stage: str,
    parts: Iterable[PartData],
    slug: str = "",
    open_to_all: bool = False,
    duration_days: int = 180,
    reminders: Iterable[ReminderData] = (),
    key: UUID | None = None,
    user: Any = None,
    publish: bool = True,
) -> Programme:
    """A new programme of published modules. Published unless told otherwise."""
    identity = key or uuid4()
    programme = Programme(
        title=title,
        slug=slug or slugify(title)[:80],
        summary=summary,
        stage=stage,
        open_to_all=open_to_all,
        duration_days=duration_days,
        translation_key=identity,
        locale=Locale.get_default(),
        live=False,
        parts=programme_parts_data(identity, parts),
        reminders=[_reminder_data(identity, rule) for rule in reminders],
    )
    return _save(programme, user=user, publish=publish)


@transaction.atomic
def _save(draft: D, *, user: Any, publish: bool) -> D:
    draft.has_unpublished_changes = True
    draft.validate_constraints()
    draft.save()
    revision = draft.save_revision(user=user, log_action=True)
    if publish:
        revision.publish(user=user, skip_permission_checks=True)
        draft.refresh_from_db()
    return draft


@transaction.atomic
def publish_draft(draft: PublishedSnippet, *, user: Any = None) -> None:
    """Save what the draft holds as a revision, and publish that."""
    draft.save_revision(user=user, log_action=True).publish(user=user, skip_permission_checks=True)
    draft.refresh_from_db()


def with_new_ids(draft: D) -> D:
    """The draft in hand with every block's id renewed; nothing is saved."""
    for name in draft.stream_fields:
        setattr(draft, name, _renewed(draft.stored(name)))
    return draft


def _renewed(content: Any) -> Any:
    if isinstance(content, dict):
        renewed = {name: _renewed(inner) for name, inner in content.items()}
        return renewed | {"id": str(uuid4())} if {"id", "type", "value"} <= content.keys() else renewed
    if isinstance(content, list):
        return [_renewed(item) for item in content]
    return content


def module_body_data(identity: UUID, activities: Iterable[ActivityData | str]) -> list[dict[str, Any]]:
    """The stored form of a body."""
    body: list[dict[str, Any]] = []
    for place, item in enumerate(activities):
        if isinstance(item, str):
            body.append({"type": "text", "id": stable_id(identity, "text", place), "value": item})
        else:
            body.append(_activity_data(identity, item))
    return body


def _activity_data(identity: UUID, activity: ActivityData) -> dict[str, Any]:
    activity_id = stable_id(identity, activity.key or activity.title)
    names = [name for name, _block in get(activity.kind).fields()]
    value = {
        "title": activity.title,
        "minutes": activity.minutes,
        "required": activity.required,
        **{name: _with_ids(activity_id, name, activity.content.get(name)) for name in names},
        "claims": _listed(
            activity_id,
            "claims",
            [{"competence": node, "strength": strength} for node, strength in activity.claims.items()],
        ),
    }
    return {"type": activity.kind, "id": activity_id, "value": value}


def _with_ids(owner: str, name: str, content: Any) -> Any:
    """Lists of dicts become list items with ids, all the way down; a question learns its kind."""
    if not isinstance(content, list):
        return content
    filled = []
    for place, item in enumerate(content):
        item_id = stable_id(owner, name, place)
        value = {key: _with_ids(item_id, key, inner) for key, inner in item.items()}
        if "options" in item:
            several = sum(bool(option.get("correct")) for option in item["options"]) > 1
            value.setdefault("kind", "multiple" if several else "single")
        filled.append(value)
    return _listed(owner, name, filled)


def _listed(owner: str, name: str, values: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {"type": "item", "id": stable_id(owner, name, place), "value": value}
        for place, value in enumerate(values)
    ]


def _reminder_data(identity: UUID, rule: ReminderData) -> dict[str, Any]:
    """The stored form of a rule, with the id that the same rule of a file would have."""
    words = [rule.kind.value] if rule.days is None else [rule.kind.value, rule.days]
    value = None if rule.days is None else {"days": rule.days}
    return {"type": rule.kind.value, "id": stable_id(identity, *words), "value": value}


def programme_parts_data(identity: UUID, parts: Iterable[PartData]) -> list[dict[str, Any]]:
    """The stored form of the parts."""
    return [
        {
            "type": "part",
            "id": (part_id := stable_id(identity, part.key or part.title)),
            "value": {
                "title": part.title,
                "rule": "at_least" if part.at_least else "all",
                "at_least": part.at_least,
                "modules": [
                    {
                        "type": "item",
                        "id": stable_id(part_id, entry.module.translation_key),
                        "value": {
                            "module": entry.module.pk,
                            "required": entry.required,
                            "due_days": entry.due_days,
                        },
                    }
                    for entry in part.modules
                ],
            },
        }
        for part in parts
    ]
