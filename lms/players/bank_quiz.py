"""Questions of every kind, as they were drawn for this attempt; all is chosen or typed, nothing dragged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.rich_text import RichText

from lms.players.base import Player
from programmes.activity_types import Outcome
from programmes.activity_types.bank_quiz import BankQuiz
from programmes.bank.drawing import drawn, shown_order
from programmes.bank.kinds import LONGEST_ANSWER
from programmes.bank.pinning import PinnedBank, PinnedQuestion
from programmes.enums import QuestionKind
from programmes.models import Activity

PREFIX = "question-"
KEY = 36
"""The length of a UUID."""


@dataclass(frozen=True)
class Choice:
    """An answer to tick, or one of those in a list. ``label`` is what its list shows."""

    id: str
    text: str
    feedback: str
    chosen: bool


@dataclass(frozen=True)
class Row:
    """A step to place, or a side to match: a list to choose from."""

    id: str
    name: str
    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Asked:
    key: str
    number: int
    kind: str
    language: str
    body: RichText
    explanation: str
    choices: tuple[Choice, ...]
    rows: tuple[Row, ...]
    typed: str
    feedback: tuple[tuple[str, str], ...]
    """Of every answer that has some, by its id."""

    @property
    def name(self) -> str:
        """Of its fields in the form."""
        return f"{PREFIX}{self.key}"

    @property
    def several(self) -> bool:
        return self.kind == QuestionKind.MULTIPLE

    @property
    def hint(self) -> str:
        return str(_HINTS[QuestionKind(self.kind)]())


_HINTS: Mapping[QuestionKind, Any] = {
    QuestionKind.SINGLE: lambda: _("Choose one answer."),
    QuestionKind.MULTIPLE: lambda: _("Choose all that are right."),
    QuestionKind.ORDERING: lambda: _("Choose a place for each step: 1 comes first."),
    QuestionKind.MATCHING: lambda: _("Choose what each belongs to."),
    QuestionKind.NUMERIC: lambda: _("Write a number, such as 12 or 2.5."),
    QuestionKind.SHORT_TEXT: lambda: _("A word or a few. Capitals and spaces seldom matter."),
}


@dataclass(frozen=True)
class Shown:
    """A question with what came of its answer: an error, a verdict, or neither."""

    question: Asked
    error: str
    is_right: bool | None
    """None where there is no feedback to show."""
    feedback: tuple[str, ...] = ()
    """Of the answers that were given, where it does not stand beside them."""


@dataclass(frozen=True)
class Clock:
    ends_at: datetime
    minutes: int
    extra_percent: int


class BankQuizPlayer(Player):
    code = "bank_quiz"
    template = "leadership/players/bank_quiz.html"
    begin_template = "leadership/players/bank_quiz_begin.html"
    keeps_drafts = True

    def context(
        self,
        activity: Activity | None,
        block_value: blocks.StructValue,
        state: Mapping[str, Any],
        language: str,
    ) -> dict[str, Any]:
        """``state["setup"]`` is what the site has set for this attempt; a preview draws for itself."""
        scoring, bank = _published(activity, block_value)
        setup = state.get("setup") or ({"seed": 0, "number": 1} if activity is None else {})
        keys = drawn(scoring, setup["seed"]) if "seed" in setup else []
        given = state.get("answers")
        answers = given if isinstance(given, Mapping) else {}
        return {
            "introduction": block_value.get("introduction") or "",
            "questions": [
                _asked(place, bank.questions[key], scoring, setup["seed"], answers.get(key), language)
                for place, key in enumerate(keys, start=1)
            ],
            "number": setup.get("number", 0),
            "time_over": bool(setup.get("over")),
            "clock": _clock(setup),
            "late": bool(setup.get("late")),
            "asked": sum(draw["count"] for draw in scoring["draws"]),
            "rules": scoring,
            "attempts_left": _left(scoring, setup),
            "submit_label": _("Hand in what was saved") if setup.get("over") else self.submit_label,
            "language": language,
        }

    def read(self, post: QueryDict) -> dict[str, Any]:
        """Ticks as a list, a list for each row as a mapping, what was typed as text."""
        answers: dict[str, Any] = {}
        for name in post:
            if not name.startswith(PREFIX):
                continue
            key, row = name[len(PREFIX) :][:KEY], name[len(PREFIX) + KEY + 1 :]
            given = [each[: 2 * LONGEST_ANSWER] for each in post.getlist(name)]
            if row.startswith("typed"):
                answers[key] = given[0]
            elif row:
                rows = answers.setdefault(key, {})
                if isinstance(rows, dict):
                    rows[row] = given[0]
            else:
                answers[key] = given
        return {"answers": answers}

    @property
    def submit_label(self) -> str:
        return _("Hand in my answers")


def _published(
    activity: Activity | None, block_value: blocks.StructValue
) -> tuple[Mapping[str, Any], PinnedBank]:
    bank = block_value.get("bank")
    if activity is not None and isinstance(bank, PinnedBank):
        return activity.scoring, bank
    if bank is None:
        return BankQuiz().compile({}), PinnedBank("", (), {})
    value = BankQuiz().pin(block_value.block.get_prep_value(block_value)).value
    return BankQuiz().compile(value), PinnedBank.of(value["bank"])


def _left(scoring: Mapping[str, Any], setup: Mapping[str, Any]) -> int | None:
    """How many attempts may be started after this one; None is as many as they like."""
    return max(0, scoring["attempts"] - setup.get("number", 0)) if scoring["attempts"] else None


def _clock(setup: Mapping[str, Any]) -> Clock | None:
    if not setup.get("ends_at"):
        return None
    ends_at = datetime.fromisoformat(setup["ends_at"])
    return Clock(ends_at, setup["seconds"] // 60, setup["extra_percent"])


def _asked(
    number: int,
    question: PinnedQuestion,
    scoring: Mapping[str, Any],
    seed: int,
    answer: Any,
    language: str,
) -> Asked:
    words = question.in_language(language)
    texts = words.texts()
    needed = scoring["questions"][question.key]

    def ordered(ids: Iterable[str], *, always: bool = False) -> list[str]:
        return shown_order(ids, question.key, seed, shuffle=always or scoring["shuffle"])

    chosen = answer if isinstance(answer, list) else []
    said = answer if isinstance(answer, Mapping) else {}
    choices = [
        Choice(each, *texts.get(each, ("", "")), each in chosen)
        for each in ordered(needed.get("options", ()))
    ]
    return Asked(
        key=question.key,
        number=number,
        kind=question.kind,
        language=words.language,
        body=RichText(words.body),
        explanation=words.feedback,
        choices=tuple(choices),
        rows=tuple(_rows(question, needed, texts, said, ordered)),
        typed=answer if isinstance(answer, str) else "",
        feedback=tuple((each, feedback) for each, (_text, feedback) in texts.items() if feedback),
    )


def _rows(
    question: PinnedQuestion,
    needed: Mapping[str, Any],
    texts: Mapping[str, tuple[str, str]],
    said: Mapping[str, str],
    ordered: Any,
) -> list[Row]:
    """Steps come mixed and right sides too, whatever the quiz says of its answers."""
    if question.kind == QuestionKind.ORDERING:
        ids = ordered(needed["steps"], always=True)
        listed = [(str(place), str(place)) for place in range(1, len(ids) + 1)]
    elif question.kind == QuestionKind.MATCHING:
        ids = needed["left"]
        listed = [(each, texts[each][0]) for each in ordered(needed["right"], always=True)]
    else:
        return []
    return [
        Row(
            each,
            f"{PREFIX}{question.key}-{each}",
            texts[each][0],
            tuple(Choice(value, text, "", said.get(each) == value) for value, text in listed),
        )
        for each in ids
    ]


def with_outcome(questions: list[Asked], outcome: Outcome | None) -> list[Shown]:
    """Each question with its error or verdict."""
    errors = outcome.errors if outcome else {}
    told = {each["question"]: each for each in outcome.feedback} if outcome else {}
    return [
        Shown(
            each,
            str(errors.get(each.key, "")),
            told[each.key]["correct"] if each.key in told else None,
            _beside(each, told[each.key]["options"]) if each.key in told and not each.choices else (),
        )
        for each in questions
    ]


def _beside(question: Asked, given: Iterable[str]) -> tuple[str, ...]:
    held = dict(question.feedback)
    return tuple(held[each] for each in given if each in held)
