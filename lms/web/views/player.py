"""The module player: one activity a page, handed in by an ordinary form."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.actions.errors import Refused
from lms.actions.learning import complete_activity, save_draft
from lms.enrolment.enums import State
from lms.players.registry import player_for
from lms.web import presenters
from lms.web.selectors.player import Place, place
from lms.web.views.refusals import show_refusal
from lms.web.visitors import Learner, as_learner
from programmes import activity_types
from programmes.activity_types import Outcome

OPEN = (State.ACTIVE, State.COMPLETED)


@require_http_methods(["GET", "HEAD", "POST"])
@as_learner
def activity(
    request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID, activity_key: uuid.UUID
) -> HttpResponseBase:
    here = _place_or_404(learner, enrolment_uid, activity_key)
    if request.method == "POST":
        return _hand_in(request, learner, here)
    if here.course.enrolment.state not in OPEN:
        return redirect("leadership_learn:programme", enrolment_uid)
    return _page(request, here, here.state, _outcome_of(here))


@require_POST
@as_learner
def draft(
    request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID, activity_key: uuid.UUID
) -> HttpResponseBase:
    """Keep what was typed so far; the page's script asks for JSON, the button goes back to the page."""
    here = _place_or_404(learner, enrolment_uid, activity_key)
    answers = player_for(here.step.activity.kind).read(request.POST)
    wants_json = request.headers.get("Accept") == "application/json"
    try:
        attempt = save_draft(
            learner.context, enrolment_uid=enrolment_uid, activity_key=activity_key, state=answers
        )
    except Refused as refusal:
        if wants_json:
            return JsonResponse({"message": str(refusal)}, status=409)
        return show_refusal(request, refusal, back="leadership_learn:home")
    saved = presenters.saved_at(attempt.saved_at)
    if wants_json:
        return JsonResponse({"message": saved})
    messages.success(request, saved)
    return redirect("leadership_learn:activity", enrolment_uid, activity_key)


def _place_or_404(learner: Learner, enrolment_uid: uuid.UUID, activity_key: uuid.UUID) -> Place:
    here = place(
        learner.viewer,
        enrolment_uid=enrolment_uid,
        activity_key=activity_key,
        language=learner.person.language,
    )
    if here is None or here.course.enrolment.state == State.INVITED:
        raise Http404
    return here


def _hand_in(request: HttpRequest, learner: Learner, here: Place) -> HttpResponseBase:
    answers = player_for(here.step.activity.kind).read(request.POST)
    try:
        completion = complete_activity(
            learner.context,
            enrolment_uid=here.course.enrolment.uid,
            activity_key=here.step.key,
            answers=answers,
        )
    except Refused as refusal:
        return show_refusal(request, refusal, back="leadership_learn:home")
    outcome = completion.outcome
    if outcome.errors:
        return _page(request, here, answers, outcome, status=422)
    if completion.created and outcome.completed:
        messages.success(request, presenters.done_sentence(here.course, here.title, completion.standing))
    elif not completion.created:
        messages.info(request, _("This was recorded before; nothing was changed."))
    return redirect("leadership_learn:activity", here.course.enrolment.uid, here.step.key)


def _outcome_of(here: Place) -> Outcome | None:
    """What the answers handed in last amounted to: judging is pure, so it is asked again."""
    attempt = here.attempt
    if attempt is None or attempt.submitted_at is None:
        return None
    return activity_types.get(here.activity.kind).judge(here.activity.scoring, dict(attempt.state))


def _page(
    request: HttpRequest,
    here: Place,
    state: Mapping[str, Any],
    outcome: Outcome | None,
    *,
    status: int = 200,
) -> HttpResponseBase:
    player = player_for(here.activity.kind)
    return render(
        request,
        "leadership/web/learn/activity.html",
        {
            "here": here,
            "enrolment": here.course.enrolment,
            "modules": presenters.module_nav(here),
            "player": player,
            "outcome": outcome,
            "errors": outcome.errors if outcome else {},
            "state": state,
            **player.context(here.activity, here.page.value, dict(state), here.text.language),
        },
        status=status,
    )
