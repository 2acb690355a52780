"""The elements of the framework that a page is about, by their codes: these stay in another edition."""

from __future__ import annotations

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from competencies.enums import NodeKind
from competencies.selectors import framework_by_code, nodes_of

FRAMEWORK = "mlcf"
CODES = tuple(f"{domain}.{element}" for domain in range(1, 6) for element in range(1, 5))
"""Five domains of four elements each: the codes are the framework's own."""


def element_titles() -> dict[str, str]:
    """By code, in reading order; none where no edition is published. Two queries."""
    framework = framework_by_code(FRAMEWORK)
    if framework is None:
        return {}
    return {node.code: node.title for node in nodes_of(framework).filter(kind=NodeKind.ELEMENT)}


class ElementsField(forms.MultipleChoiceField):
    """All twenty to tick; with their titles where an edition is published."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **given: object) -> None:
        super().__init__(choices=[(code, code) for code in CODES], required=False, **given)  # type: ignore[arg-type]


class ElementsForm(WagtailAdminPageForm):
    elements = ElementsField(
        label=_("elements"),
        help_text=_("The elements of the Medical Leadership Competency Framework that it is about."),
    )

    def __init__(self, *args: object, **given: object) -> None:
        super().__init__(*args, **given)
        titles = element_titles()
        self.fields["elements"].choices = [(code, f"{code} {titles.get(code, '')}".strip()) for code in CODES]


def elements_field() -> ArrayField[list[str], list[str]]:
    return ArrayField(models.CharField(max_length=3), verbose_name=_("elements"), default=list, blank=True)


def known_elements(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=models.Q(elements__contained_by=list(CODES)))
