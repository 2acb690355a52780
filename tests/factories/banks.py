"""Banks with questions of every kind, and quizzes that draw from them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from wagtail.models import Locale

from programmes.enums import QuestionKind
from programmes.models import Question, QuestionBank
from programmes.rules.keys import stable_id
from programmes.services.authoring import ActivityData

_numbers = itertools.count(1)


def rows(owner: str, name: str, given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Items of a list block, with ids that follow from their place."""
    return [
        {"type": "item", "id": stable_id(owner, name, place), "value": dict(value)}
        for place, value in enumerate(given)
    ]


def options(*texts: str) -> list[dict[str, Any]]:
    """Answers; those that begin with = are right. What follows a # is feedback."""
    found = []
    for each in texts:
        text, _mark, feedback = each.partition("#")
        found.append({"text": text.lstrip("="), "correct": text.startswith("="), "feedback": feedback})
    return found


CONTENT: dict[str, dict[str, Any]] = {
    QuestionKind.SINGLE: {"options": options("=Cardiff#Since 1955.", "Swansea#That is a port.", "Newport")},
    QuestionKind.MULTIPLE: {"options": options("=Tea", "=Coffee", "Gravel")},
    QuestionKind.ORDERING: {"steps": [{"text": "Plan"}, {"text": "Do"}, {"text": "Study"}]},
    QuestionKind.MATCHING: {
        "pairs": [{"left": "Dog", "right": "barks"}, {"left": "Cat", "right": "mews"}],
        "extra": [{"text": "neighs"}],
    },
    QuestionKind.NUMERIC: {"accepted": [{"value": "3.14", "tolerance": "0.01", "feedback": "Near enough."}]},
    QuestionKind.SHORT_TEXT: {
        "accepted": [{"text": "Aneurin Bevan", "feedback": "He was."}, {"text": "Nye Bevan"}],
        "match_case": False,
    },
}


def make_bank(title: str = "", **given: Any) -> QuestionBank:
    return QuestionBank.objects.create(title=title or f"Bank {next(_numbers)}", **given)


def make_question(
    bank: QuestionBank,
    title: str = "",
    *,
    kind: str = QuestionKind.SINGLE,
    content: Mapping[str, Any] | None = None,
    **given: Any,
) -> Question:
    title = title or f"Question {next(_numbers)}"
    key = UUID(stable_id(bank.uid, title))
    value = {
        name: rows(str(key), name, inner) if isinstance(inner, list) else inner
        for name, inner in (CONTENT[kind] if content is None else content).items()
    }
    given = {"body": f"<p>{title}?</p>", "tags": [], "locale": Locale.get_default(), **given}
    stored = [{"type": str(kind), "id": stable_id(key, "content"), "value": value}]
    return Question.objects.create(
        bank=bank, title=title, translation_key=key, content=stored, kind=kind, **given
    )


def a_bank_quiz(
    bank: QuestionBank, title: str = "Prove it", *, draws: Iterable[Mapping[str, Any]] = (), **given: Any
) -> ActivityData:
    """Of one question, unless told otherwise; ``content`` fields and those of every activity alike."""
    filled = [{"count": 1, "tags": "", "easiest": "1", "hardest": "5", **draw} for draw in draws or [{}]]
    content = {
        "introduction": "",
        "bank": bank.pk,
        "draws": filled,
        "pass_mark": given.pop("pass_mark", 1),
        "attempts": given.pop("attempts", None),
        "time_allowance": given.pop("time_allowance", None),
        "shuffle": given.pop("shuffle", True),
        "show_feedback": given.pop("show_feedback", "submit"),
    }
    return ActivityData("bank_quiz", title, content=content, **given)


def right(scoring: Mapping[str, Any]) -> Any:
    """What somebody who knows the answer gives, as the player reads it."""
    match scoring["kind"]:
        case "single" | "multiple":
            return list(scoring["correct"])
        case "ordering":
            return {step: str(place) for place, step in enumerate(scoring["steps"], start=1)}
        case "matching":
            return dict(scoring["pairs"])
        case _:
            return scoring["accepted"][0][1]


def as_post(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the form that hold these answers."""
    fields: dict[str, Any] = {}
    for key, answer in answers.items():
        if isinstance(answer, str):
            fields[f"question-{key}-typed"] = answer
        elif isinstance(answer, Mapping):
            fields |= {f"question-{key}-{row}": value for row, value in answer.items()}
        else:
            fields[f"question-{key}"] = answer
    return fields
