"""Reasons and states in words."""

from __future__ import annotations

from django import template

from lms.calendar.models import DueDate
from lms.calendar.presenters import explain
from lms.progress.presenters import in_credits
from lms.web import presenters

register = template.Library()


@register.filter
def due_reason(due: DueDate) -> str:
    return explain(due.derivation)


@register.filter
def due_words(due: DueDate) -> str:
    return presenters.due_words(due)


@register.filter
def credits(hundredths: int) -> str:
    return in_credits(hundredths)
