"""You said, we did: at the trust desk."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engagement.actions import improving
from engagement.improving.selectors import improvement_for, improvements_for
from engagement.waves.selectors import wave_for, waves_for
from engagement.web.improving_forms import ImprovementForm, values_of
from engagement.web.improving_presenters import lines_of, sentence
from lms.actions.errors import Refused
from lms.web.views.forms_held import keeps_what_is_typed, sent_or_typed
from lms.web.views.refusals import show_refusal_at
from lms.web.visitors import Lead, as_lead

PAGES = "leadership/surveys/desk/"
LIST = "leadership_surveys:improvements"


@require_safe
@as_lead
def improvements(request: HttpRequest, lead: Lead) -> HttpResponseBase:
    on = lead.context.today
    lines = lines_of(improvements_for(lead.viewer), on=on, language=get_language() or "en")
    closed = [each for each in waves_for(lead.viewer) if each.state == "closed"]
    context = {
        "lines": lines,
        "sentence": sentence(lines),
        "waves": closed,
        "many": len(lead.organisations) > 1,
    }
    return render(request, f"{PAGES}improvements.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_lead
def new(request: HttpRequest, lead: Lead, wave_uid: uuid.UUID) -> HttpResponseBase:
    wave = wave_for(lead.viewer, wave_uid)
    if wave is None:
        raise Http404
    form = ImprovementForm(
        sent_or_typed(request, lead), wave=wave, initial={"measure": request.GET.get("about", "")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            improving.make_improvement(lead.context, wave_uid=wave.uid, promise=form.promise())
        except Refused as refusal:
            return show_refusal_at(request, refusal, back=reverse(LIST))
        messages.success(request, _("It stands beside the results now."))
        return redirect(LIST)
    return _page(request, {"form": form, "wave": wave})


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_lead
def improvement(request: HttpRequest, lead: Lead, improvement_uid: uuid.UUID) -> HttpResponseBase:
    row = improvement_for(lead.viewer, improvement_uid)
    if row is None:
        raise Http404
    form = ImprovementForm(sent_or_typed(request, lead), wave=row.wave, initial=values_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            improving.change_improvement(lead.context, improvement_uid=row.uid, promise=form.promise())
        except Refused as refusal:
            return show_refusal_at(request, refusal, back=reverse(LIST))
        messages.success(request, _("Saved. What it said before is kept in the record."))
        return redirect(LIST)
    return _page(request, {"form": form, "wave": row.wave, "improvement": row})


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponseBase:
    status = 422 if context["form"].is_bound else 200
    return render(request, f"{PAGES}improvement.html", context, status=status)
