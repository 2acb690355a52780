"""What a rule is given: one draft as plain data, and what is around all that are looked at together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from wagtail import blocks

from competencies.enums import ClaimStrength
from programmes import activity_types
from programmes.activity_types import ActivityType
from programmes.models import Module, Programme
from programmes.models.drafts import PublishedSnippet
from programmes.preflight import drafts
from programmes.preflight.around import Around
from programmes.preflight.passages import Passage, addresses_in, passages_in
from programmes.preflight.uses import AskedFor, Use, named, programmes_in, uses_in
from programmes.rules.problems import Path, Problem, under
from programmes.rules.structure import ReminderSpec, reminder_rule
from programmes.rules.tree import parse
from programmes.rules.tree_problems import tree_problems
from programmes.rules.validation import activity_place


@dataclass(frozen=True)
class Claim:
    key: str
    strength: str
    path: Path

    @property
    def demonstrates(self) -> bool:
        return self.strength == ClaimStrength.DEMONSTRATES


@dataclass(frozen=True)
class ActivityDraft:
    """One activity of a module as stored, whatever is still missing from it."""

    number: int
    kind: ActivityType
    value: Mapping[str, Any]
    path: Path

    @property
    def title(self) -> str:
        return str(self.value.get("title") or "")

    @property
    def where(self) -> str:
        return activity_place(self.number, self.title)

    @property
    def minutes(self) -> int:
        return int(self.value.get("minutes") or 0)

    @property
    def required(self) -> bool:
        return bool(self.value.get("required"))

    @cached_property
    def claims(self) -> list[Claim]:
        return [
            Claim(
                str(item["value"].get("competence") or ""),
                str(item["value"].get("strength") or ""),
                (*self.path, "claims", index, "competence"),
            )
            for index, item in enumerate(self.value.get("claims") or [])
        ]


class Context:
    """What both kinds of drafts have."""

    draft: PublishedSnippet

    def __init__(self, draft: Any, around: Around) -> None:
        self.draft, self.around = draft, around

    @property
    def key(self) -> UUID:
        key: UUID = self.draft.translation_key
        return key

    @property
    def title(self) -> str:
        return str(self.draft)

    @property
    def on(self) -> date:
        return self.around.on

    @cached_property
    def language(self) -> str:
        return self.around.languages.get(self.draft.locale_id, "")

    @cached_property
    def is_translation(self) -> bool:
        return self.around.is_translation(self.draft)

    def stored(self, name: str) -> list[dict[str, Any]]:
        return self.draft.stored(name)

    @cached_property
    def problems(self) -> list[Problem]:
        """What its fields and structure keep from being published; paths start at the draft's fields."""
        return []


class ModuleContext(Context):
    draft: Module

    @cached_property
    def body(self) -> list[dict[str, Any]]:
        return self.stored("body")

    @cached_property
    def activities(self) -> list[ActivityDraft]:
        listed = [
            (index, item)
            for index, item in enumerate(self.body)
            if activity_types.is_registered(item["type"])
        ]
        return [
            ActivityDraft(number, activity_types.get(item["type"]), item["value"], ("body", index))
            for number, (index, item) in enumerate(listed)
        ]

    @cached_property
    def passages(self) -> list[tuple[str, Passage]]:
        """Each with where it stands."""
        return [
            (where, passage)
            for where, block, value, path in self._children()
            for passage in passages_in(block, value, path)
        ]

    @cached_property
    def addresses(self) -> list[tuple[str, str, Path]]:
        """Where, the address, its path."""
        return [
            (where, address, place)
            for where, block, value, path in self._children()
            for address, place in addresses_in(block, value, path)
        ]

    def _children(self) -> list[tuple[str, blocks.Block, Any, Path]]:
        known = self.around.body_blocks
        places = {activity.path: activity.where for activity in self.activities}
        return [
            (
                places.get(("body", index)) or drafts.text_place(index),
                known[item["type"]],
                item["value"],
                path,
            )
            for index, item in enumerate(self.body)
            if item["type"] in known
            for path in [("body", index)]
        ]

    @cached_property
    def claims(self) -> list[tuple[ActivityDraft, Claim]]:
        return [(activity, claim) for activity in self.activities for claim in activity.claims]

    @cached_property
    def problems(self) -> list[Problem]:
        if self.around.published:
            return under(drafts.body_problems_of(self.body, known=frozenset(self.around.nodes)), "body")
        return drafts.module_problems(self.draft)


class ProgrammeContext(Context):
    draft: Programme

    @cached_property
    def uses(self) -> Sequence[Use]:
        """The modules that it has, in reading order: of a translation none."""
        if self.is_translation:
            return []
        titles = {key: module.title for key, module in self.around.used.items()}
        return [named(use, titles) for use in uses_in(self.draft)]

    @cached_property
    def asked_for(self) -> Sequence[AskedFor]:
        """The other programmes that are to be completed in it: of a translation none."""
        return [] if self.is_translation else programmes_in(self.draft)

    @cached_property
    def reminders(self) -> list[tuple[Path, ReminderSpec]]:
        raw = self.stored("reminders")
        return [
            (("reminders", index), ReminderSpec(UUID(str(item["id"])), *reminder_rule(item)))
            for index, item in enumerate(raw)
        ]

    @cached_property
    def problems(self) -> list[Problem]:
        if self.around.published:
            return under(self._tree_problems(), "tree")
        return drafts.programme_doubts(self.draft, today=self.on)

    def _tree_problems(self) -> list[Problem]:
        """Of the tree by itself: what its items name, rules ask of what is around."""
        if self.is_translation:
            return []
        names = {use.node.id: use.title for use in self.uses}
        root, length = parse(self.draft.tree), self.draft.duration_days
        return tree_problems(root, duration_days=length, names=names, today=self.on)
