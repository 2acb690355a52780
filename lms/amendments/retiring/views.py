"""The Studio's pages about retiring programmes: which, and one with whom that concerns."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from kernel import clock
from lms.actions.base import Context
from lms.actions.context import for_operator
from lms.actions.errors import NotAllowed, Refused
from lms.amendments import actions as amending
from lms.amendments.activities import activity_named
from lms.amendments.permissions import may_move
from lms.amendments.retiring import actions, correcting
from lms.amendments.retiring.correction_views import CORRECTION, CorrectionView
from lms.amendments.retiring.door import LIST, ONE, REASON, Allowed, may_retire
from lms.amendments.retiring.forms import LaterForm, RetireForm
from lms.amendments.retiring.page import Dates, Page, csv_of, listed, page_of
from programmes.models import Programme
from programmes.selectors import version_on_offer


class RetirementsView(Allowed, TemplateView):
    http_method_names = ("get", "head", "options")
    template_name = "leadership/amendments/retirements.html"
    page_title = _("Retiring programmes")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": _now("Retiring programmes")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rows=listed(on=clock.today()), **kwargs)


class RetirementView(Allowed, TemplateView):
    http_method_names = ("get", "post", "head", "options")
    template_name = "leadership/amendments/retirement.html"
    form: RetireForm | None = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "csv" not in request.GET:
            return super().get(request, *args, **kwargs)
        disposition = 'attachment; filename="retirement.csv"'
        return HttpResponse(
            "\ufeff" + csv_of(self.page),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": disposition},
        )

    @cached_property
    def page(self) -> Page:
        now = clock.now()
        found = page_of(self.kwargs["pk"], thought_of=self.thought_of, now=now, on=clock.local_date(now))
        if found is None:
            raise Http404
        return found

    @property
    def thought_of(self) -> Dates | None:
        """What stands in a form that was sent to be looked at."""
        if self.form is None or not self.form.is_valid():
            return None
        version = version_on_offer(self.form.successor_key) if self.form.successor_key else None
        return Dates(self.form.cleaned_data["closes_on"], version.programme if version else None)

    @property
    def context(self) -> Context:
        return for_operator(self.request.user, reason=REASON, now=clock.now())

    def get_page_title(self) -> str:
        return _now("Retire “%(title)s”") % {"title": self.page.programme}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(LIST), "label": _now("Retiring programmes")},
            {"url": "", "label": str(self.page.programme)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.form or (None if self.page.retirement else RetireForm(self.page.programme))
        return super().get_context_data(
            page=self.page,
            form=form,
            is_looked_at=self.thought_of is not None,
            later_form=LaterForm(),
            edit_url=Programme.snippet_viewset.get_url_name("edit") if may_move(self.request.user) else "",
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        acts = {
            "look": self.look,
            "retire": self.retire,
            "take_back": self.take_back,
            "later": self.later,
            "go_on": self.go_on,
            "equate": self.equate,
            "bring_back": self.bring_back,
        }
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        try:
            shown = act()
        except Refused as refusal:
            messages.error(request, f"{refusal.message} {refusal.mend}".strip())
            shown = self.form is not None
        except (NotAllowed, ValueError, LookupError) as error:
            raise Http404 from error
        if shown:
            return self.render_to_response(self.get_context_data())
        return redirect(reverse(ONE, args=[self.kwargs["pk"]]))

    def _filled(self) -> RetireForm:
        """The form as it was sent; the page is found first, so that nobody retires what is not there."""
        programme = Programme.objects.filter(pk=self.kwargs["pk"]).first()
        if programme is None:
            raise NotAllowed
        self.form = RetireForm(programme.source(), self.request.POST)
        return self.form

    def look(self) -> bool:
        """Shows what the dates in the form would mean, and nothing is done."""
        self._filled()
        return True

    def retire(self) -> bool:
        form = self._filled()
        if not form.is_valid():
            return True
        actions.retire_programme(
            self.context,
            programme_key=self.page.programme.translation_key,
            cut_off=form.cleaned_data["cut_off"],
            closes_on=form.cleaned_data["closes_on"],
            reason=form.cleaned_data["reason"],
            successor_key=form.successor_key,
        )
        messages.success(
            self.request, _now("It is announced. Whoever is concerned is told tomorrow morning.")
        )
        return False

    def take_back(self) -> bool:
        actions.take_back_retirement(self.context, retirement_uid=self._retirement())
        messages.success(self.request, _now("The programme goes on."))
        return False

    def later(self) -> bool:
        form = LaterForm(self.request.POST)
        if not form.is_valid():
            messages.error(self.request, _now("Nobody was given more time: choose a day."))
            return False
        for organisation, cohort in self._groups():
            correcting.close_later(
                self.context,
                retirement_uid=self._retirement(),
                organisation_id=organisation,
                cohort_id=cohort,
                closes_on=form.cleaned_data["closes_on"],
            )
        return False

    def go_on(self) -> bool:
        for organisation, cohort in self._groups():
            actions.start_going_on(
                self.context,
                retirement_uid=self._retirement(),
                organisation_id=organisation,
                cohort_id=cohort,
            )
        return False

    def equate(self) -> bool:
        version = self.page.successor
        if version is None:
            raise NotAllowed
        old, new = (activity_named(self.request.POST[name]) for name in ("old", "new"))
        amending.equate(self.context, version_uid=version.uid, old=old, new=new)
        messages.success(self.request, _now("Whoever goes on from now on has that counted."))
        return False

    def bring_back(self) -> bool:
        """Of a run of this retirement, and of no other."""
        run_uid = uuid.UUID(self.request.POST["run"])
        if run_uid not in {line.run.uid for line in self.page.runs}:
            raise NotAllowed
        amending.take_back_batch(self.context, run_uid=run_uid, begin=True)
        messages.success(self.request, _now("They are given their old places again."))
        return False

    def _retirement(self) -> uuid.UUID:
        if self.page.retirement is None:
            raise NotAllowed
        return self.page.retirement.uid

    def _groups(self) -> list[tuple[int | None, int | None]]:
        chosen = self.request.POST.getlist("group")
        if not chosen:
            messages.error(self.request, _now("Nothing was done: choose whom, then press the button again."))
        pairs = [each.split(":") for each in chosen]
        found = [(int(one) if one else None, int(other) if other else None) for one, other in pairs]
        if found:
            messages.success(self.request, _now("That is done for those whom you chose."))
        return found


class RetirementsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_retire(request.user)


def menu_item() -> MenuItem:
    return RetirementsItem(_("Retiring programmes"), reverse(LIST), icon_name="history", order=850)


def button(request: HttpRequest, programme: Programme) -> Button:
    """In the editor of a published programme."""
    return Button(_now("Retire"), url=reverse(ONE, args=[programme.pk]), icon_name="history", priority=30)


def addresses() -> list[URLPattern]:
    return [
        path("studio/retirements/", RetirementsView.as_view(), name=LIST),
        path("studio/retirements/<int:pk>/", RetirementView.as_view(), name=ONE),
        path("studio/retirements/<int:pk>/correct/", CorrectionView.as_view(), name=CORRECTION),
    ]
