"""Absence: recorded by the doctor, shown with what it moves before anything is written."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.actions.calendar import cancel_absence, overlap, record_absence
from lms.actions.errors import Refused
from lms.calendar import selectors as calendar
from lms.web.forms import AbsenceForm
from lms.web.selectors import absence as effects
from lms.web.views.forms_held import keeps_what_is_typed, sent_or_typed
from lms.web.views.refusals import show_refusal
from lms.web.visitors import Learner, as_learner


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_learner
def absences(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    """The list and the form; the form's first press shows what would move, the second records it."""
    form = AbsenceForm(sent_or_typed(request, learner))
    if request.method == "POST" and form.is_valid() and _is_free(learner, form):
        if "record" in request.POST:
            return _record(request, learner, form)
        if "change" not in request.POST:
            return _preview(request, learner, form)
    status = 422 if form.errors and request.method == "POST" else 200
    return render(
        request,
        "leadership/web/learn/absences.html",
        {"form": form, "absences": calendar.absences(learner.viewer)},
        status=status,
    )


def _is_free(learner: Learner, form: AbsenceForm) -> bool:
    """Days that another absence has are refused before anything is shown; the action looks again."""
    data = form.cleaned_data
    other = calendar.absence_meeting(learner.viewer, starts_on=data["starts_on"], ends_on=data["ends_on"])
    if other is not None:
        form.add_error("starts_on", str(overlap(other)))
    return other is None


def _preview(request: HttpRequest, learner: Learner, form: AbsenceForm) -> HttpResponseBase:
    data = form.cleaned_data
    moves = effects.moves_if_away(learner.viewer, starts_on=data["starts_on"], ends_on=data["ends_on"])
    return render(request, "leadership/web/learn/absence_check.html", {"form": form, "moves": moves})


def _record(request: HttpRequest, learner: Learner, form: AbsenceForm) -> HttpResponseBase:
    try:
        record_absence(learner.context, **form.cleaned_data)
    except Refused as refusal:
        return show_refusal(request, refusal, back="leadership_learn:absences")
    messages.success(request, _("Your absence is recorded and your due dates are worked out again."))
    return redirect("leadership_learn:absences")


@require_http_methods(["GET", "HEAD", "POST"])
@as_learner
def cancel(request: HttpRequest, learner: Learner, absence_uid: uuid.UUID) -> HttpResponseBase:
    absence = calendar.absences(learner.viewer).filter(uid=absence_uid).first()
    if request.method == "POST":
        cancel_absence(learner.context, absence_uid=absence_uid)
        messages.success(request, _("The absence is cancelled and your due dates are worked out again."))
        return redirect("leadership_learn:absences")
    if absence is None:
        raise Http404
    moves = effects.moves_if_cancelled(learner.viewer, absence)
    return render(request, "leadership/web/learn/absence_cancel.html", {"absence": absence, "moves": moves})
