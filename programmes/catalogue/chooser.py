"""Choosing modules and programmes: as many as wanted, with what the editor of the tree needs to know."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import SnippetChosenMultipleView, SnippetChosenView

from programmes.catalogue.columns import claimed_column
from programmes.catalogue.facts import with_facts
from programmes.catalogue.filters import ModuleChooserForm
from programmes.editor.described import snippets
from programmes.listing import (
    DraftChooseResultsView,
    DraftChooserViewSet,
    DraftChooseView,
    number_column,
)


class WithFacts:
    """What is chosen, with its key, minutes and state: the same queries for one and for twenty."""

    def get_chosen_response(self, item: Any) -> Any:
        return self.answer([item], super().get_chosen_response)  # type: ignore[misc]

    def get_multiple_chosen_response(self, items: QuerySet[Any]) -> Any:
        chosen = list(items.order_by("title", "pk"))
        return self.answer(chosen, lambda _first: super(WithFacts, self).get_multiple_chosen_response(chosen))  # type: ignore[misc]

    def answer(self, chosen: list[Any], respond: Any) -> Any:
        keys = [each.translation_key for each in chosen]
        self.facts = snippets(type(chosen[0]), keys) if chosen else {}
        return respond(chosen[0] if chosen else None)

    def get_chosen_response_data(self, item: Any) -> dict[str, Any]:
        data: dict[str, Any] = super().get_chosen_response_data(item)  # type: ignore[misc]
        key = str(item.translation_key)
        return {**data, "key": key, **{name: self.facts[key][name] for name in ("title", "minutes", "state")}}


class DraftChosenView(WithFacts, SnippetChosenView):
    pass


class DraftChosenMultipleView(WithFacts, SnippetChosenMultipleView):
    pass


class TreeChooserViewSet(DraftChooserViewSet):
    chosen_view_class = DraftChosenView
    chosen_multiple_view_class = DraftChosenMultipleView


class ModuleChooser:
    """The library, without what is only there to be copied."""

    filter_form_class = ModuleChooserForm

    def get_object_list(self) -> QuerySet[Any]:
        return with_facts(super().get_object_list().filter(is_template=False))  # type: ignore[misc]

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]
            number_column("version_minutes", _("Minutes"), sortable=False),
            number_column("activity_count", _("Activities"), sortable=False),
            claimed_column(),
        ]


class ModuleChooseView(ModuleChooser, DraftChooseView):
    pass


class ModuleChooseResultsView(ModuleChooser, DraftChooseResultsView):
    pass


class ModuleChooserViewSet(TreeChooserViewSet):
    choose_view_class = ModuleChooseView
    choose_results_view_class = ModuleChooseResultsView
