"""Publishing the results of a closed wave: what would be told is seen first, in names and counts."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from engagement.actions import results
from engagement.actions.refusals import in_words
from engagement.instruments.selectors import names
from engagement.results.services import publishing
from engagement.waves.models import SurveyWave
from engagement.waves.selectors import wave_for
from engagement.web.publishing_presenters import shown
from lms.actions.errors import Refused
from lms.web.views.refusals import show_refusal_at
from lms.web.visitors import Lead, as_lead

PAGES = "leadership/surveys/desk/"


@require_http_methods(["GET", "HEAD", "POST"])
@as_lead
def publish(request: HttpRequest, lead: Lead, wave_uid: uuid.UUID) -> HttpResponse:
    """All who answered and each group, once."""
    wave = _wave_or_404(lead, wave_uid)
    try:
        if request.method == "POST":
            results.publish(lead.context, wave_uid=wave.uid)
            return redirect("leadership_surveys:wave", wave.uid)
        with in_words():
            planned = publishing.plan(wave)
    except Refused as refusal:
        return show_refusal_at(request, refusal, back=_address(wave))
    kinds = shown(planned, names(wave.version, language=get_language() or "en"))
    context = {"wave": wave, "kinds": kinds, "fewest": publishing.smallest(wave)}
    return render(request, f"{PAGES}publish.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@as_lead
def more(request: HttpRequest, lead: Lead, wave_uid: uuid.UUID) -> HttpResponse:
    """Combinations of what people were grouped by, each by itself."""
    wave = _wave_or_404(lead, wave_uid)
    try:
        if request.method == "POST":
            chosen = request.POST.get("combination", "")
            results.publish_more(lead.context, wave_uid=wave.uid, combination=chosen)
            return redirect("leadership_surveys:wave", wave.uid)
        with in_words():
            planned = publishing.plan_more(wave)
    except Refused as refusal:
        return show_refusal_at(request, refusal, back=_address(wave))
    called = names(wave.version, language=get_language() or "en")
    ways = [(name, shown(each, called), bool(each.told)) for name, each in planned.items()]
    context = {"wave": wave, "ways": ways, "fewest": publishing.smallest(wave)}
    return render(request, f"{PAGES}publish_more.html", context)


def _address(wave: SurveyWave) -> str:
    return reverse("leadership_surveys:wave", args=[wave.uid])


def _wave_or_404(lead: Lead, uid: uuid.UUID) -> SurveyWave:
    found = wave_for(lead.viewer, uid)
    if found is None:
        raise Http404
    return found
