"""What waits for whose signature, in the Studio."""

from __future__ import annotations

from typing import Any

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
from programmes.comparing.views import address_of as compare_address
from programmes.models import Module, Programme
from programmes.models.drafts import PublishedSnippet
from programmes.review.signing import SentBack, Waiting, edit_address, roles_wanted, sent_back, waiting

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
        rows = [_row(each) for each in waiting(now=clock.now()) if type(each.draft) in seen]
        returned = [_row(each) for each in sent_back() if type(each.draft) in seen]
        return super().get_context_data(rows=rows, returned=returned, roles=roles_wanted(seen[0]), **kwargs)


def _row(row: Waiting | SentBack) -> tuple[Waiting | SentBack, str, str]:
    """With the addresses of its editor, and of what is different from the live version."""
    return row, edit_address(row.draft), compare_address(row.draft) if row.draft.first_published_at else ""


class ReviewMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(seen_by(request.user))


def menu_item() -> MenuItem:
    return ReviewMenuItem(_("Waiting for a signature"), reverse(REVIEW), icon_name="tasks", order=800)


def addresses() -> list[URLPattern]:
    return [path("studio/review/", ReviewView.as_view(), name=REVIEW)]
