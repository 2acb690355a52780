"""A lead lets earlier learning stand for a part of somebody's programme, and takes that back."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.actions.enrolment import wrong_state
from lms.actions.errors import Refused
from lms.actions.recognition import recognise as recognise_learning
from lms.actions.recognition import withdraw_recognition
from lms.enrolment.enums import State
from lms.progress.selectors import standing_of
from lms.web import desk_tree
from lms.web.learning_forms import RecogniseForm, TakeBackForm
from lms.web.selectors import desk
from lms.web.views.forms_held import keeps_what_is_typed, sent_or_typed
from lms.web.views.refusals import show_refusal_at
from lms.web.visitors import Lead, as_lead


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_lead
def recognise(request: HttpRequest, lead: Lead, enrolment_uid: uuid.UUID) -> HttpResponseBase:
    """The form, then what would follow, then the fact."""
    row = _row_or_404(lead, enrolment_uid)
    if row.state not in (State.ACTIVE, State.DEFERRED):
        return show_refusal_at(request, wrong_state(row), back=_back(row))
    stands = standing_of(row)
    form = RecogniseForm(sent_or_typed(request, lead), choices=desk_tree.choices(stands))
    if request.method == "POST" and form.is_valid() and "back" not in request.POST:
        if "confirm" not in request.POST:
            follows = desk_tree.if_recognised(row, stands, form.cleaned_data)
            return _page(request, "recognise_check", row, form, follows=follows)
        if _recognised(request, lead, row, form):
            return redirect(_back(row))
    return _page(request, "recognise", row, form, has_choices=bool(desk_tree.choices(stands)))


def _recognised(request: HttpRequest, lead: Lead, row: Any, form: RecogniseForm) -> bool:
    given = dict(form.cleaned_data)
    try:
        recognise_learning(
            lead.context,
            enrolment_uid=row.uid,
            requirement_key=uuid.UUID(given.pop("requirement")),
            **given,
        )
    except Refused as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, _("Recognised. %(name)s can read why.") % {"name": row.person.full_name})
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_lead
def take_back(
    request: HttpRequest, lead: Lead, enrolment_uid: uuid.UUID, fact_uid: uuid.UUID
) -> HttpResponseBase:
    row = _row_or_404(lead, enrolment_uid)
    there = desk_tree.recognised(lead.viewer, standing_of(row))
    line = next((each for each in there if each.fact.uid == fact_uid), None)
    form = TakeBackForm(sent_or_typed(request, lead))
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_recognition(lead.context, fact_uid=fact_uid, **form.cleaned_data)
        except Refused as refusal:
            return show_refusal_at(request, refusal, back=_back(row))
        messages.success(request, _("Taken back. What it stood for is to be done again."))
        return redirect(_back(row))
    if line is None:
        raise Http404
    return _page(request, "recognise_back", row, form, line=line)


def _row_or_404(lead: Lead, enrolment_uid: uuid.UUID) -> Any:
    row = desk.one(lead.viewer, enrolment_uid, on=lead.context.today)
    if row is None:
        raise Http404
    return row


def _back(row: Any) -> str:
    return reverse("leadership_trust:enrolment", args=[row.uid])


def _page(request: HttpRequest, name: str, row: Any, form: Any, **given: Any) -> HttpResponseBase:
    status = 422 if form.errors else 200
    context = {"row": row, "form": form, **given}
    return render(request, f"leadership/web/trust/{name}.html", context, status=status)
