"""What the preview templates ask for."""

from __future__ import annotations

from typing import Any

from django import template

from programmes import outlines, presenters
from programmes.models import Module, Programme, Question

register = template.Library()


@register.simple_tag
def module_as_shown(module: Module) -> dict[str, Any]:
    activities, body = presenters.shown_activities(module)
    return {
        "activities": activities,
        "closing": body.closing,
        "minutes": sum(each.page.value.get("minutes") or 0 for each in activities),
    }


@register.simple_tag
def programme_as_shown(programme: Programme) -> list[outlines.ShownPart]:
    return outlines.draft_outline(programme)


@register.simple_tag
def question_as_shown(question: Question) -> str:
    return presenters.shown_question(question)
