"""What waits for whose signature, in the Studio."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from kernel import clock
from programmes.addresses import REVIEW
from programmes.models import Module, Programme
from programmes.models.drafts import PublishedSnippet
from programmes.review.signing import Waiting, roles_wanted, waiting

SEEING = ("view", "add", "change", "publish")


def seen_by(user: Any) -> list[type[PublishedSnippet]]:
    models: list[type[PublishedSnippet]] = [Module, Programme]
    return [
        each for each in models if policy_registry.get_by_type(each).user_has_any_permission(user, SEEING)
    ]


class ReviewView(WagtailAdminTemplateMixin, TemplateView):
    http_method_names = ("get", "head", "options")
    template_name = "leadership/programmes/admin/review.html"
    header_icon = "tasks"
    page_title = _("Waiting for a signature")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not seen_by(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": _now("Waiting for a signature")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seen = seen_by(self.request.user)
        rows = [(each, _edit(each)) for each in waiting(now=clock.now()) if type(each.draft) in seen]
        return super().get_context_data(rows=rows, roles=roles_wanted(seen[0]), **kwargs)


def _edit(row: Waiting) -> str:
    return reverse(type(row.draft).snippet_viewset.get_url_name("edit"), args=[quote(row.draft.pk)])


class ReviewMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(seen_by(request.user))


def menu_item() -> MenuItem:
    return ReviewMenuItem(_("Waiting for a signature"), reverse(REVIEW), icon_name="tasks", order=800)


def addresses() -> list[URLPattern]:
    return [path("studio/review/", ReviewView.as_view(), name=REVIEW)]
