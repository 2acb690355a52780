"""An evaluation form: ratings for now and before, choices and text; afterwards, thanks and no answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail import blocks

from lms.players.base import Player
from programmes.activity_types.evaluation import LONGEST
from programmes.models import Activity

PREFIX = "question-"
ASPECTS = ("now", "before", "option", "text")
MOST = 200


@dataclass(frozen=True)
class Option:
    id: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class Question:
    id: str
    number: int
    text: str
    kind: str
    before: bool
    required: bool
    options: tuple[Option, ...]
    given: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.id}"

    @property
    def aspects(self) -> list[tuple[str, str]]:
        """Which ratings are asked for: before stands first, as it was first."""
        now = ("now", _("Now"))
        return [("before", _("Before, looking back")), now] if self.before else [now]


class EvaluationPlayer(Player):
    code = "evaluation"
    template = "leadership/players/evaluation.html"
    keeps_drafts = True
    style = "leadership/players/work.css"

    def context(
        self,
        activity: Activity | None,
        block_value: blocks.StructValue,
        state: Mapping[str, Any],
        language: str,
    ) -> dict[str, Any]:
        answers = state.get("answers")
        levels, number = [], 0
        listed = block_value.get("levels")
        for level in listed.bound_blocks if listed else []:
            questions = []
            asked = level.value.get("questions")
            for child in asked.bound_blocks if asked else []:
                number += 1
                questions.append(_question(number, child, answers))
            levels.append((level.value.get("title") or "", questions))
        points = block_value.get("points") or 5
        return {
            "introduction": block_value.get("introduction") or "",
            "levels": levels,
            "scale": list(range(1, points + 1)),
            "low": block_value.get("low") or "",
            "high": block_value.get("high") or "",
            "longest": LONGEST,
            "language": language,
        }

    def read(self, post: QueryDict) -> dict[str, Any]:
        found: dict[str, dict[str, str]] = {}
        for name in list(post)[: MOST * 2]:
            question, _dot, aspect = name.removeprefix(PREFIX).rpartition(".")
            if name.startswith(PREFIX) and question and aspect in ASPECTS:
                value = post.get(name, "").replace("\r\n", "\n")[:LONGEST]
                found.setdefault(question, {})[aspect] = value
        return {"answers": found}

    @property
    def submit_label(self) -> str:
        return _("Send the answers")


def _question(number: int, child: Any, answers: Any) -> Question:
    value = child.value
    given = answers.get(child.id) if isinstance(answers, Mapping) else None
    given = given if isinstance(given, Mapping) else {}
    options = value.get("options")
    return Question(
        id=child.id,
        number=number,
        text=value.get("text") or "",
        kind=value.get("kind") or "",
        before=bool(value.get("before")),
        required=bool(value.get("required")),
        options=tuple(
            Option(each.id, each.value.get("text") or "", each.id == given.get("option"))
            for each in (options.bound_blocks if options else [])
        ),
        given={name: str(given.get(name, "")) for name in ASPECTS},
    )
