"""The Studio's page on which what was announced of a retirement is corrected."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.views.generic import TemplateView
from wagtail.admin import messages

from kernel import clock
from lms.actions.context import for_operator
from lms.actions.errors import NotAllowed, Refused
from lms.amendments.retiring import correcting
from lms.amendments.retiring.door import LIST, ONE, REASON, Allowed
from lms.amendments.retiring.forms import CorrectionForm
from lms.amendments.retiring.page import Correction, Dates, Page, correction_of, page_of
from programmes.models import Retirement
from programmes.selectors import version_on_offer

CORRECTION = "leadership_retirement_correction"


class CorrectionView(Allowed, TemplateView):
    http_method_names = ("get", "post", "head", "options")
    template_name = "leadership/amendments/retirement_correction.html"
    form: CorrectionForm | None = None

    @cached_property
    def page(self) -> Page:
        return self._page(None)

    def _page(self, thought_of: Dates | None) -> Page:
        found = page_of(self.kwargs["pk"], thought_of=thought_of, now=clock.now(), on=self.today)
        if found is None or found.retirement is None:
            raise Http404
        return found

    @cached_property
    def today(self) -> date:
        return clock.today()

    @property
    def retirement(self) -> Retirement:
        found = self.page.retirement
        assert found is not None  # noqa: S101 -- narrows the type: a page without one is not found
        return found

    def get_page_title(self) -> str:
        return _now("Correct the retirement of “%(title)s”") % {"title": self.page.programme}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(LIST), "label": _now("Retiring programmes")},
            {"url": reverse(ONE, args=[self.page.programme.pk]), "label": str(self.page.programme)},
            {"url": "", "label": _now("Correct")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.form or CorrectionForm(self.retirement, on=self.today)
        return super().get_context_data(page=self.page, form=form, change=self.change, **kwargs)

    @property
    def change(self) -> Correction | None:
        """What the form that was sent would do."""
        if self.form is None or not self.form.is_valid():
            return None
        key, said = self.form.successor_key, self.form.said
        version = version_on_offer(key) if key else None
        thought = self._page(Dates(said.closes_on, version.programme if version else None))
        return correction_of(self.retirement, said, thought=thought, present=self.page)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act = request.POST.get("act", "")
        if act not in ("look", "correct"):
            raise Http404
        self.form = CorrectionForm(self.retirement, request.POST, on=self.today)
        if act == "correct" and self.form.is_valid() and self._correct(self.form):
            return redirect(reverse(ONE, args=[self.kwargs["pk"]]))
        return self.render_to_response(self.get_context_data())

    def _correct(self, form: CorrectionForm) -> bool:
        said, post = form.said, self.request.POST
        try:
            correcting.correct_retirement(
                for_operator(self.request.user, reason=REASON, now=clock.now()),
                retirement_uid=self.retirement.uid,
                cut_off=said.cut_off,
                closes_on=said.closes_on,
                reason=said.reason,
                successor_key=form.successor_key,
                earlier_is_meant=bool(post.get("earlier_is_meant")),
            )
        except Refused as refusal:
            messages.error(self.request, f"{refusal.message} {refusal.mend}".strip())
            return False
        except NotAllowed as error:
            raise Http404 from error
        messages.success(
            self.request, _now("It is corrected. Whoever is concerned is told tomorrow morning.")
        )
        return True
