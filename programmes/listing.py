"""The lists of modules and programmes, in the Studio and its choosers: the same few queries at any length."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.admin.utils import quote
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import Media, RadioSelect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.coreutils import get_locales_display_names
from wagtail.models import Locale
from wagtail.snippets.views.chooser import (
    BaseSnippetChooseView,
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
)
from wagtail.snippets.views.snippets import IndexView

from programmes.addresses import TEMPLATES
from programmes.models import Programme
from programmes.models.drafts import PublishedSnippet
from programmes.states import WHERE, State, state_of

TRANSLATION = "wagtail.contrib.simple_translation"


def number_column(name: str, label: Any, *, sortable: bool = True) -> Column:
    """Of a value that the listing's query brings, empty for what was never published."""
    key = name if sortable else None
    return Column(name, label=label, accessor=lambda draft: getattr(draft, name, None) or "", sort_key=key)


def state_column() -> Column:
    return Column("state", label=_("State"), accessor=state_in_words)


def state_in_words(draft: Any) -> str:
    """With what it was copied from, where the listing's query brings that as ``origin``."""
    state = str(state_of(draft).label)
    if draft.is_template:
        state = _now("Template (%(state)s)") % {"state": state.lower()}
    origin = getattr(draft, "origin", None)
    if not origin:
        return state
    values = {"state": state, "title": origin, "number": draft.copied_version}
    if draft.copied_version:
        return _now("%(state)s; copied from “%(title)s”, version %(number)s") % values
    return _now("%(state)s; copied from “%(title)s”") % values


def with_missing_languages(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each row says, as ``untranslated``, whether a language of the site is missing."""
    held = rows.model._base_manager.filter(translation_key=OuterRef(OuterRef("translation_key")))
    missing = Locale.objects.exclude(pk__in=held.values("locale"))
    annotated: QuerySet[Any] = rows.annotate(untranslated=Exists(missing))
    return annotated


class DraftFilterSet(WagtailFilterSet):
    state = ChoiceFilter(label=_("State"), choices=State.choices, method="in_state", widget=RadioSelect)

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(WHERE[State(value)])


class ProgrammeFilterSet(DraftFilterSet):
    class Meta:
        model = Programme
        fields: ClassVar[list[str]] = ["stage", "open_to_all", "is_template"]


class DraftIndexView(IndexView):
    """Wagtail's own list, but for the Translate button, which would ask the database once for each row."""

    def _get_title_column(self, *args: Any, **kwargs: Any) -> Column:
        """What has no title yet is named as everywhere else."""
        return super()._get_title_column(*args, **{"accessor": str, **kwargs})

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["media"] += Media(css={"all": ["leadership/programmes/listing.css"]})
        return context

    def get_base_queryset(self) -> QuerySet[Any]:
        return with_missing_languages(super().get_base_queryset())

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons: list[Any] = super().header_buttons
        if not self.add_url or not issubclass(self.model, PublishedSnippet):
            return buttons
        url = reverse(TEMPLATES, args=[self.model._meta.model_name])
        return [*buttons, HeaderButton(_now("From a template"), url=url, icon_name="copy")]

    def get_list_buttons(self, instance: Any) -> list[Any]:
        # Past Wagtail's list of snippets, which would call every hook, to the plain list below it.
        buttons: list[Any] = super(IndexView, self).get_list_buttons(instance)
        return buttons

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        user = self.request.user
        offered = [*super().get_list_more_buttons(instance), *self.translate_button(instance)]
        for hook in hooks.get_hooks("register_snippet_listing_buttons"):
            if not hook.__module__.startswith(TRANSLATION):
                offered.extend(hook(instance, user, self.request.path))
        buttons = [each if isinstance(each, Button) else Button.from_menu_item(each) for each in offered]
        for hook in hooks.get_hooks("construct_snippet_listing_buttons"):
            hook(buttons, instance, user)
        return buttons

    def translate_button(self, instance: Any) -> Iterator[Button]:
        may = self.request.user.has_perm("simple_translation.submit_translation")
        if not (may and instance.untranslated and apps.is_installed(TRANSLATION)):
            return
        names = [instance._meta.app_label, instance._meta.model_name, quote(instance.pk)]
        url = reverse("simple_translation:submit_snippet_translation", args=names)
        yield Button(_now("Translate"), url, icon_name="globe", priority=100)


def state_to_choose(draft: PublishedSnippet) -> str:
    """What the state means for somebody who is about to build on it."""
    if draft.live:
        return str(state_of(draft).label)
    if draft.first_published_at:
        return _now("Archived: cannot be used while it is unpublished")
    return _now("Draft: publish it before the programme")


class DraftChooser(BaseSnippetChooseView):
    """What can be used comes first; what cannot be used yet says what is missing."""

    ordering = ("-live", "title", "pk")

    @property
    def columns(self) -> list[Column]:
        columns = [self.title_column]
        if self.i18n_enabled:
            # Wagtail's own column looks into the cache for each row, and the cache may be the database.
            names = get_locales_display_names()
            columns.append(
                Column("language", label=_("Language"), accessor=lambda draft: names.get(draft.locale_id, ""))
            )
        return [*columns, Column("state", label=_("State"), accessor=state_to_choose)]


class DraftChooseView(DraftChooser, ChooseView):
    pass


class DraftChooseResultsView(DraftChooser, ChooseResultsView):
    pass


class DraftChooserViewSet(SnippetChooserViewSet):
    choose_view_class = DraftChooseView
    choose_results_view_class = DraftChooseResultsView

    def get_urlpatterns(self) -> list[Any]:
        """Nothing is made in a chooser: the address that Wagtail mounts for it would fail without a form."""
        return [each for each in super().get_urlpatterns() if each.name != "create"]
