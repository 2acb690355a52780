"""Questions as radio buttons and checkboxes; after answering, what was right and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail import blocks

from lms.players.base import Player
from programmes.activity_types import Outcome
from programmes.activity_types.quiz import MULTIPLE
from programmes.models import Activity

PREFIX = "question-"


@dataclass(frozen=True)
class Option:
    id: str
    text: str
    feedback: str
    chosen: bool


@dataclass(frozen=True)
class Question:
    id: str
    number: int
    text: str
    several: bool
    options: tuple[Option, ...]
    explanation: str

    @property
    def name(self) -> str:
        """Of its fields in the form."""
        return f"{PREFIX}{self.id}"


@dataclass(frozen=True)
class Answered:
    """A question with what came of its answer: an error, a verdict, or neither."""

    question: Question
    error: str
    is_right: bool | None
    """None where there is no feedback to show."""


class QuizPlayer(Player):
    code = "quiz"
    template = "leadership/players/quiz.html"
    keeps_drafts = True

    def context(
        self,
        activity: Activity | None,
        block_value: blocks.StructValue,
        state: Mapping[str, Any],
        language: str,
    ) -> dict[str, Any]:
        listed = block_value.get("questions")
        return {
            "introduction": block_value.get("introduction") or "",
            "questions": [
                _question(number, child, state)
                for number, child in enumerate(listed.bound_blocks if listed else [], start=1)
            ],
            "pass_mark": block_value.get("pass_mark") or 0,
            "language": language,
        }

    def read(self, post: QueryDict) -> dict[str, Any]:
        names = [name for name in post if name.startswith(PREFIX)]
        return {"answers": {name.removeprefix(PREFIX): post.getlist(name) for name in names}}

    @property
    def submit_label(self) -> str:
        return _("Check my answers")


def _question(number: int, child: Any, state: Mapping[str, Any]) -> Question:
    answers = state.get("answers")
    chosen = answers.get(child.id) if isinstance(answers, Mapping) else None
    ids = {chosen} if isinstance(chosen, str) else set(chosen) if isinstance(chosen, list) else set()
    options = child.value.get("options")
    return Question(
        id=child.id,
        number=number,
        text=child.value.get("text") or "",
        several=child.value.get("kind") == MULTIPLE,
        options=tuple(_option(option, ids) for option in (options.bound_blocks if options else [])),
        explanation=child.value.get("feedback") or "",
    )


def _option(child: Any, chosen: set[str]) -> Option:
    value = child.value
    return Option(child.id, value.get("text") or "", value.get("feedback") or "", child.id in chosen)


def with_outcome(questions: list[Question], outcome: Outcome | None) -> list[Answered]:
    """Each question with its error or verdict."""
    errors = outcome.errors if outcome else {}
    verdicts = {each["question"]: each["correct"] for each in outcome.feedback} if outcome else {}
    return [
        Answered(question, str(errors.get(question.id, "")), verdicts.get(question.id))
        for question in questions
    ]
