"""Two states of a module or programme side by side, in the Studio."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from programmes.addresses import COMPARE
from programmes.comparing.presenters import compared
from programmes.comparing.sides import chosen, draft_with, named, sides_of
from programmes.enums import DifferenceArea
from programmes.models import Module, Programme

MODELS = {model._meta.model_name: model for model in (Module, Programme)}
SEEING = ("view", "add", "change", "publish")


class CompareView(WagtailAdminTemplateMixin, TemplateView):
    http_method_names = ("get", "head", "options")
    template_name = "leadership/programmes/admin/compare.html"
    header_icon = "history"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        model = MODELS.get(kwargs["model"])
        if model is None:
            raise Http404
        if not policy_registry.get_by_type(model).user_has_any_permission(request.user, SEEING):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def draft(self) -> Module | Programme:
        found = draft_with(MODELS[self.kwargs["model"]], self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return _now("Compare: %(title)s") % {"title": self.draft}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        viewset = type(self.draft).snippet_viewset
        back = reverse(viewset.get_url_name("edit"), args=[quote(self.draft.pk)])
        listed = {"url": reverse(viewset.get_url_name("list")), "label": viewset.menu_label}
        return [
            *self.breadcrumbs_items,
            listed,
            {"url": back, "label": str(self.draft)},
            {"url": "", "label": _now("Compare")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        sides = sides_of(self.draft)
        before, after = chosen(sides, before=asked.get("before", ""), after=asked.get("after", ""))
        area = asked.get("area", "")
        found = compared(before.entries(), after.entries(), area=area if area in DifferenceArea else "")
        return super().get_context_data(
            sides=sides, before=before, after=after, area=area, comparison=found, **kwargs
        )


def address_of(draft: Module | Programme) -> str:
    return reverse(COMPARE, args=[named(draft), draft.pk])


def addresses() -> list[URLPattern]:
    return [path("studio/compare/<str:model>/<int:pk>/", CompareView.as_view(), name=COMPARE)]
