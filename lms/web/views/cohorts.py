"""Cohorts of a trust: list, one with its timeline, a new one, the same again, other dates."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.actions.errors import Refused
from lms.actions.organisations import change_cohort, create_cohort
from lms.enrolment.models import Cohort
from lms.reminders import selectors as reminders
from lms.reminders.presenters import coming_lines
from lms.web import cohort_presenters as presenters
from lms.web.forms import CohortFilter
from lms.web.place_forms import AgainForm, CohortForm
from lms.web.selectors import cohorts as reading
from lms.web.views.desk import COMING, PAGE
from lms.web.views.forms_held import keeps_what_is_typed, sent_or_typed
from lms.web.visitors import Lead, as_lead

PAGES = "leadership/web/trust/cohorts/"


@require_safe
@as_lead
def cohorts(request: HttpRequest, lead: Lead) -> HttpResponseBase:
    on = lead.context.today
    contracts = reading.contracts_like(lead.viewer)
    form = CohortFilter(request.GET, contracts=_choices(contracts))
    rows = reading.filtered(lead.viewer, form.chosen, on=on)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": [presenters.cohort_line(row, on=on) for row in page.object_list],
        "query": urlencode(form.chosen),
        "has_contract": bool(contracts),
    }
    return render(request, f"{PAGES}list.html", context)


def _choices(contracts: list[Any]) -> list[tuple[str, str]]:
    return [(str(each.uid), f"{each.programme} – {each.organisation}: {each}") for each in contracts]


@require_safe
@as_lead
def cohort(request: HttpRequest, lead: Lead, cohort_uid: uuid.UUID) -> HttpResponseBase:
    on = lead.context.today
    row = _cohort_or_404(lead, cohort_uid)
    modules = reading.dated_modules(lead.viewer, row, on=on)
    context = {
        "cohort": row,
        "line": presenters.cohort_line(row, on=on),
        "sentence": presenters.cohort_sentence(row, sum(each.late for each in modules)),
        "stops": presenters.timeline(row, modules, on=on),
        "tiles": presenters.state_tiles(reading.states_in(lead.viewer, row)),
        "coming": coming_lines(reminders.coming_lines(lead.viewer, limit=COMING, cohort_id=row.pk)),
        "left": max(row.capacity - row.people, 0),
        "warnings": presenters.warnings(row, row.contract, presenters.last_date(row, row, modules)),
        "place": f"{row.contract.uid}:{row.uid}",
    }
    return render(request, f"{PAGES}one.html", context)


def _cohort_or_404(lead: Lead, cohort_uid: uuid.UUID) -> Any:
    row = reading.one(lead.viewer, cohort_uid)
    if row is None:
        raise Http404
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_lead
def new(request: HttpRequest, lead: Lead) -> HttpResponseBase:
    contracts = reading.contracts_like(lead.viewer)
    form = CohortForm(sent_or_typed(request, lead), contracts=_choices(contracts))
    if not contracts or not _goes_on(request, form):
        return _form_page(request, form, "new", has_contract=bool(contracts))
    made = form.fill(Cohort())
    made.contract = _contract(contracts, form.cleaned_data["contract"])
    return _made(request, lead, form, made, source=None)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_lead
def again(request: HttpRequest, lead: Lead, cohort_uid: uuid.UUID) -> HttpResponseBase:
    """The same cohort at other dates: every date is shown before it is made, and nobody is copied."""
    source = _cohort_or_404(lead, cohort_uid)
    contracts = reading.contracts_like(lead.viewer, source.contract)
    initial = {"capacity": source.capacity, "contract": str(source.contract.uid)}
    form = AgainForm(
        sent_or_typed(request, lead),
        source=source,
        initial=initial,
        contracts=_choices(contracts) if len(contracts) > 1 else None,
    )
    if not _goes_on(request, form):
        return _form_page(request, form, "again", cohort=source)
    made = form.fill(Cohort())
    made.contract = _contract(contracts, form.cleaned_data.get("contract", str(source.contract.uid)))
    return _made(request, lead, form, made, source=source)


def _goes_on(request: HttpRequest, form: CohortForm) -> bool:
    """Filled in rightly, and not called back to be changed."""
    return request.method == "POST" and form.is_valid() and "back" not in request.POST


def _contract(contracts: list[Any], uid: str) -> Any:
    return next(each for each in contracts if str(each.uid) == uid)


def _made(
    request: HttpRequest, lead: Lead, form: CohortForm, made: Cohort, *, source: Any
) -> HttpResponseBase:
    name = "again" if source is not None else "new"
    if "confirm" in request.POST:
        try:
            create_cohort(lead.context, cohort=made, again_of=source)
        except Refused as refusal:
            form.add_error("name" if refusal.code == "name_taken" else None, str(refusal))
            return _form_page(request, form, name, cohort=source)
        messages.success(request, _("The cohort “%(name)s” is made. Nobody is in it yet.") % {"name": made})
        return redirect("leadership_trust:cohort", made.uid)
    on = lead.context.today
    modules = reading.dated_modules(lead.viewer, source or made, on=on)
    context = {
        "form": form,
        "cohort": source,
        "made": made,
        "shifts": presenters.shifts(source, made, modules) if source else None,
        "planned": None if source else presenters.planned(made, modules),
        "warnings": presenters.warnings(
            made, made.contract, presenters.last_date(source or made, made, modules)
        ),
    }
    return render(request, f"{PAGES}{name}_check.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_lead
def change(request: HttpRequest, lead: Lead, cohort_uid: uuid.UUID) -> HttpResponseBase:
    """Other dates, name or places: what that does to whom is shown first."""
    row = _cohort_or_404(lead, cohort_uid)
    initial = {name: getattr(row, name) for name in CohortForm.base_fields}
    form = CohortForm(sent_or_typed(request, lead), initial=initial)
    if row.people and row.starts_on <= lead.context.today:
        form.keep_start()
    if not _goes_on(request, form):
        return _form_page(request, form, "change", cohort=row)
    before = _cohort_or_404(lead, cohort_uid)
    form.fill(row)
    if "confirm" in request.POST:
        try:
            change_cohort(lead.context, cohort=row)
        except Refused as refusal:
            form.add_error("name" if refusal.code == "name_taken" else None, str(refusal))
            return _form_page(request, form, "change", cohort=before)
        messages.success(request, _("The cohort is changed."))
        return redirect("leadership_trust:cohort", cohort_uid)
    modules = reading.dated_modules(lead.viewer, before, on=lead.context.today)
    context = {
        "form": form,
        "cohort": before,
        "lines": presenters.consequences(before, row, reading.moving(lead.viewer, before)),
        "shifts": [each for each in presenters.shifts(before, row, modules) if each.moves],
        "warnings": presenters.warnings(row, row.contract, presenters.last_date(before, row, modules)),
    }
    return render(request, f"{PAGES}change_check.html", context)


def _form_page(request: HttpRequest, form: CohortForm, name: str, **context: Any) -> HttpResponseBase:
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, f"{PAGES}{name}.html", {"form": form, **context}, status=status)
