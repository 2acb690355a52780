"""The Studio's page about the people on earlier versions of a programme."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from kernel import clock
from lms.actions.base import Context
from lms.actions.context import for_operator
from lms.actions.errors import NotAllowed, Refused
from lms.amendments import actions
from lms.amendments.activities import activity_named
from lms.amendments.enums import Suggestion
from lms.amendments.page import Page, page_of
from lms.amendments.permissions import may_move
from lms.amendments.presenters import few
from lms.amendments.selectors import in_flight
from programmes.models import Programme
from programmes.selectors import latest_version

AMENDMENTS = "leadership_amendments"
PUBLISHING = "action-publish"
JUST_NOW = timedelta(minutes=1)
REASON = "the people on a programme that was published anew"


class AmendmentView(WagtailAdminTemplateMixin, TemplateView):
    http_method_names = ("get", "post", "head", "options")
    template_name = "leadership/amendments/people.html"
    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_move(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def page(self) -> Page:
        asked = self.request.GET
        found = page_of(
            self.kwargs["pk"], of_draft="draft" in asked, only=asked.get("group", ""), now=clock.now()
        )
        if found is None:
            raise Http404
        return found

    @property
    def context(self) -> Context:
        return for_operator(self.request.user, reason=REASON, now=clock.now())

    def get_page_title(self) -> str:
        return _now("People on “%(title)s”") % {"title": self.page.programme}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        viewset = Programme.snippet_viewset
        back = reverse(viewset.get_url_name("edit"), args=[quote(self.page.programme.pk)])
        return [
            *self.breadcrumbs_items,
            {"url": reverse(viewset.get_url_name("list")), "label": viewset.menu_label},
            {"url": back, "label": str(self.page.programme)},
            {"url": "", "label": _now("People in flight")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(page=self.page, suggestions=Suggestion, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        acts = {"move": self.move, "take_back": self.take_back, "decide": self.decide, "equate": self.equate}
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        try:
            act()
        except Refused as refusal:
            messages.error(request, f"{refusal.message} {refusal.mend}".strip())
        except (NotAllowed, ValueError, LookupError) as error:
            raise Http404 from error
        return redirect(reverse(AMENDMENTS, args=[self.kwargs["pk"]]))

    def move(self) -> None:
        chosen = self.request.POST.getlist("group")
        if not chosen:
            messages.error(self.request, _now("Nobody was moved: choose whom, then press the button again."))
            return
        for each in chosen:
            organisation, cohort = (int(part) if part else None for part in each.split(":"))
            actions.start_move(
                self.context,
                version_uid=self.page.version.uid,
                organisation_id=organisation,
                cohort_id=cohort,
            )
        messages.success(self.request, _now("They are being moved. This page says how far it is."))

    def take_back(self) -> None:
        actions.take_back_batch(self.context, run_uid=uuid.UUID(self.request.POST["run"]), begin=True)
        messages.success(self.request, _now("The move is being taken back."))

    def decide(self) -> None:
        case_uid = uuid.UUID(self.request.POST["case"])
        actions.decide_case(self.context, case_uid=case_uid, choice=self.request.POST["choice"])
        messages.success(self.request, _now("That is decided."))

    def equate(self) -> None:
        old, new = (activity_named(self.request.POST[name]) for name in ("old", "new"))
        actions.equate(self.context, version_uid=self.page.version.uid, old=old, new=new)
        messages.success(self.request, _now("Whoever is moved from now on has that counted."))


def button(request: HttpRequest, programme: Programme) -> Button:
    """In the editor of a published programme."""
    label = _now("People in flight")
    return Button(label, url=reverse(AMENDMENTS, args=[programme.pk]), icon_name="group", priority=20)


def tell_of_people(request: HttpRequest, programme: Any) -> None:
    """After publishing a new version: how many are on earlier ones, and where to decide about them."""
    if not isinstance(programme, Programme) or PUBLISHING not in request.POST or not may_move(request.user):
        return
    version = latest_version(programme)
    if version is None or clock.now() - version.published_at > JUST_NOW:
        return
    people = in_flight(version).count()
    if not people:
        return
    words = _now(
        "People on earlier versions: %(people)s. They stay there, with all they have done, until you "
        "move them."
    )
    to_do = messages.button(
        reverse(AMENDMENTS, args=[programme.source().pk]),
        _now("See what version %(number)s means for them") % {"number": version.number},
    )
    messages.info(request, words % {"people": few(people)}, buttons=[to_do])


def addresses() -> list[URLPattern]:
    return [path("studio/people/<int:pk>/", AmendmentView.as_view(), name=AMENDMENTS)]
