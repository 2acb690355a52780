"""Reasons and states in words."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kernel import clock
from lms.calendar.models import DueDate
from lms.calendar.presenters import explain
from lms.enrolment.models import Enrolment
from lms.enrolment.retiring import own_notice
from lms.progress.presenters import in_credits
from lms.web import form_owners, presenters
from programmes.retiring import Notice

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


@register.simple_tag
def told_of_end(enrolment: Enrolment) -> Notice | None:
    """What somebody on it is told of a programme that is retired; no query where none is."""
    return own_notice(enrolment, on=clock.today())


@register.simple_tag(takes_context=True)
def whose_form(context: dict[str, Any]) -> SafeString:
    """In a form: so that it is held for whoever fills it in where their session has ended."""
    mark = form_owners.mark_of(context["request"].user)
    return format_html('<input type="hidden" name="{}" value="{}">', form_owners.FIELD, mark)
