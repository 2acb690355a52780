"""What the players' fragments ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from lms.assignments.selectors import Work
from lms.players import bank_quiz, evaluation
from lms.players.assignment import Criterion, Try, tries_of
from lms.players.quiz import Answered, Question, with_outcome
from programmes.activity_types import Outcome

register = template.Library()


@register.simple_tag
def answered(questions: list[Question], outcome: Outcome | None) -> list[Answered]:
    """The questions of a quiz, each with its error or verdict."""
    return with_outcome(questions, outcome)


@register.simple_tag
def drawn_questions(questions: list[bank_quiz.Asked], outcome: Outcome | None) -> list[bank_quiz.Shown]:
    """The same of a quiz drawn from a bank."""
    return bank_quiz.with_outcome(questions, outcome)


@register.simple_tag
def tries(work: Work, rubric: list[Criterion]) -> list[Try]:
    """Each time that an assignment was handed in, with what the markers said."""
    return tries_of(work, rubric)


@register.filter
def of(found: Any, key: str) -> Any:
    """What a mapping holds under a key, as errors by field."""
    return found.get(key) if isinstance(found, Mapping) else None


@register.filter
def given(question: evaluation.Question, aspect: str) -> int | None:
    """The rating that was chosen already."""
    text = question.given.get(aspect, "")
    return int(text) if text.isascii() and text.isdigit() else None
