"""Evaluation form: what a programme was worth, by level, asked without keeping who said what.

A rating may be asked twice: for now, and looking back for before. People who have learnt something often rate
themselves lower than they did when they began, so only the two given on the same day are compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from programmes.activity_types.base import ActivityType, Outcome, Value, items
from programmes.rules.problems import Problem

RATING, CHOICE, TEXT = "rating", "choice", "text"
LONGEST = 2000


def question_block() -> blocks.StructBlock:
    option = blocks.StructBlock(
        [("text", blocks.CharBlock(max_length=200, label=_("Answer")))],
        label=_("Answer"),
        label_format="{text}",
    )
    return blocks.StructBlock(
        [
            ("text", blocks.TextBlock(rows=2, label=_("Question or statement"))),
            (
                "kind",
                blocks.ChoiceBlock(
                    choices=[
                        (RATING, _("A rating")),
                        (CHOICE, _("One of several answers")),
                        (TEXT, _("Text")),
                    ],
                    default=RATING,
                    label=_("Answered by"),
                ),
            ),
            (
                "before",
                blocks.BooleanBlock(
                    required=False,
                    label=_("Also for before, looking back"),
                    help_text=_("Only of a rating: how it was before the programme, as seen today."),
                ),
            ),
            (
                "options",
                blocks.ListBlock(option, default=[], max_num=12, label=_("Answers"), required=False),
            ),
            ("required", blocks.BooleanBlock(required=False, default=True, label=_("Has to be answered"))),
        ],
        label=_("Question"),
        label_format="{text}",
    )


def level_block() -> blocks.StructBlock:
    return blocks.StructBlock(
        [
            (
                "code",
                blocks.CharBlock(
                    max_length=10,
                    label=_("Level"),
                    help_text=_("As your scheme names it, such as 2b. Reports put the same levels together."),
                ),
            ),
            ("title", blocks.CharBlock(max_length=80, label=_("Title"))),
            ("questions", blocks.ListBlock(question_block(), min_num=1, max_num=20, label=_("Questions"))),
        ],
        label=_("Level"),
        label_format="{code} {title}",
    )


def _rated(text: str, *, before: bool = False) -> dict[str, Any]:
    return {"text": text, "kind": RATING, "before": before, "options": [], "required": True}


def usual_levels() -> list[dict[str, Any]]:
    """The levels that reviews of medical leadership use, each with a question to begin from."""
    return [
        {"code": "1", "title": now_("Reaction"), "questions": [_rated(now_("It was worth my time."))]},
        {
            "code": "2a",
            "title": now_("Attitudes"),
            "questions": [_rated(now_("I see leading as part of my work as a doctor."), before=True)],
        },
        {
            "code": "2b",
            "title": now_("Knowledge and skills"),
            "questions": [_rated(now_("I know how to lead a change in my team."), before=True)],
        },
        {
            "code": "3a",
            "title": now_("Behaviour"),
            "questions": [_rated(now_("I raise what could be better where I work."), before=True)],
        },
        {
            "code": "3b",
            "title": now_("Achievements"),
            "questions": [
                {"text": now_("What have you done that you would not have done without it?"), "kind": TEXT}
            ],
        },
        {
            "code": "4",
            "title": now_("Change in the organisation"),
            "questions": [{"text": now_("What works better where you work, because of it?"), "kind": TEXT}],
        },
    ]


class Evaluation(ActivityType):
    code = "evaluation"
    label = _("Evaluation form")
    icon = "form"
    help_text = _("What it was worth, by level. Answers are kept without names.")
    keeps_answers = False

    def fields(self) -> list[tuple[str, blocks.Block]]:
        return [
            ("introduction", blocks.TextBlock(required=False, rows=2, label=_("Introduction"))),
            (
                "points",
                blocks.IntegerBlock(
                    default=5,
                    min_value=2,
                    max_value=10,
                    label=_("Points of a rating"),
                    help_text=_("From 1."),
                ),
            ),
            ("low", blocks.CharBlock(default=_("Not at all"), max_length=60, label=_("What 1 means"))),
            (
                "high",
                blocks.CharBlock(default=_("Completely"), max_length=60, label=_("What the most means")),
            ),
            (
                "levels",
                blocks.ListBlock(
                    level_block(),
                    default=usual_levels,
                    min_num=1,
                    max_num=10,
                    label=_("Levels and questions"),
                ),
            ),
        ]

    def problems(self, value: Value) -> list[Problem]:
        return list(_problems(value))

    def compile(self, value: Value) -> dict[str, Any]:
        questions = [
            _compiled(level, question_id, question)
            for _id, level in items(value, "levels")
            for question_id, question in items(level, "questions")
        ]
        return {"points": value.get("points") or 5, "questions": questions}

    def judge(self, scoring: dict[str, Any], answers: Mapping[str, Any]) -> Outcome:
        errors = {}
        answered = 0
        for question in scoring["questions"]:
            given = given_to(question, answers, points=scoring["points"])
            error = _error(question, given)
            if error:
                errors[question["id"]] = error
            answered += bool(given)
        if errors:
            return Outcome(completed=False, errors=errors)
        return Outcome(completed=True, result={"answered": answered})


def _compiled(level: Mapping[str, Any], question_id: str, question: Mapping[str, Any]) -> dict[str, Any]:
    kind = question.get("kind") or RATING
    return {
        "id": question_id,
        "level": level.get("code") or "",
        "kind": kind,
        "before": kind == RATING and bool(question.get("before")),
        "options": [option_id for option_id, _o in items(question, "options")] if kind == CHOICE else [],
        "required": bool(question.get("required")),
    }


def _problems(value: Value) -> Iterator[Problem]:
    codes: set[str] = set()
    for index, (_id, level) in enumerate(items(value, "levels")):
        code = str(level.get("code") or "").strip()
        if code in codes:
            message = now_("This level is here already: put its questions together.")
            yield Problem(message, ("levels", index, "code"), code="level_twice")
        codes.add(code)
        for number, (_question_id, question) in enumerate(items(level, "questions")):
            for problem in _question_problems(question):
                yield problem.under("levels", index, "questions", number)


def _question_problems(question: Mapping[str, Any]) -> Iterator[Problem]:
    kind, options = question.get("kind"), items(question, "options")
    if kind == CHOICE and len(options) < 2:
        yield Problem(now_("Give at least two answers to choose from."), ("options",), code="no_options")
    if kind != CHOICE and options:
        message = now_("Only a choice has answers: choose “One of several answers”, or remove them.")
        yield Problem(message, ("kind",), code="options_unused")
    if kind != RATING and question.get("before"):
        yield Problem(now_("Only a rating can be asked for before."), ("before",), code="before_unused")


def given_to(question: Mapping[str, Any], answers: Mapping[str, Any], *, points: int) -> dict[str, Any]:
    """What an answer says that can be kept: ``now`` and ``before``, ``option`` or ``text``; else nothing."""
    all_given = answers.get("answers")
    given = all_given.get(question["id"]) if isinstance(all_given, Mapping) else None
    if not isinstance(given, Mapping):
        return {}
    if question["kind"] == CHOICE:
        return {"option": given["option"]} if given.get("option") in question["options"] else {}
    if question["kind"] == TEXT:
        text = given.get("text")
        return {"text": text.strip()[:LONGEST]} if isinstance(text, str) and text.strip() else {}
    asked = ("now", "before") if question["before"] else ("now",)
    rated = {name: _rating(given.get(name), points) for name in asked}
    return {name: rating for name, rating in rated.items() if rating is not None}


def _rating(given: Any, points: int) -> int | None:
    text = str(given) if isinstance(given, int | str) and not isinstance(given, bool) else ""
    found = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
    return found if 1 <= found <= points else None


def _error(question: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    if question["kind"] == RATING:
        wanted = {"now", "before"} if question["before"] else {"now"}
        if given.keys() == wanted or (not given and not question["required"]):
            return None
        return _("Choose a rating for both, before and now.") if question["before"] else _("Choose a rating.")
    if given or not question["required"]:
        return None
    return _("Choose an answer.") if question["kind"] == CHOICE else _("Write your answer.")
