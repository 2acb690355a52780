"""What keeps drafts from being lost: keys for the browser, and the way through signing in again (ADR 31)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from kernel import clock
from lms.api.services import limits
from lms.players.registry import player_for
from lms.web import held, local_drafts, presenters
from lms.web.selectors.player import kind_of_page
from lms.web.visitors import Learner, as_learner

PageView = Callable[[HttpRequest, uuid.UUID, uuid.UUID], HttpResponseBase]


def wants_json(request: HttpRequest) -> bool:
    """Asked by a page's script, which keeps what was typed until it hears that it is saved."""
    return request.headers.get("Accept") == "application/json"


def held_while_signed_out(view: PageView) -> PageView:
    """Outside the door: what a form brings is held, and the way through signing in leads back to its page."""

    @wraps(view)
    def wrapped(request: HttpRequest, enrolment_uid: uuid.UUID, activity_key: uuid.UUID) -> HttpResponseBase:
        if request.method != "POST" or wants_json(request) or request.user.is_authenticated:
            return view(request, enrolment_uid, activity_key)
        page = (enrolment_uid, activity_key)
        kind = kind_of_page(enrolment_uid=enrolment_uid, activity_key=activity_key)
        is_typed = kind is not None and player_for(kind).keeps_drafts
        here = reverse("leadership_learn:activity", args=page)
        is_held = is_typed and held.hold(request, page=here, now=clock.now())
        messages.warning(request, presenters.signed_out_sentence(is_held=is_held))
        return redirect_to_login(here)

    return wrapped


@require_POST
@as_learner
def draft_key(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    """What this user's drafts are kept under on this device; nothing on a shared computer."""
    if local_drafts.is_shared(request):
        return JsonResponse({"keys": []})
    waiting = limits.take(
        learner.user.pk,
        "draft_key",
        limit=local_drafts.KEYS_AT_MOST,
        period=local_drafts.KEYS_WITHIN,
        now=learner.context.now,
    )
    if waiting is not None:
        seconds = str(round(waiting.total_seconds()) + 1)
        return JsonResponse({"keys": []}, status=429, headers={"Retry-After": seconds})
    return JsonResponse({"keys": local_drafts.keys_of(learner.user)})


@require_safe
@as_learner
def signed_in(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    """Where signing in again ends that was begun beside a page with something typed."""
    return render(request, "leadership/web/learn/signed_in.html")
