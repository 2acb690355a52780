"""What operators do about comparisons, in the admin: norms, outcomes, and who may read all results."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from engagement.actions import comparing
from engagement.comparing.errors import UnusableFile
from engagement.comparing.models import AnalystGrant, NormSet
from engagement.comparing.models.norms import FEWEST_TRUSTS
from engagement.comparing.rules import norm_file
from engagement.comparing.selectors import (
    grant_by_uid,
    grants,
    measure_names,
    norm_set_by_uid,
    norm_sets,
    norms_by_measure,
    outcome_files,
    outcomes,
    uses_of,
)
from engagement.comparing.services import outcomes as outcomes_service
from engagement.instruments.selectors import newest_versions
from engagement.web.compared import origin_of
from engagement.web.comparing_forms import EndNormsForm, GrantForm, MakeNormsForm, OutcomesForm, TakeNormsForm
from engagement.web.performance import one_place
from kernel import clock
from kernel.admin import is_operator
from lms.actions.base import Context
from lms.actions.context import for_operator
from lms.actions.errors import Refused

NORMS, NORM, MAKE, TAKE = (f"leadership_norm{part}" for part in ("s", "", "_make", "_take"))
OUTCOMES = "leadership_outcomes"
ANALYSTS, ANALYST = "leadership_analysts", "leadership_analyst"
MOST_FAULTS = 50


class OperatorView(WagtailAdminTemplateMixin, TemplateView):
    http_method_names: tuple[str, ...] = ("get", "post", "head", "options")
    header_icon = "group"
    above: tuple[str, Any] | None = None
    """Name and title of the page that this one belongs to."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_operator(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def context(self) -> Context:
        return for_operator(self.request.user, reason="comparisons between trusts", now=clock.now())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [*self.breadcrumbs_items]
        if self.above:
            items.append({"url": reverse(self.above[0]), "label": self.above[1]})
        return [*items, {"url": "", "label": self.get_page_title()}]

    def again(self, **context: Any) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data(**context), status=422)

    def refused(self, form: Any, refusal: Refused) -> HttpResponseBase:
        form.add_error(None, f"{refusal.message} {refusal.mend}".strip())
        return self.again(form=form)


class NormsView(OperatorView):
    http_method_names = ("get", "head", "options")
    template_name = "leadership/surveys/admin/norms.html"
    page_title = _("Norms")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(_now("Make norms"), url=reverse(MAKE), icon_name="plus"),
            HeaderButton(_now("Import norms"), url=reverse(TAKE), icon_name="upload"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(norm_sets=norm_sets(), fewest=FEWEST_TRUSTS, **kwargs)


class MakeNormsView(OperatorView):
    template_name = "leadership/surveys/admin/norms_form.html"
    page_title: Any = _("Make norms")
    above = (NORMS, NormsView.page_title)
    form_class: Any = MakeNormsForm

    def form(self, *args: Any) -> Any:
        return self.form_class(
            *args, versions=list(newest_versions()), initial={"dated_on": self.context.today}
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = {"form": self.form(), "fewest": FEWEST_TRUSTS, "verb": self.page_title, **kwargs}
        return super().get_context_data(**given)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.again(form=form)
        try:
            made = self.made(form)
        except Refused as refusal:
            return self.refused(form, refusal)
        except UnusableFile as unusable:
            return self.again(form=form, faults=unusable.faults[:MOST_FAULTS])
        messages.success(request, _now("The norm set is there. Results are compared with the newest."))
        return redirect(NORM, made.uid)

    def made(self, form: Any) -> NormSet:
        return comparing.make_norms(self.context, version=form.chosen_version, plan=form.plan())


class TakeNormsView(MakeNormsView):
    page_title = _("Import norms")
    form_class = TakeNormsForm

    def made(self, form: Any) -> NormSet:
        version = form.chosen_version
        raw = form.cleaned_data["file"].read(norm_file.LARGEST + 1)
        known = list(measure_names(version, language="en"))
        lines = norm_file.read(raw, measures=known, fewest=FEWEST_TRUSTS)
        given = {name: form.cleaned_data[name] for name in ("name", "dated_on", "origin")}
        return comparing.take_norms(self.context, version=version, lines=lines, **given)


class NormView(OperatorView):
    """One norm set; a press ends it."""

    template_name = "leadership/surveys/admin/norm.html"
    above = (NORMS, NormsView.page_title)

    @cached_property
    def norm_set(self) -> NormSet:
        found = norm_set_by_uid(self.kwargs["norm_uid"])
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return self.norm_set.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = measure_names(self.norm_set.version, language=get_language() or "en")
        rows = [
            (names.get(code, code), norm, [one_place(each) for each in norm.cuts])
            for code, norm in norms_by_measure(self.norm_set).items()
        ]
        end = getattr(self.norm_set, "end", None)
        form = None if end else EndNormsForm()
        given = {"norm_set": self.norm_set, "rows": rows, "end": end, "form": form, **kwargs}
        return super().get_context_data(origin=origin_of(self.norm_set), **given)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = EndNormsForm(request.POST)
        if not form.is_valid():
            return self.again(form=form)
        try:
            comparing.end_norms(self.context, norm_set=self.norm_set, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            return self.refused(form, refusal)
        messages.success(request, _now("Nobody is compared with it any more."))
        return redirect(NORM, self.norm_set.uid)


class OutcomesView(OperatorView):
    template_name = "leadership/surveys/admin/outcomes.html"
    page_title = _("Outcomes of trusts")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = {"form": OutcomesForm(), "files": outcome_files(), "outcomes": outcomes(), **kwargs}
        return super().get_context_data(**given)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = OutcomesForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.again(form=form)
        file = form.cleaned_data["file"]
        try:
            lines = outcomes_service.read(file.read())
        except UnusableFile as unusable:
            return self.again(form=form, faults=unusable.faults[:MOST_FAULTS], number=len(unusable.faults))
        taken = comparing.take_outcomes(self.context, lines=lines, name=file.name)
        messages.success(request, _now("%(rows)s figures were taken.") % {"rows": taken.rows})
        return redirect(OUTCOMES)


class AnalystsView(OperatorView):
    template_name = "leadership/surveys/admin/analysts.html"
    page_title = _("Analysts")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = self.context.today
        given = {"form": GrantForm(today=today), "grants": grants(), "today": today, **kwargs}
        return super().get_context_data(**given)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = GrantForm(request.POST, today=self.context.today)
        if not form.is_valid():
            return self.again(form=form)
        given = {name: form.cleaned_data[name] for name in ("purpose", "ends_on")}
        try:
            comparing.grant_analyst(self.context, user=form.user, **given)
        except Refused as refusal:
            return self.refused(form, refusal)
        messages.success(request, _now("They find the results database under /analysis/."))
        return redirect(ANALYSTS)


class AnalystView(OperatorView):
    """What somebody did under a grant; a press revokes it."""

    template_name = "leadership/surveys/admin/analyst.html"
    above = (ANALYSTS, AnalystsView.page_title)

    @cached_property
    def grant(self) -> AnalystGrant:
        found = grant_by_uid(self.kwargs["grant_uid"])
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return str(self.grant.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_held = self.grant.revoked_at is None and self.grant.ends_on >= self.context.today
        given = {"grant": self.grant, "uses": uses_of(self.grant), "is_held": is_held, **kwargs}
        return super().get_context_data(**given)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            comparing.revoke_analyst(self.context, grant=self.grant)
        except Refused as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _now("They can no longer read the results of all trusts."))
        return redirect(ANALYST, self.grant.uid)


class OperatorsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_operator(request.user)


def menu_items() -> list[MenuItem]:
    return [
        OperatorsItem(NormsView.page_title, reverse(NORMS), icon_name="table", order=200),
        OperatorsItem(OutcomesView.page_title, reverse(OUTCOMES), icon_name="upload", order=300),
        OperatorsItem(AnalystsView.page_title, reverse(ANALYSTS), icon_name="key", order=400),
    ]


def addresses() -> list[URLPattern]:
    return [
        path("norms/", NormsView.as_view(), name=NORMS),
        path("norms/make/", MakeNormsView.as_view(), name=MAKE),
        path("norms/import/", TakeNormsView.as_view(), name=TAKE),
        path("norms/<uuid:norm_uid>/", NormView.as_view(), name=NORM),
        path("outcomes/", OutcomesView.as_view(), name=OUTCOMES),
        path("analysts/", AnalystsView.as_view(), name=ANALYSTS),
        path("analysts/<uuid:grant_uid>/", AnalystView.as_view(), name=ANALYST),
    ]
