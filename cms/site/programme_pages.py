"""In the admin: whether a published programme has a public page, and the draft of one in one step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry

from cms.site import selectors
from cms.site.page_wanted import PUBLIC_PAGE, version_without_page
from cms.site.services import draft_programme_page
from programmes.models import Programme

SEEING = ("view", "add", "change", "publish")
PUBLISHING = "action-publish"


def sees_programmes(user: Any) -> bool:
    return bool(policy_registry.get_by_type(Programme).user_has_any_permission(user, SEEING))


class PublicPageView(WagtailAdminTemplateMixin, TemplateView):
    """Where the public page of a programme is; or that there is none, and the button that makes its draft."""

    http_method_names = ("get", "head", "post", "options")
    template_name = "cms/admin/public_page.html"
    header_icon = "globe"
    page_title = _("Public page")

    @cached_property
    def programme(self) -> Programme:
        originals = Programme.objects.filter(translation_key=self.kwargs["programme_key"]).order_by("pk")
        return get_object_or_404(Programme.objects.filter(live=True), pk__in=originals.values("pk")[:1])

    @cached_property
    def may_make(self) -> bool:
        return selectors.may_make_programme_pages(self.request.user)

    @cached_property
    def sees_programme(self) -> bool:
        return sees_programmes(self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (self.sees_programme or self.may_make):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.programme.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": "", "label": _now("Public page"), "sublabel": self.programme.title}
        if not self.sees_programme:
            return [*self.breadcrumbs_items, here]
        names = Programme.snippet_viewset
        edit = reverse(names.get_url_name("edit"), args=[quote(self.programme.pk)])
        return [
            *self.breadcrumbs_items,
            {"url": reverse(names.get_url_name("list")), "label": _now("Programmes")},
            {"url": edit, "label": self.programme.title},
            here,
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = selectors.page_of_programme(self.programme.translation_key)
        return super().get_context_data(
            programme=self.programme,
            page=page,
            page_address=page.get_url(self.request) if page and page.live else "",
            may_edit=page is not None and page.permissions_for_user(self.request.user).can_edit(),
            may_make=self.may_make,
            has_index=self.may_make or selectors.programme_index() is not None,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        index = selectors.programme_index()
        if index is None or not self.may_make:
            raise PermissionDenied
        page = draft_programme_page(self.programme, index=index, user=request.user)
        if not page.live:
            message = _now(
                "The page of “%(title)s” is a draft. Say whom it is for, then publish or submit it."
            )
            messages.success(request, message % {"title": self.programme.title})
        return redirect("wagtailadmin_pages:edit", page.pk)


class MissingPagesPanel(Component):
    """On the home of whoever may mend it: open programmes that nobody finds on the public site."""

    name = "cms_missing_pages"
    template_name = "cms/admin/missing_pages.html"
    order = 90

    def __init__(self, request: HttpRequest) -> None:
        may_make = selectors.may_make_programme_pages(request.user)
        self.versions = list(selectors.programmes_without_page()) if may_make else []

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        rows = [(each, address_of(each.programme_key)) for each in self.versions]
        return {"rows": rows, "csrf_token": parent_context.get("csrf_token")}


def address_of(programme_key: Any) -> str:
    return reverse(PUBLIC_PAGE, args=[programme_key])


def button(request: HttpRequest, programme: Programme) -> Button:
    url = address_of(programme.translation_key)
    return Button(_now("Public page"), url=url, icon_name="globe", priority=40)


def tell_of_missing_page(request: HttpRequest, programme: Any) -> None:
    """After publishing: that visitors do not find it yet, and who does what about it."""
    if not isinstance(programme, Programme) or PUBLISHING not in request.POST:
        return
    if version_without_page(programme.translation_key) is None:
        return
    if selectors.may_make_programme_pages(request.user):
        words = _now("“%(title)s” has no page on the public site yet: make one, so that visitors find it.")
        label = _now("Make its public page")
    else:
        words = _now(
            "“%(title)s” has no page on the public site yet, so visitors do not find it. Ask an editor to "
            "make it: the home of their admin offers it."
        )
        label = _now("What is missing")
    to_do = messages.button(address_of(programme.translation_key), label)
    messages.warning(request, words % {"title": programme.title}, buttons=[to_do])


def addresses() -> list[URLPattern]:
    return [path("studio/programmes/<uuid:programme_key>/page/", PublicPageView.as_view(), name=PUBLIC_PAGE)]
