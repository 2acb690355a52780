"""The module player: one activity a page, handed in by an ordinary form."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.serving import serve
from lms.actions.errors import Refused
from lms.actions.learning import Completion, complete_activity, save_draft
from lms.enrolment.enums import State
from lms.players.registry import player_for
from lms.web import presenters
from lms.web.brands import wear
from lms.web.selectors.player import OPEN, Place, file_to_play, kind_to_hand_in, place, title_in
from lms.web.views.refusals import show_refusal
from lms.web.visitors import Learner, as_learner, as_learner_keeping
from programmes import activity_types
from programmes.activity_types import Outcome
from programmes.rules import recordings


@require_http_methods(["GET", "HEAD", "POST"])
@as_learner
def activity(
    request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID, activity_key: uuid.UUID
) -> HttpResponseBase:
    if request.method == "POST":
        return _hand_in(request, learner, enrolment_uid, activity_key)
    here = _place_or_404(request, learner, enrolment_uid, activity_key)
    if here.course.enrolment.state not in OPEN:
        return redirect("leadership_learn:programme", enrolment_uid)
    return _page(request, here, here.state, _outcome_of(here))


@require_POST
@as_learner
def draft(
    request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID, activity_key: uuid.UUID
) -> HttpResponseBase:
    """Keep what was typed so far; the page's script asks for JSON, the button goes back to the page."""
    answers = _answers_or_404(request, learner, enrolment_uid, activity_key)
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


@require_safe
@as_learner_keeping
def media(
    request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID, activity_key: uuid.UUID, name: str
) -> HttpResponseBase:
    """A recording or its captions, as the published version keeps them."""
    asked = recordings.wanted(name)
    if asked is None:
        raise Http404
    stored = file_to_play(
        learner.viewer, enrolment_uid=enrolment_uid, activity_key=activity_key, sha256=asked.sha256
    )
    if stored is None:
        raise Http404
    return serve(request, stored, content_type=asked.content_type)


def _place_or_404(
    request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID, activity_key: uuid.UUID
) -> Place:
    here = place(
        learner.viewer,
        enrolment_uid=enrolment_uid,
        activity_key=activity_key,
        language=learner.person.language,
    )
    if here is None or here.course.enrolment.state == State.INVITED:
        raise Http404
    wear(request, here.course.enrolment.organisation)
    return here


def _answers_or_404(
    request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID, activity_key: uuid.UUID
) -> dict[str, Any]:
    kind = kind_to_hand_in(learner.viewer, enrolment_uid=enrolment_uid, activity_key=activity_key)
    if kind is None:
        raise Http404
    return player_for(kind).read(request.POST)


def _hand_in(
    request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID, activity_key: uuid.UUID
) -> HttpResponseBase:
    """The page itself is read only where something must be answered again."""
    answers = _answers_or_404(request, learner, enrolment_uid, activity_key)
    try:
        completion = complete_activity(
            learner.context, enrolment_uid=enrolment_uid, activity_key=activity_key, answers=answers
        )
    except Refused as refusal:
        return show_refusal(request, refusal, back="leadership_learn:home")
    outcome = completion.outcome
    if outcome.errors:
        here = _place_or_404(request, learner, enrolment_uid, activity_key)
        return _page(request, here, answers, outcome, status=422)
    if completion.created and outcome.completed:
        messages.success(request, presenters.done_sentence(_title(completion), completion))
    elif not completion.created:
        messages.info(request, _("This was recorded before; nothing was changed."))
    return redirect("leadership_learn:activity", enrolment_uid, activity_key)


def _title(completion: Completion) -> str:
    """Of what was handed in, in the words that the fact names."""
    (fact,) = completion.facts
    return title_in(fact.module_text_id, fact.activity_key) if fact.module_text_id else ""


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
    frame = player.frames(here.page.value, request.GET)
    response = render(
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
            "frame": frame,
            **player.context(here.activity, here.page.value, dict(state), here.text.language),
        },
        status=status,
    )
    if frame:
        # The site's policy lets this one page frame that one host, now that somebody has asked for it.
        response.frames_from = f"https://{urlsplit(frame).netloc}"  # type: ignore[attr-defined]
    return response
