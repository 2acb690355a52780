"""Reasons and states in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template

from lms.calendar.models import DueDate
from lms.calendar.presenters import explain
from lms.web import presenters
from lms.web.selectors.learning import ModuleView

register = template.Library()


@register.filter
def due_reason(due: DueDate) -> str:
    return explain(due.derivation)


@register.filter
def due_words(due: DueDate) -> str:
    return presenters.due_words(due)


@register.filter
def module_words(module: ModuleView) -> str:
    return presenters.module_words(module)


@register.simple_tag
def module_state(module: ModuleView, today: date | None) -> dict[str, Any]:
    return presenters.module_state(module, on=today)
