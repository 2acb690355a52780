"""What surrounds a doctor's CPD: the schemes that they follow, exemptions, and the revalidation cycle."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.actions import cpd as actions
from lms.actions.errors import Refused
from lms.cpd import selectors
from lms.web.cpd_forms import CycleForm, ExemptionForm, SchemeForm
from lms.web.views.forms_held import keeps_what_is_typed, sent_or_typed
from lms.web.views.refusals import show_refusal
from lms.web.visitors import Learner, as_learner


def _status(request: HttpRequest, form: Any) -> int:
    return 422 if form.errors and request.method == "POST" else 200


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_learner
def schemes(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    known = list(selectors.schemes())
    form = SchemeForm(
        sent_or_typed(request, learner),
        schemes=[(each.code, each.title) for each in known],
        initial={"starts_on": learner.context.today},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.follow_scheme(learner.context, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("scheme", str(refusal))
        else:
            messages.success(request, _("You follow “%(scheme)s”.") % {"scheme": made.scheme.title})
            return redirect("leadership_learn:cpd")
    today = learner.context.today
    rows = selectors.memberships(learner.viewer)
    return render(
        request,
        "leadership/web/learn/cpd/schemes.html",
        {
            "form": form,
            "schemes": known,
            "memberships": [{"row": row, "is_over": row.ends_on is not None} for row in rows],
            "today": today,
        },
        status=_status(request, form),
    )


@require_POST
@as_learner
def stop_scheme(request: HttpRequest, learner: Learner, membership_uid: uuid.UUID) -> HttpResponseBase:
    try:
        actions.stop_scheme(learner.context, membership_uid=membership_uid, ends_on=learner.context.today)
    except Refused as refusal:
        return show_refusal(request, refusal, back="leadership_learn:cpd_schemes")
    messages.success(request, _("Today is the last day on which you follow this scheme."))
    return redirect("leadership_learn:cpd_schemes")


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_learner
def exemptions(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    """By days, or by an absence that was recorded already."""
    if request.method == "POST" and "absence" in request.POST:
        return _exempt_absence(request, learner)
    form = ExemptionForm(sent_or_typed(request, learner))
    if request.method == "POST" and form.is_valid():
        try:
            actions.exempt(learner.context, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("starts_on", str(refusal))
        else:
            messages.success(request, _("You are exempt on these days: less is asked."))
            return redirect("leadership_learn:cpd_exemptions")
    rows = list(selectors.exemptions(learner.viewer))
    return render(
        request,
        "leadership/web/learn/cpd/exemptions.html",
        {
            "form": form,
            "rows": rows,
            "absences": selectors.absences_to_propose(learner.viewer, among=rows),
        },
        status=_status(request, form),
    )


def _exempt_absence(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    rows = selectors.exemptions(learner.viewer)
    offered = selectors.absences_to_propose(learner.viewer, among=rows)
    chosen = next((each for each in offered if str(each.uid) == request.POST["absence"]), None)
    if chosen is not None:
        actions.exempt(
            learner.context,
            starts_on=chosen.starts_on,
            ends_on=chosen.ends_on,
            reason=chosen.reason,
            absence_uid=chosen.uid,
        )
        messages.success(request, _("You are exempt on these days: less is asked."))
    return redirect("leadership_learn:cpd_exemptions")


@require_POST
@as_learner
def end_exemption(request: HttpRequest, learner: Learner, exemption_uid: uuid.UUID) -> HttpResponseBase:
    actions.end_exemption(learner.context, exemption_uid=exemption_uid)
    messages.success(request, _("These days count again."))
    return redirect("leadership_learn:cpd_exemptions")


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_learner
def revalidation(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    rows = list(selectors.cycles(learner.viewer))
    newest = rows[0] if rows else None
    initial = {"previous_on": newest.previous_on, "submission_on": newest.submission_on} if newest else {}
    form = CycleForm(sent_or_typed(request, learner), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_cycle(learner.context, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("previous_on", str(refusal))
        else:
            messages.success(request, _("Your revalidation cycle is stored."))
            return redirect("leadership_learn:cpd")
    return render(
        request,
        "leadership/web/learn/cpd/revalidation.html",
        {"form": form, "rows": rows},
        status=_status(request, form),
    )
