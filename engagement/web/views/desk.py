"""Survey waves at the trust desk: plan, list of people, opening, turnout, closing."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engagement.actions import waves
from engagement.instruments.selectors import newest_versions
from engagement.results.selectors import publications_of
from engagement.waves import population
from engagement.waves.enums import Channel, Respondents, WaveState
from engagement.waves.exports import poster
from engagement.waves.models import SurveyWave
from engagement.waves.population import UnusableList
from engagement.waves.register import from_register
from engagement.waves.selectors import (
    invitations_for,
    refusals_of,
    rounds_of,
    sheets_of,
    turnout,
    wave_for,
    waves_for,
)
from engagement.web import presenters
from engagement.web.forms import LastDayForm, PeopleForm, WaveForm, values_of
from kernel.conf import site_address
from lms.actions.errors import Refused
from lms.web.views.forms_held import keeps_what_is_typed, sent_or_typed
from lms.web.views.refusals import show_refusal_at
from lms.web.visitors import Lead, as_lead

PAGES = "leadership/surveys/desk/"
MOST_FAULTS = 50
WITH_TURNOUT = (WaveState.OPEN, WaveState.CLOSED)
WITH_POSTER = (WaveState.DRAFT, WaveState.OPEN)


@require_safe
@as_lead
def surveys(request: HttpRequest, lead: Lead) -> HttpResponseBase:
    rows = waves_for(lead.viewer)
    return render(request, f"{PAGES}list.html", {"waves": rows, "many": len(lead.organisations) > 1})


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_lead
def new(request: HttpRequest, lead: Lead) -> HttpResponseBase:
    versions = newest_versions()
    form = WaveForm(
        sent_or_typed(request, lead),
        initial={"opens_on": lead.context.today},
        organisations=lead.organisations,
        versions=versions,
    )
    if request.method == "POST" and form.is_valid():
        return _made(lead, form)
    context = {"form": form, "has_questionnaire": bool(versions)}
    return render(request, f"{PAGES}new.html", context, status=422 if form.is_bound else 200)


def _made(lead: Lead, form: WaveForm) -> HttpResponseBase:
    """One wave, or a campaign where several organisations were chosen."""
    chosen = [int(each) for each in form.cleaned_data.get("organisations", ())]
    organisations = chosen or [lead.organisations[0].pk]
    version, plan = int(form.cleaned_data["version"]), form.plan()
    if len(organisations) > 1:
        campaign = waves.make_campaign(
            lead.context, organisation_ids=organisations, version_id=version, plan=plan
        )
        return redirect("leadership_surveys:campaign", campaign.uid)
    made = waves.make_wave(lead.context, organisation_id=organisations[0], version_id=version, plan=plan)
    return redirect("leadership_surveys:people", made.uid)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_lead
def change(request: HttpRequest, lead: Lead, wave_uid: uuid.UUID) -> HttpResponseBase:
    """The whole plan of a draft; of an open wave its last day."""
    wave = wave_or_404(lead, wave_uid)
    sent = sent_or_typed(request, lead)
    form: Any
    if wave.state == WaveState.OPEN:
        form = LastDayForm(sent, wave=wave, initial=values_of(wave))
    else:
        form = WaveForm(sent, initial=values_of(wave))
    if request.method == "POST" and form.is_valid():
        try:
            waves.change_wave(lead.context, wave_uid=wave.uid, plan=form.plan())
        except Refused as refusal:
            return show_refusal_at(request, refusal, back=address_of(wave))
        return redirect("leadership_surveys:wave", wave.uid)
    context = {"form": form, "wave": wave}
    return render(request, f"{PAGES}change.html", context, status=422 if form.is_bound else 200)


@require_safe
@as_lead
def wave(request: HttpRequest, lead: Lead, wave_uid: uuid.UUID) -> HttpResponseBase:
    found = wave_or_404(lead, wave_uid)
    counted = turnout(found) if found.state in WITH_TURNOUT else None
    on = lead.context.today
    context: dict[str, Any] = {
        "wave": found,
        "turnout": counted,
        "sentence": presenters.sentence(found, counted, on=on),
        "posters": poster.LANGUAGES if found.state in WITH_POSTER else {},
    }
    if found.state == WaveState.DRAFT:
        context |= _draft(lead, found)
    elif found.state == WaveState.OPEN and counted:
        context |= {
            "days_left": presenters.days_left(found, on=on),
            "rounds": rounds_of(lead.viewer, found),
            "refused": presenters.refused_sentence(refusals_of(lead.viewer, found), fewest=found.fewest),
            "percent": presenters.percent(counted.answered, counted.asked),
        }
    elif found.state == WaveState.CLOSED:
        context["publications"] = list(publications_of(lead.viewer, found))
    return render(request, f"{PAGES}wave.html", context)


def _draft(lead: Lead, found: SurveyWave) -> dict[str, Any]:
    asked = list(invitations_for(lead.viewer, found))
    return {
        "people": len(asked),
        "people_sentence": presenters.people_sentence(asked),
        "letters": sum(each.channel == Channel.LETTER for each in asked),
        "doctors": presenters.groups(asked, Respondents.DOCTORS, fewest=found.fewest),
        "managers": presenters.groups(asked, Respondents.MANAGERS, fewest=found.fewest),
        "is_early": lead.context.today < found.opens_on,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_lead
def people(request: HttpRequest, lead: Lead, wave_uid: uuid.UUID) -> HttpResponseBase:
    """The list of those who are asked: taken whole or refused with every line that is wrong."""
    found = wave_or_404(lead, wave_uid)
    form = PeopleForm(sent_or_typed(request, lead), request.FILES if request.method == "POST" else None)
    problem: UnusableList | None = None
    if request.method == "POST" and form.is_valid():
        try:
            asked = population.read(form.rows(), dimensions=found.dimensions)
            return _asked(request, lead, found, asked)
        except UnusableList as unusable:
            problem = unusable
    context = {
        "form": form,
        "wave": found,
        "problem": problem,
        "faults": problem.faults[:MOST_FAULTS] if problem else (),
    }
    status = 422 if form.is_bound else 200
    return render(request, f"{PAGES}people.html", context, status=status)


@require_POST
@as_lead
def register(request: HttpRequest, lead: Lead, wave_uid: uuid.UUID) -> HttpResponseBase:
    """Ask the doctors on the organisation's own books."""
    found = wave_or_404(lead, wave_uid)
    on = lead.context.today
    asked = from_register(found.organisation, dimensions=found.dimensions, on=on)
    return _asked(request, lead, found, asked)


def _asked(request: HttpRequest, lead: Lead, found: SurveyWave, asked: list[Any]) -> HttpResponseBase:
    try:
        waves.ask(lead.context, wave_uid=found.uid, asked=asked)
    except Refused as refusal:
        return show_refusal_at(request, refusal, back=address_of(found))
    messages.success(request, _("The list was taken. Nobody is asked before you open the wave."))
    return redirect("leadership_surveys:wave", found.uid)


@require_safe
@as_lead
def on_paper(request: HttpRequest, lead: Lead, wave_uid: uuid.UUID) -> HttpResponseBase:
    """Codes to print and cut out, for those who are asked without an address."""
    found = wave_or_404(lead, wave_uid)
    if found.state != WaveState.OPEN:
        raise Http404
    sheets = presenters.cards_of(sheets_of(lead.viewer, found))
    context = {
        "wave": found,
        "sheets": sheets,
        "start": site_address() + reverse("leadership_survey:start"),
    }
    return render(request, f"{PAGES}codes.html", context)


@require_safe
@as_lead
def as_poster(request: HttpRequest, lead: Lead, wave_uid: uuid.UUID, language: str) -> HttpResponseBase:
    """To hang anywhere: it holds nobody's code."""
    found = wave_or_404(lead, wave_uid)
    if language not in poster.LANGUAGES or found.state not in WITH_POSTER:
        raise Http404
    address = site_address() + reverse("leadership_survey:start")
    with translation.override(language):
        made = poster.made_of(found, address=address, language=language)
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{poster.file_name(found, language)}"'},
    )


@require_safe
@as_lead
def template_file(request: HttpRequest, lead: Lead, wave_uid: uuid.UUID) -> HttpResponseBase:
    found = wave_or_404(lead, wave_uid)
    return HttpResponse(
        "\ufeff" + population.template(found.dimensions),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="people-to-ask.csv"'},
    )


ACTS = {
    "open": waves.open_wave,
    "remind": waves.remind,
    "close": waves.close_wave,
    "cancel": waves.cancel_wave,
}


@require_http_methods(["GET", "HEAD", "POST"])
@as_lead
def act(request: HttpRequest, lead: Lead, wave_uid: uuid.UUID, name: str) -> HttpResponseBase:
    """What it does is said on a page of its own, and happens on a press."""
    found = wave_or_404(lead, wave_uid)
    if name not in ACTS:
        raise Http404
    if request.method != "POST":
        context = {"wave": found, "name": name, "turnout": turnout(found)} | _draft(lead, found)
        return render(request, f"{PAGES}{name}.html", context)
    try:
        ACTS[name](lead.context, wave_uid=found.uid)
    except Refused as refusal:
        return show_refusal_at(request, refusal, back=address_of(found))
    return redirect("leadership_surveys:wave", found.uid)


def address_of(wave: SurveyWave) -> str:
    return reverse("leadership_surveys:wave", args=[wave.uid])


def wave_or_404(lead: Lead, uid: uuid.UUID) -> SurveyWave:
    found = wave_for(lead.viewer, uid)
    if found is None:
        raise Http404
    return found
