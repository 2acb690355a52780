"""Beginning with a template, and making one of what is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from programmes.addresses import TEMPLATE, TEMPLATES
from programmes.catalogue.facts import shown_title
from programmes.catalogue.lines import Line, lines_of
from programmes.models import Module, Programme
from programmes.models.drafts import PublishedSnippet
from programmes.selectors import split_body
from programmes.services.templates import mark_template

MODELS: dict[str, type[Module] | type[Programme]] = {"module": Module, "programme": Programme}
SHOWN = 8
"""So many lines of a template are shown; of more, how many there are."""


@dataclass(frozen=True)
class Card:
    title: str
    summary: str
    about: str
    lines: list[Line]
    more: int
    use_url: str
    edit_url: str


class TemplatesMixin(WagtailAdminTemplateMixin):
    kwargs: dict[str, Any]
    request: HttpRequest
    action: str

    @cached_property
    def model(self) -> type[Module] | type[Programme]:
        return MODELS[self.kwargs["kind"]]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if kwargs["kind"] not in MODELS:
            raise Http404
        if not policy_registry.get_by_type(self.model).user_has_permission(request.user, self.action):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def address(self, name: str, *args: Any) -> str:
        return reverse(self.model.snippet_viewset.get_url_name(name), args=args)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listed = {"url": self.address("list"), "label": capfirst(str(self.model._meta.verbose_name_plural))}
        return [*self.breadcrumbs_items, listed, {"url": "", "label": self.get_page_title()}]


class TemplatesView(TemplatesMixin, TemplateView):
    """Everything that one can begin with."""

    http_method_names = ("get", "head", "options")
    template_name = "leadership/programmes/admin/templates.html"
    header_icon = "copy"
    action = "add"

    def get_page_title(self) -> str:
        if self.model is Module:
            return _now("Begin a module with a template")
        return _now("Begin a programme with a template")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.model._default_manager.filter(is_template=True).select_related(
            "latest_revision", "locale"
        )
        shown = rows.annotate(shown=shown_title()).order_by("shown", "pk")
        return super().get_context_data(
            cards=[self.card(each) for each in shown],
            blank_url=self.address("add"),
            blank_label=str(self.model.snippet_viewset.add_label),
            is_module=self.model is Module,
            **kwargs,
        )

    def card(self, row: Any) -> Card:
        held = row.latest_revision
        today = self.model(**{name: held.content[name] for name in row.content_fields}) if held else row
        lines = lines_of(today.tree) if isinstance(today, Programme) else _activities(today)
        return Card(
            title=str(today),
            summary=today.summary,
            about=_about(today),
            lines=lines[:SHOWN],
            more=max(0, len(lines) - SHOWN),
            use_url=self.address("copy", quote(row.pk)),
            edit_url=self.address("edit", quote(row.pk)),
        )


def _activities(module: Module) -> list[Line]:
    pages = split_body(module.body).pages
    return [Line(str(number), str(page.value["title"])) for number, page in enumerate(pages, start=1)]


def _about(today: Any) -> str:
    if isinstance(today, Programme):
        values = {"stage": today.get_stage_display(), "days": today.duration_days}
        return _now("%(stage)s · length in days: %(days)s") % values
    minutes = sum(page.value["minutes"] or 0 for page in split_body(today.body).pages)
    return _now("Minutes: %(minutes)s") % {"minutes": minutes}


class MarkView(TemplatesMixin, TemplateView):
    """The question before something becomes a template, or is none any more."""

    http_method_names = ("get", "post", "head", "options")
    template_name = "leadership/programmes/admin/template.html"
    header_icon = "copy"
    action = "change"

    @cached_property
    def draft(self) -> PublishedSnippet:
        found: PublishedSnippet | None = self.model._default_manager.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        if self.draft.is_template:
            return _now("“%(title)s” is a template") % {"title": self.draft}
        return _now("Make “%(title)s” a template") % {"title": self.draft}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        edit_url = self.address("edit", quote(self.draft.pk))
        return super().get_context_data(draft=self.draft, edit_url=edit_url, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = request.POST.get("template") == "yes"
        mark_template(self.draft, is_template=wanted, user=request.user)
        said = (
            _now("“%(title)s” is a template now.") if wanted else _now("“%(title)s” is no template any more.")
        )
        messages.success(request, said % {"title": self.draft})
        return redirect(self.address("edit", quote(self.draft.pk)))


def addresses() -> list[URLPattern]:
    return [
        path("studio/templates/<str:kind>/", TemplatesView.as_view(), name=TEMPLATES),
        path("studio/templates/<str:kind>/<int:pk>/", MarkView.as_view(), name=TEMPLATE),
    ]
