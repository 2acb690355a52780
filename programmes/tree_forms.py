"""The requirement tree in a form: one document, whatever widget edits it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programmes.rules.problems import Problem
from programmes.rules.tree import canonical
from programmes.trees import shape_problems_in


class TreeFormField(forms.JSONField):
    """What is no tree is refused even in a draft; the widget shows it again as it was sent."""

    widget = forms.Textarea
    default_error_messages = {"required": _("The tree is missing: open the page again and send it anew.")}

    def to_python(self, value: Any) -> Any:
        try:
            document = super().to_python(value)
        except (RecursionError, ValueError):
            # Too deep to read, or a number with thousands of digits.
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if document in self.empty_values:
            raise ValidationError(self.error_messages["required"], code="required")
        problems = shape_problems_in(document)
        if problems:
            raise as_tree_error(problems)
        return canonical(document)

    def bound_data(self, data: Any, initial: Any) -> Any:
        try:
            return super().bound_data(data, initial)
        except (RecursionError, ValueError):
            return forms.fields.InvalidJSONInput(data)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != canonical(initial))
        except (ValidationError, KeyError, TypeError):
            return True


class TreeError(ValidationError):
    """One thing that is wrong; a widget can mark the place."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem), code=problem.code)
        self.problem = problem


def as_tree_error(problems: list[Problem]) -> ValidationError:
    return ValidationError([TreeError(problem) for problem in problems])
