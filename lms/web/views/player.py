"""The module player: one activity a page, handed in by an ordinary form; drafts of it on the way."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.serving import serve
from lms.actions import begun
from lms.actions.errors import Refused
from lms.actions.learning import (
    CHANGED_ELSEWHERE,
    CLOSED,
    MARKED_BY_PEOPLE,
    Completion,
    begin_activity,
    complete_activity,
    keep_place,
    save_draft,
)
from lms.actions.work import add_files, hand_in, remove_file
from lms.enrolment.enums import State
from lms.players.base import Player
from lms.players.registry import player_for
from lms.progress.presenters import why_closed
from lms.records.selectors import extra_percent_of
from lms.records.services.attempts import Base
from lms.web import held, presenters
from lms.web.brands import wear
from lms.web.selectors.player import OPEN, Place, file_to_play, kind_to_hand_in, place, title_in
from lms.web.views.drafts import held_while_signed_out, wants_json
from lms.web.views.refusals import show_refusal
from lms.web.visitors import Learner, as_learner, as_learner_keeping
from programmes import activity_types
from programmes.activity_types import Outcome
from programmes.rules import recordings

MARK = re.compile(r"[0-9a-f]{32}")
MOST_AT_ONCE = 20


@dataclass(frozen=True)
class Shown:
    """What the form holds that is not saved, and why the page says so."""

    state: Mapping[str, Any]
    seen: str
    notice: str = ""
    unsaved: bool = False
    changed: bool = False
    """Something else was saved elsewhere: the page's script asks before it saves."""


@require_http_methods(["GET", "HEAD", "POST"])
@held_while_signed_out
@as_learner
def activity(
    request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID, activity_key: uuid.UUID
) -> HttpResponseBase:
    if request.method == "POST":
        return _hand_in(request, learner, enrolment_uid, activity_key)
    here = place_or_404(request, learner, enrolment_uid, activity_key)
    if here.course.enrolment.state not in OPEN:
        return redirect("leadership_learn:programme", enrolment_uid)
    shown = _shown(request, learner, here)
    return _page(request, learner, here, shown, None if shown.unsaved else _outcome_of(here))


@require_POST
@as_learner
def begin(
    request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID, activity_key: uuid.UUID
) -> HttpResponseBase:
    """Draw what is asked and start the clock."""
    try:
        begin_activity(learner.context, enrolment_uid=enrolment_uid, activity_key=activity_key)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("leadership_learn:activity", enrolment_uid, activity_key)


def _shown(request: HttpRequest, learner: Learner, here: Place) -> Shown:
    """What is saved; or what they sent while they were signed out, as if it were typed just now."""
    typed = None if here.is_done else held.held(request, page=request.path, now=learner.context.now)
    if typed is None:
        return Shown(here.state, here.seen)
    answers = player_for(here.activity.kind).read(typed.post)
    notice = presenters.held_sentence(typed.at)
    return Shown(answers, typed.post.get("seen", here.seen), notice, unsaved=True)


@require_POST
@held_while_signed_out
@as_learner
def draft(
    request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID, activity_key: uuid.UUID
) -> HttpResponseBase:
    """Keep what was typed so far; the page's script asks for JSON, the button goes back to the page."""
    player = _player_or_404(learner, enrolment_uid, activity_key)
    answers = player.read(request.POST)
    try:
        if player.keeps_drafts:
            attempt = save_draft(
                learner.context,
                enrolment_uid=enrolment_uid,
                activity_key=activity_key,
                state=answers,
                base=_base(request),
            )
        else:
            attempt = keep_place(
                learner.context, enrolment_uid=enrolment_uid, activity_key=activity_key, state=answers
            )
    except Refused as refusal:
        if wants_json(request):
            return JsonResponse({"message": str(refusal), "code": refusal.code}, status=409)
        return _refused(request, learner, refusal, (enrolment_uid, activity_key))
    _let_go(request, learner, enrolment_uid, activity_key)
    is_late = begun.is_over(attempt, learner.context.now)
    saved = presenters.came_late() if is_late else presenters.saved_at(attempt.saved_at)
    if wants_json(request):
        return JsonResponse({"message": saved, "seen": attempt.stamp})
    messages.success(request, saved)
    return redirect("leadership_learn:activity", enrolment_uid, activity_key)


def _let_go(
    request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID, activity_key: uuid.UUID
) -> None:
    page = reverse("leadership_learn:activity", args=[enrolment_uid, activity_key])
    held.let_go(request, page=page, now=learner.context.now)


def _base(request: HttpRequest) -> Base | None:
    """What the page was made from. A program that does not say is believed to know."""
    seen, mark = request.POST.get("seen"), request.POST.get("mark", "")
    return None if seen is None else Base(seen, mark if MARK.fullmatch(mark) else "")


def _refused(
    request: HttpRequest,
    learner: Learner,
    refusal: Refused,
    page: tuple[uuid.UUID, uuid.UUID],
) -> HttpResponseBase:
    """Where something else was saved meanwhile, or it was closed, the page again with what was typed."""
    if refusal.code in begun.NO_ATTEMPT_OPEN:
        messages.warning(request, str(refusal))
        return redirect("leadership_learn:activity", *page)
    if refusal.code not in (CHANGED_ELSEWHERE, CLOSED):
        return show_refusal(request, refusal, back="leadership_learn:home")
    here = place_or_404(request, learner, *page)
    answers = player_for(here.activity.kind).read(request.POST)
    if refusal.code == CLOSED:
        notice = presenters.closed_sentence()
        return _page(
            request, learner, here, Shown(answers, here.seen, notice, unsaved=True), None, status=409
        )
    notice = presenters.changed_sentence(here.attempt.saved_at) if here.attempt else str(refusal)
    shown = Shown(answers, here.seen, notice, unsaved=True, changed=True)
    return _page(request, learner, here, shown, None, status=409)


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


def place_or_404(
    request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID, activity_key: uuid.UUID
) -> Place:
    here = place(
        learner.viewer,
        enrolment_uid=enrolment_uid,
        activity_key=activity_key,
        language=learner.person.language,
        on=learner.context.today,
    )
    if here is None or here.course.enrolment.state == State.INVITED:
        raise Http404
    wear(request, here.course.enrolment.organisation)
    return here


def _player_or_404(learner: Learner, enrolment_uid: uuid.UUID, activity_key: uuid.UUID) -> Player:
    kind = kind_to_hand_in(learner.viewer, enrolment_uid=enrolment_uid, activity_key=activity_key)
    if kind is None:
        raise Http404
    return player_for(kind)


def _hand_in(
    request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID, activity_key: uuid.UUID
) -> HttpResponseBase:
    """The page itself is read only where something must be answered again."""

    def read(kind: str) -> Mapping[str, Any]:
        return player_for(kind).read(request.POST)

    try:
        completion = complete_activity(
            learner.context,
            enrolment_uid=enrolment_uid,
            activity_key=activity_key,
            answers=read,
            base=_base(request),
        )
    except Refused as refusal:
        if refusal.code == MARKED_BY_PEOPLE:
            return _give_to_markers(request, learner, (enrolment_uid, activity_key))
        return _refused(request, learner, refusal, (enrolment_uid, activity_key))
    outcome = completion.outcome
    if outcome.errors:
        return _wrong(request, learner, outcome, (enrolment_uid, activity_key))
    _let_go(request, learner, enrolment_uid, activity_key)
    if completion.created and outcome.completed:
        messages.success(request, presenters.done_sentence(_title(completion), completion))
        if completion.drafted:
            messages.info(request, presenters.drafted_sentence())
    elif not completion.created:
        messages.info(request, _("This was recorded before; nothing was changed."))
    return redirect("leadership_learn:activity", enrolment_uid, activity_key)


def _wrong(
    request: HttpRequest, learner: Learner, outcome: Outcome, page: tuple[uuid.UUID, uuid.UUID]
) -> HttpResponseBase:
    here = place_or_404(request, learner, *page)
    shown = Shown(player_for(here.activity.kind).read(request.POST), here.seen, unsaved=True)
    return _page(request, learner, here, shown, outcome, status=422)


def _give_to_markers(
    request: HttpRequest, learner: Learner, page: tuple[uuid.UUID, uuid.UUID]
) -> HttpResponseBase:
    """Files chosen and not added yet are part of it; where one is not taken, nothing is handed in."""
    where = {"enrolment_uid": page[0], "activity_key": page[1]}
    answers = _player_or_404(learner, *page).read(request.POST)
    try:
        refused = keep_files(request, learner, page)
        if refused:
            wrong = Outcome(completed=False, errors={"files": " ".join(refused)})
            return _wrong(request, learner, wrong, page)
        outcome, handed = hand_in(learner.context, **where, answers=answers, base=_base(request))
    except Refused as refusal:
        return _refused(request, learner, refusal, page)
    if handed is None:
        return _wrong(request, learner, outcome, page)
    _let_go(request, learner, *page)
    messages.success(request, _("It is handed in, and with the markers now."))
    return redirect("leadership_learn:activity", *page)


def keep_files(request: HttpRequest, learner: Learner, page: tuple[uuid.UUID, uuid.UUID]) -> list[str]:
    """What was chosen is kept with the work; returns why some of it was not."""
    chosen = request.FILES.getlist("files")
    if not chosen:
        return []
    _added, refused = add_files(
        learner.context, enrolment_uid=page[0], activity_key=page[1], files=chosen[:MOST_AT_ONCE]
    )
    return refused


@require_POST
@held_while_signed_out
@as_learner
def files(
    request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID, activity_key: uuid.UUID
) -> HttpResponseBase:
    """Add files, and keep what was typed beside them."""
    page = (enrolment_uid, activity_key)
    answers = _player_or_404(learner, *page).read(request.POST)
    try:
        refused = keep_files(request, learner, page)
        _keep_typed(request, learner, answers, page)
    except Refused as refusal:
        return _refused(request, learner, refusal, page)
    for why in refused:
        messages.error(request, why)
    if not request.FILES:
        messages.warning(request, _("Choose a file first, then add it."))
    return redirect("leadership_learn:activity", *page)


@require_POST
@as_learner
def take_away(
    request: HttpRequest,
    learner: Learner,
    enrolment_uid: uuid.UUID,
    activity_key: uuid.UUID,
    file_uid: uuid.UUID,
) -> HttpResponseBase:
    """Remove a file from work that is not handed in, and keep what was typed beside it."""
    page = (enrolment_uid, activity_key)
    answers = _player_or_404(learner, *page).read(request.POST)
    try:
        remove_file(
            learner.context, enrolment_uid=enrolment_uid, activity_key=activity_key, file_uid=file_uid
        )
        _keep_typed(request, learner, answers, page)
    except Refused as refusal:
        return _refused(request, learner, refusal, page)
    return redirect("leadership_learn:activity", *page)


def _keep_typed(
    request: HttpRequest,
    learner: Learner,
    answers: Mapping[str, Any],
    page: tuple[uuid.UUID, uuid.UUID],
) -> None:
    if request.POST.get("text"):
        save_draft(
            learner.context,
            enrolment_uid=page[0],
            activity_key=page[1],
            state=answers,
            base=_base(request),
        )
        _let_go(request, learner, *page)


def _title(completion: Completion) -> str:
    """Of what was handed in, in the words that the fact names."""
    (fact,) = completion.facts
    if not fact.module_text_id or not fact.activity_key:
        return ""
    return title_in(fact.module_text_id, fact.activity_key)


def _outcome_of(here: Place) -> Outcome | None:
    """What the answers handed in last amounted to: judging is pure, so it is asked again."""
    attempt, kind = here.attempt, activity_types.get(here.activity.kind)
    if attempt is None or attempt.submitted_at is None or kind.is_marked or not kind.keeps_answers:
        return None
    return kind.judge(here.activity.scoring, {**attempt.state, begun.SETUP: attempt.setup})


def _page(
    request: HttpRequest,
    learner: Learner,
    here: Place,
    shown: Shown,
    outcome: Outcome | None,
    *,
    status: int = 200,
) -> HttpResponseBase:
    player = player_for(here.activity.kind)
    closed = why_closed(here.opening)
    frame = None if closed else player.frames(here.page.value, request.GET)
    own = player.own(learner.viewer, here.activity)
    repeats = activity_types.get(here.activity.kind).repeats
    setup = begun.played(here.attempt, now=learner.context.now)
    state = {**shown.state, begun.SETUP: setup}
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
            "state": shown.state,
            "shown": shown,
            "closed": closed,
            "is_shut": bool(closed) and not shown.unsaved,
            "first": presenters.first_of(here),
            "frame": frame,
            "is_closed": here.is_done and not repeats,
            "setup": setup,
            **_beginning(here, learner),
            **player.context(here.activity, here.page.value, state, here.text.language),
            **own,
        },
        status=status,
    )
    if frame:
        # The site's policy lets this one page frame that one host, now that somebody has asked for it.
        response.frames_from = f"https://{urlsplit(frame).netloc}"  # type: ignore[attr-defined]
    return response


def _beginning(here: Place, learner: Learner) -> dict[str, Any]:
    """Of a kind that begins with a press, while no attempt is open: what is said beside the button."""
    kind = activity_types.get(here.activity.kind)
    is_open = here.is_draft and bool(here.attempt and here.attempt.setup)
    if not kind.begins or here.is_done or is_open:
        return {}
    return {
        "begins": True,
        "extra_percent": extra_percent_of(learner.person.pk),
        "extra_time_url": reverse("leadership_learn:extra_time"),
    }
