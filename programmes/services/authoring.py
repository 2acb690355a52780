"""Modules and programmes from plain data, published through the one door: for demo content and imports.

Ids may be given by name (``key="listening"``): the same names give the same ids, so that authoring the same
data again is an edit of the same activities.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Locale

from programmes.activity_types import get
from programmes.enums import ReminderKind
from programmes.models import Media, Module, Programme
from programmes.models.drafts import PublishedSnippet
from programmes.rules.keys import stable_id
from programmes.rules.tree import VERSION, canonical, renewed
from programmes.selectors import version_number

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


@dataclass(frozen=True, kw_only=True)
class NodeData:
    """What groups and items have in common. ``needs`` are ids, as ``stable_id`` gives them."""

    title: str = ""
    required: bool = True
    points: int | None = None
    needs: tuple[str, ...] = ()
    delay_days: int | None = None
    opens: Mapping[str, Any] | None = None
    stages: tuple[str, ...] = ()
    key: str = ""
    """A name that stays when the title changes; the title, or what the item names, where empty."""


@dataclass(frozen=True, kw_only=True)
class ItemData(NodeData):
    type: str
    item: Mapping[str, Any] = field(default_factory=dict)
    due_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class GroupData(NodeData):
    children: tuple[GroupData | ItemData, ...]
    at_least: int | None = None
    points_needed: int | None = None

    @property
    def kind(self) -> str:
        if self.points_needed is not None:
            return "points"
        return "all" if self.at_least is None else "at_least"


def module_item(module: Module, **common: Any) -> ItemData:
    return ItemData(type="module", item={"module": str(module.translation_key)}, **common)


def programme_item(programme: Programme, **common: Any) -> ItemData:
    return ItemData(type="programme", item={"programme": str(programme.translation_key)}, **common)


def credits_item(title: str, credits: str, **common: Any) -> ItemData:
    return ItemData(type="credits", title=title, item={"credits": credits}, **common)


def recognition_item(title: str, **common: Any) -> ItemData:
    return ItemData(type="recognition", title=title, **common)


@dataclass(frozen=True)
class PartModule:
    module: Module
    required: bool = True
    due_days: int | None = None


@dataclass(frozen=True)
class PartData:
    """A group of modules below the root, in the short form that most programmes need."""

    title: str
    modules: tuple[PartModule, ...]
    at_least: int | None = None
    """All required modules where empty."""
    key: str = ""

    def group(self) -> GroupData:
        entries = tuple(
            module_item(each.module, required=each.required, due_days=each.due_days) for each in self.modules
        )
        return GroupData(title=self.title, children=entries, at_least=self.at_least, key=self.key)


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
    parts: Iterable[PartData | GroupData | ItemData],
    slug: str = "",
    open_to_all: bool = False,
    duration_days: int = 180,
    reminders: Iterable[ReminderData] = (),
    key: UUID | None = None,
    user: Any = None,
    publish: bool = True,
) -> Programme:
    """A new programme; ``parts`` stand below its root. Published unless told otherwise."""
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
        tree=tree_data(identity, parts),
        reminders=[_reminder_data(identity, rule) for rule in reminders],
    )
    return _save(programme, user=user, publish=publish)


@transaction.atomic
def _save(draft: D, *, user: Any, publish: bool) -> D:
    draft.has_unpublished_changes = True
    draft.full_clean()
    draft.save()
    revision = draft.save_revision(user=user, log_action=True, clean=False)
    if publish:
        # Which the revision has in hand: afterwards it is as it was published.
        revision.publish(user=user, skip_permission_checks=True)
    return draft


@transaction.atomic
def publish_draft(draft: PublishedSnippet, *, user: Any = None) -> None:
    """Save what the draft holds as a revision, and publish that."""
    draft.save_revision(user=user, log_action=True).publish(user=user, skip_permission_checks=True)


def copy_of(original: D) -> D:
    """New work that begins as this draft stands today, and says what it began as; nothing is saved."""
    today = with_new_ids(original.get_latest_revision_as_object())
    content = {name: getattr(today, name) for name in original.content_fields}
    copied: D = type(original)(locale=original.locale, live=False, **content)
    copied.copied_from, copied.copied_version = original.translation_key, version_number(original)
    if isinstance(copied, Programme):
        copied.slug = _free_slug(copied)
    return copied


def _free_slug(programme: Programme) -> str:
    rows = Programme.objects.filter(locale=programme.locale_id)
    taken = set(rows.filter(slug__startswith=programme.slug[:70]).values_list("slug", flat=True))
    names = (f"{programme.slug[:70]}-{number}" for number in count(2))
    return next(name for name in names if name not in taken)


def with_new_ids(draft: D) -> D:
    """The draft in hand with every id in it renewed; nothing is saved."""
    for name in draft.stream_fields:
        setattr(draft, name, _renewed(draft.stored(name)))
    if isinstance(draft, Programme):
        draft.tree = renewed(draft.tree)
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


def tree_data(identity: UUID, parts: Iterable[PartData | GroupData | ItemData]) -> dict[str, Any]:
    """The document of a tree whose root is the programme, with these nodes below it."""
    nodes = [each.group() if isinstance(each, PartData) else each for each in parts]
    children = [_node_data(str(identity), each) for each in nodes]
    root = {"id": str(identity), "kind": "all", "children": children}
    return canonical({"version": VERSION, "root": root})


def _node_data(owner: str, node: GroupData | ItemData) -> dict[str, Any]:
    common = {
        "title": node.title,
        "required": node.required,
        "points": node.points,
        "needs": [str(need) for need in node.needs],
        "delay_days": node.delay_days,
        "opens": node.opens,
        "stages": list(node.stages),
    }
    if isinstance(node, ItemData):
        name = node.key or node.title or next(iter(str(value) for value in node.item.values()))
        own = {"kind": "item", "item": {"type": node.type, **node.item}, "due_days": node.due_days}
        return {"id": stable_id(owner, name), **common, **own}
    own_id = stable_id(owner, node.key or node.title)
    children = [_node_data(own_id, child) for child in node.children]
    group: dict[str, Any] = {"id": own_id, "kind": node.kind, **common, "children": children}
    if node.at_least is not None:
        group["at_least"] = node.at_least
    if node.points_needed is not None:
        group["points_needed"] = node.points_needed
    return group
