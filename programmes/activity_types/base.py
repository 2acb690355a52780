"""What an activity type is: blocks to edit it, rules to check it, and a judge of what a learner did.

``value`` is always the block's stored form (plain dicts and lists), never a Wagtail value: compiling and
judging need no database, no form and no request. Only ``pin``, called when a draft is published, and
``problems`` may read rows.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from programmes.block_errors import as_block_error
from programmes.claim_blocks import claims_block
from programmes.rules.problems import Problem

Words = str | Promise
Value = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What a learner's answers amount to.

    With ``errors`` (by question or field) nothing was judged: the answers are not complete. ``result`` holds
    numbers and codes only. ``feedback`` says what to show and names no words: those are in the text.
    """

    completed: bool
    result: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, Words] = field(default_factory=dict)
    feedback: list[dict[str, Any]] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    """What became of each question, for the analysis of questions: codes only, whatever is shown."""


@dataclass(frozen=True)
class Terms:
    """Under which somebody begins: None is no limit."""

    attempts: int | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class Pinned:
    """An activity as it is published: its value with nothing in it that may change, and its files."""

    value: Value
    files: tuple[int, ...] = ()
    """Ids of stored files, which the version keeps."""


class ActivityType(ABC):
    """Subclass, then ``register`` an instance while the apps become ready."""

    code: ClassVar[str]
    label: ClassVar[Words]
    icon: ClassVar[str]
    help_text: ClassVar[Words]
    keeps_answers: ClassVar[bool] = True
    """Whether what was handed in stays with the doctor's name. Else the draft is emptied when it is."""
    repeats: ClassVar[bool] = False
    """Whether it may be handed in again after it is done, each time as a fact of its own."""
    is_marked: ClassVar[bool] = False
    """Whether people judge it: handing it in is then no fact yet, and ``judge`` says only what is missing."""
    is_taken_in: ClassVar[bool] = False
    """Nothing is done but reading, watching or listening: it cannot show what somebody is able to do."""
    is_assessed: ClassVar[bool] = False
    """Somebody or something else than the learner judges what was done."""
    preflight_rules: ClassVar[tuple[type[Any], ...]] = ()
    """Classes of `programmes.preflight.Rule` that come with the type, beside ``problems``."""
    begins: ClassVar[bool] = False
    """Whether somebody presses a button before it is shown. Their attempt then keeps what the site set for it
    (a seed, its number, when time is over), which ``judge`` is given as ``answers["setup"]``."""

    @abstractmethod
    def fields(self) -> list[tuple[str, blocks.Block]]:
        """The type's own fields, beside those that every activity has."""

    @abstractmethod
    def compile(self, value: Value) -> dict[str, Any]:
        """What judging needs, as plain JSON: stable ids, numbers and codes, no words. ``value`` is as ``pin``
        left it."""

    @abstractmethod
    def judge(self, scoring: dict[str, Any], answers: Mapping[str, Any]) -> Outcome:
        """Pure: the same scoring and answers give the same outcome. ``answers`` may hold anything."""

    def problems(self, value: Value) -> list[Problem]:
        """What keeps this from being published, beyond empty fields; paths start at a field's name."""
        return []

    def pin(self, value: Value) -> Pinned:
        """What publishing writes into the words: a type that refers to rows copies what it needs of them."""
        return Pinned(value)

    def terms(self, scoring: Mapping[str, Any]) -> Terms:
        """How often and how long somebody who begins may try."""
        return Terms()

    def block(self) -> blocks.StructBlock:
        return ActivityBlock(self)


class ActivityBlock(blocks.StructBlock):
    """Title, minutes, whether it is required and what it claims, around the type's own fields."""

    def __init__(self, activity_type: ActivityType) -> None:
        self.activity_type = activity_type
        own = activity_type.fields()
        super().__init__(
            [
                ("title", blocks.CharBlock(max_length=120, label=_("Title"))),
                ("minutes", minutes_block()),
                (
                    "required",
                    blocks.BooleanBlock(
                        required=False,
                        default=True,
                        label=_("Required"),
                        help_text=_("The module is complete when every required activity is done."),
                    ),
                ),
                *own,
                ("claims", claims_block()),
            ],
            label=activity_type.label,
            icon=activity_type.icon,
            help_text=activity_type.help_text,
            label_format="{title} ({minutes} min)",
            group=_("Activities"),
        )

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned: blocks.StructValue = super().clean(value)
        if not self.is_deferred_validation:
            problems = self.activity_type.problems(self.get_prep_value(cleaned))
            if problems:
                raise as_block_error(self, problems)
        return cleaned


def minutes_block() -> blocks.IntegerBlock:
    return blocks.IntegerBlock(
        min_value=1,
        max_value=600,
        default=10,
        label=_("Minutes"),
        help_text=_("How long it takes an unhurried doctor."),
    )


def items(value: Value, name: str) -> list[tuple[str, dict[str, Any]]]:
    """The children of a list block as (id, value)."""
    return [(str(item["id"]), item["value"]) for item in value.get(name) or []]
