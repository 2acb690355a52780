"""What the players' fragments ask for."""

from __future__ import annotations

from django import template

from lms.players.quiz import Answered, Question, with_outcome
from programmes.activity_types import Outcome

register = template.Library()


@register.simple_tag
def answered(questions: list[Question], outcome: Outcome | None) -> list[Answered]:
    """The questions of a quiz, each with its error or verdict."""
    return with_outcome(questions, outcome)
