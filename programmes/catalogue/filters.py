"""How a list of modules is narrowed, in the Studio and in the chooser: the same questions in two forms."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter, NumberFilter
from wagtail.admin.forms.choosers import BaseFilterForm, LocaleFilterMixin

from competencies.enums import Stage
from competencies.selectors import claim_choices, node_by_key
from programmes.catalogue import facts
from programmes.listing import DraftFilterSet
from programmes.models import Module
from programmes.states import WHERE, State


def claiming(rows: QuerySet[Any], key: str) -> QuerySet[Any]:
    node = node_by_key(key)
    return facts.claiming(rows, node) if node else rows.none()


class ModuleFilterSet(DraftFilterSet):
    competence = ChoiceFilter(label=_("Competence"), choices=claim_choices, method="by_competence")
    stage = ChoiceFilter(label=_("In programmes for"), choices=Stage.choices, method="by_stage")
    least = NumberFilter(label=_("Minutes, at least"), field_name="version_minutes", lookup_expr="gte")
    most = NumberFilter(label=_("Minutes, at most"), field_name="version_minutes", lookup_expr="lte")
    author = ModelChoiceFilter(
        label=_("Written by"), queryset=lambda request: facts.writers(), method="by_author"
    )

    class Meta:
        model = Module
        fields: ClassVar[list[str]] = ["is_template"]

    def by_competence(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return claiming(rows, value)

    def by_stage(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return facts.for_stage(rows, value)

    def by_author(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return facts.written_by(rows, value)


ANY = ("", _("Any"))
SEARCHING = {"data-chooser-modal-search-filter": True}


class ModuleChooserForm(LocaleFilterMixin, BaseFilterForm):
    """Narrows while somebody types, as Wagtail's own choosers do."""

    q = forms.CharField(label=_("Words"), required=False)
    competence = forms.ChoiceField(label=_("Competence"), required=False)
    stage = forms.ChoiceField(label=_("In programmes for"), required=False, choices=[ANY, *Stage.choices])
    least = forms.IntegerField(label=_("Minutes, at least"), required=False, min_value=0)
    most = forms.IntegerField(label=_("Minutes, at most"), required=False, min_value=0)
    author: Any = forms.ModelChoiceField(
        label=_("Written by"), required=False, queryset=None, empty_label=ANY[1]
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *State.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["competence"].choices = [ANY, *claim_choices()]
        self.fields["author"].queryset = facts.writers()
        for name, field in self.fields.items():
            if name != "q":
                # The page below has fields of these names too.
                field.widget.attrs.update({**SEARCHING, "id": f"choose-{name}"})

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.cleaned_data
        self.search_query = asked["q"]
        self.is_searching = bool(asked["q"])
        objects = facts.in_words(objects, asked["q"])
        if asked["competence"]:
            objects = claiming(objects, asked["competence"])
        if asked["stage"]:
            objects = facts.for_stage(objects, asked["stage"])
        if asked["author"]:
            objects = facts.written_by(objects, asked["author"])
        if asked["state"]:
            objects = objects.filter(WHERE[State(asked["state"])])
        limits = {"version_minutes__gte": asked["least"], "version_minutes__lte": asked["most"]}
        limits = {name: minutes for name, minutes in limits.items() if minutes is not None}
        narrowed: QuerySet[Any] = super().filter(objects.filter(**limits))
        return narrowed
