"""Reminders in the Studio: what a programme sends, the words of each mail, and how many are planned."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from kernel import clock
from lms.reminders import effective
from programmes.models import Programme, ProgrammeVersion

INDEX = "leadership_studio_reminders"
ONE = "leadership_studio_reminders_of"
SEEING = ("view", "add", "change", "publish")


def may_see(user: Any) -> bool:
    """Whoever sees the Studio's programmes."""
    return bool(policy_registry.get_by_type(Programme).user_has_any_permission(user, SEEING))


class StudioView(WagtailAdminTemplateMixin, TemplateView):
    http_method_names = ("get", "head", "options")
    header_icon = "mail"
    page_title: Any = _("Reminders")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_see(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": reverse(INDEX), "label": _("Reminders")}]


class IndexView(StudioView):
    """Every published programme."""

    template_name = "leadership/reminders/admin/programmes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = ProgrammeVersion.objects.order_by("programme_key", "-number").distinct("programme_key")
        return super().get_context_data(
            versions=sorted(versions, key=lambda each: (each.title, each.pk)), **kwargs
        )


class ProgrammeView(StudioView):
    """One programme: its rules with the mail of each, and counts per rule and week without a name."""

    template_name = "leadership/reminders/admin/programme.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = ProgrammeVersion.objects.filter(programme_key=self.kwargs["programme_key"])
        version = rows.order_by("-number").first()
        if version is None:
            raise Http404
        now = clock.now()
        language = get_language() or "en-gb"
        on = clock.local_date(now)
        mails = [
            (rule, effective.sample(rule, organisation=None, on=on, language=language))
            for rule in effective.rules_of_programme(version)
        ]
        return super().get_context_data(
            version=version,
            mails=mails,
            counts=effective.planned_by_week(version.programme_id, now=now),
            **kwargs,
        )


class ReminderMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request.user)


def menu_item() -> MenuItem:
    return ReminderMenuItem(_("Reminders"), reverse(INDEX), name="reminders", icon_name="mail", order=400)


def addresses() -> list[URLPattern]:
    return [
        path("reminders/", IndexView.as_view(), name=INDEX),
        path("reminders/<uuid:programme_key>/", ProgrammeView.as_view(), name=ONE),
    ]
