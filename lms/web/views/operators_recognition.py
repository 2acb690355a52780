"""Earlier learning in the admin: operators find a place, let it stand for a part of it, take that back."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from kernel import clock
from kernel.admin import is_operator
from lms.actions.base import Context
from lms.actions.context import for_operator
from lms.actions.enrolment import wrong_state
from lms.actions.errors import Refused
from lms.actions.recognition import recognise, withdraw_recognition
from lms.enrolment.enums import State
from lms.progress.selectors import standing_of
from lms.web import desk_tree
from lms.web.learning_forms import RecogniseForm, TakeBackForm
from lms.web.selectors import recognition

LIST, ONE, BACK = "leadership_recognised", "leadership_recognise", "leadership_recognised_back"
REASON = "earlier learning that operators recognise"
PAGE = 25
LONGEST_SEARCH = 100


class OperatorsView(WagtailAdminTemplateMixin, TemplateView):
    http_method_names: tuple[str, ...] = ("get", "post", "head", "options")
    header_icon = "history"
    page_title: Any = _("Recognised earlier learning")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not is_operator(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def context(self) -> Context:
        return for_operator(self.request.user, reason=REASON, now=clock.now())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": reverse(LIST), "label": _("Recognised earlier learning")}]

    def answer(self, **context: Any) -> HttpResponse:
        """With an error in the form it is a page that was refused."""
        status = 422 if context["form"].errors else 200
        return self.render_to_response(self.get_context_data(**context), status=status)


class ListView(OperatorsView):
    """Whose place, where somebody is looked for; and what was decided, of all or of them."""

    http_method_names = ("get", "head", "options")
    template_name = "leadership/web/admin/recognised.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = " ".join(self.request.GET.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH]
        viewer = self.context.viewer
        found = recognition.places(viewer, words) if words else []
        page = Paginator(recognition.decided(viewer, words), PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            words=words,
            places=found[: recognition.MOST_PLACES],
            has_more=len(found) > recognition.MOST_PLACES,
            page=page,
            decisions=recognition.decisions(list(page.object_list)),
            query=urlencode({"q": words}) if words else "",
            **kwargs,
        )


class RecogniseView(OperatorsView):
    """The form, then what would follow, then the fact."""

    template_name = "leadership/web/admin/recognise.html"

    @cached_property
    def place(self) -> Any:
        found = recognition.place(self.context.viewer, self.kwargs["enrolment_uid"])
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return now_("Recognise earlier learning")

    def get_page_subtitle(self) -> str:
        return f"{self.get_page_title()}: {self.place.person.full_name}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.place.person.full_name}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._asked(None)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._asked(request.POST)

    def _asked(self, post: Any) -> HttpResponse:
        row = self.place
        if row.state not in (State.ACTIVE, State.DEFERRED):
            messages.error(self.request, str(wrong_state(row)))
            return redirect(LIST)
        stands = standing_of(row)
        choices = desk_tree.choices(stands)
        form = RecogniseForm(post, choices=choices)
        follows = None
        if post is not None and form.is_valid() and "back" not in post:
            if "confirm" in post and self._done(form):
                return redirect(f"{reverse(LIST)}?{urlencode({'q': row.person.full_name})}")
            follows = desk_tree.if_recognised(row, stands, form.cleaned_data) if form.is_valid() else None
        there = desk_tree.recognised(self.context.viewer, stands)
        return self.answer(place=row, form=form, follows=follows, has_choices=bool(choices), there=there)

    def _done(self, form: RecogniseForm) -> bool:
        given = dict(form.cleaned_data)
        key = uuid.UUID(given.pop("requirement"))
        try:
            recognise(self.context, enrolment_uid=self.place.uid, requirement_key=key, **given)
        except Refused as refusal:
            form.refuse(refusal)
            return False
        said = now_("Recognised. %(name)s can read why.") % {"name": self.place.person.full_name}
        messages.success(self.request, said)
        return True


class BackView(OperatorsView):
    """Taking one back, with the reason that its doctor reads."""

    template_name = "leadership/web/admin/recognised_back.html"

    @cached_property
    def decision(self) -> recognition.Decision:
        fact = recognition.decision(self.context.viewer, self.kwargs["fact_uid"])
        if fact is None:
            raise Http404
        return recognition.decisions([fact])[0]

    def get_page_title(self) -> str:
        return now_("Take the recognition back")

    def get_page_subtitle(self) -> str:
        return f"{self.get_page_title()}: {self.decision.title}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.decision.title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.decision.can_be_taken_back:
            return self.answer(decision=self.decision, form=TakeBackForm(None))
        if self.decision.taken_back is not None:
            messages.info(request, now_("This was taken back already."))
        else:
            messages.error(request, now_("The programme is completed, and what is completed stays so."))
        return redirect(LIST)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = TakeBackForm(request.POST)
        if not form.is_valid():
            return self.answer(decision=self.decision, form=form)
        try:
            withdraw_recognition(self.context, fact_uid=self.decision.fact.uid, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, " ".join(filter(None, (str(refusal), str(refusal.mend)))))
            return self.answer(decision=self.decision, form=form)
        messages.success(request, now_("Taken back. What it stood for is to be done again."))
        return redirect(LIST)


class OperatorsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_operator(request.user)


def menu_item() -> MenuItem:
    return OperatorsMenuItem(
        _("Earlier learning"), reverse(LIST), name="recognised", icon_name="history", order=314
    )


def addresses() -> list[URLPattern]:
    return [
        path("recognised/", ListView.as_view(), name=LIST),
        path("recognised/<uuid:enrolment_uid>/", RecogniseView.as_view(), name=ONE),
        path("recognised/take-back/<uuid:fact_uid>/", BackView.as_view(), name=BACK),
    ]
