"""What the players' fragments ask for."""

from __future__ import annotations

from django import template

from lms.players import bank_quiz
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
