"""Pages of the admin that are no lists of rows: sending an issue, and how often files were taken."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.site import counting, newsletters
from cms.site.library_viewsets import SEND, permission_for
from cms.site.models import NewsletterIssue, Subscription
from kernel import clock
from kernel.audit import Actor

DOWNLOADS = "cms_downloads"


class AdminView(WagtailAdminTemplateMixin, TemplateView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may(self, user: Any) -> bool:
        return bool(user.has_perm(permission_for(NewsletterIssue)))


class SendView(AdminView):
    """The mail as it will be read, to how many it goes, and the button; afterwards what became of it."""

    http_method_names = ("get", "head", "post", "options")
    template_name = "cms/admin/newsletter_send.html"
    header_icon = "mail"
    page_title = _("Send the newsletter")

    @cached_property
    def issue(self) -> NewsletterIssue:
        return get_object_or_404(NewsletterIssue.objects.select_related("sent_by"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.issue.subject

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("newsletters:index"), "label": _now("Newsletter")},
            {"url": reverse("newsletters:edit", args=[self.issue.pk]), "label": self.issue.subject},
            {"url": "", "label": _now("Send it")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sample = Subscription(uid=uuid.UUID(int=0), email="reader@mail.example", language="en-gb")
        return super().get_context_data(
            issue=self.issue,
            readers=newsletters.readers(self.issue.topics.all()).count(),
            mail=newsletters.letter_for(self.issue, sample, mail_id=self.issue.uid),
            came=newsletters.how_it_went(self.issue) if self.issue.sent_at else None,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user: Any = request.user
        try:
            sent = newsletters.send(self.issue, actor=Actor.user(user.pk), now=clock.now())
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            count = sent.recipients or 0
            words = ngettext("It goes to %(count)s address.", "It goes to %(count)s addresses.", count)
            messages.success(request, words % {"count": count})
        return redirect(request.path)


class DownloadsView(AdminView):
    """Numbers by day and file: nobody is counted, so nobody is shown."""

    http_method_names = ("get", "head", "options")
    template_name = "cms/admin/downloads.html"
    header_icon = "download"
    page_title = _("Downloads")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": _now("Downloads")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rows=counting.rows(on=clock.today()), **kwargs)


class DownloadsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.has_perm(permission_for(NewsletterIssue)))


def downloads_menu_item() -> MenuItem:
    return DownloadsMenuItem(
        _("Downloads"), reverse(DOWNLOADS), name="downloads", icon_name="download", order=900
    )


def addresses() -> list[URLPattern]:
    return [
        path("library/newsletters/<int:pk>/send/", SendView.as_view(), name=SEND),
        path("library/downloads/", DownloadsView.as_view(), name=DOWNLOADS),
    ]
