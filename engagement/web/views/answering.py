"""Answering a survey: no account, no session, no script needed, and nothing written but the sealed answer."""

from __future__ import annotations

import uuid
from datetime import timedelta
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from engagement.actions import answers
from engagement.improving.selectors import told_to_those_asked
from engagement.instruments.selectors import questionnaire
from engagement.waves import codes
from engagement.waves.enums import Respondents, WaveState
from engagement.waves.selectors import wave_that_is_thanked_for
from engagement.waves.services.answering import Door, door
from engagement.web.answer_form import AnswerForm
from kernel import clock
from kernel.access import Viewer
from kernel.audit import Actor
from kernel.throttle import Throttle
from lms.actions.base import Context
from lms.actions.errors import Refused
from lms.organisations.selectors import brand_worn
from lms.web.brands import put_on

PAGES = "leadership/surveys/"
# Codes that are none, from one address: enough for tired fingers, too few to try them out.
TRIES = Throttle(limit=30, period=timedelta(minutes=10))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Where a poster or a card leads: the code is typed here."""
    typed = request.POST.get("code", "")
    if request.method != "POST":
        return render(request, f"{PAGES}start.html", {"typed": ""})
    found = _found(request, typed)
    if isinstance(found, Door):
        return redirect("leadership_survey:answer", codes.in_groups(codes.tidy(typed)))
    return found or render(
        request,
        f"{PAGES}start.html",
        {"typed": typed, "is_unknown": True},
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def answer(request: HttpRequest, code: str) -> HttpResponse:
    found = _found(request, code)
    if not isinstance(found, Door):
        return found or render(request, f"{PAGES}unknown.html", status=HTTPStatus.NOT_FOUND)
    wave = found.wave
    put_on(request, brand_worn(wave.organisation))
    if wave.state != WaveState.OPEN or clock.today() > wave.closes_on:
        return render(request, f"{PAGES}over.html", {"wave": wave, "why": "closed"})
    if found.spent:
        return render(request, f"{PAGES}over.html", {"wave": wave, "why": "used"})
    asked = questionnaire(
        wave.version,
        language=get_language() or "en",
        for_managers=found.respondents == Respondents.MANAGERS,
    )
    form = AnswerForm(request.POST if request.method == "POST" else None, asked=asked)
    if form.is_valid() and form.is_whole() and _take(form, found):
        return redirect("leadership_survey:thanks", wave.uid)
    told = told_to_those_asked(wave, language=get_language() or "en")
    context = {"wave": wave, "asked": asked, "form": form, "lines": list(form.lines()), "told": told}
    context["left_out"] = form.left_out() if form.is_bound and not form.errors else 0
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, f"{PAGES}answer.html", context, status=status)


def _take(form: AnswerForm, found: Door) -> bool:
    """Hand the answers in. What is refused now was closed or used while the page was open."""
    context = Context(Actor.link(), Viewer.of_link(found.ticket), clock.now())
    try:
        answers.answer(context, door=found, answers=form.answers(), words=form.cleaned_data["words"])
    except Refused as refusal:
        form.add_error("words" if refusal.code == "too_long" else None, str(refusal))
        return False
    return True


@require_safe
@never_cache
def thanks(request: HttpRequest, wave_uid: uuid.UUID) -> HttpResponse:
    """The same page for everybody: who opens it may or may not have answered."""
    wave = wave_that_is_thanked_for(wave_uid)
    if wave is None:
        raise Http404
    put_on(request, brand_worn(wave.organisation))
    told = told_to_those_asked(wave, language=get_language() or "en")
    return render(request, f"{PAGES}thanks.html", {"wave": wave, "told": told})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, who can see it, and what backups still hold."""
    return render(request, f"{PAGES}privacy.html")


def _found(request: HttpRequest, typed: str) -> Door | HttpResponse | None:
    """What the code opens; a page that says to wait, for whoever has tried too many that open nothing."""
    found = door(typed)
    if found is not None:
        return found
    wait = TRIES.wait(request.META.get("REMOTE_ADDR", ""), now=clock.now())
    if wait is None:
        return None
    page = render(request, f"{PAGES}wait.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    page["Retry-After"] = str(int(wait.total_seconds()) + 1)
    return page
