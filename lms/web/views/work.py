"""The doctor's own work beside the player: its files, and its page to print or take along."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from kernel.serving import serve
from lms.assignments import selectors
from lms.assignments.models import WorkFile
from lms.players.base import Player
from lms.players.registry import player_for
from lms.portfolio.models import EvidenceFile
from lms.web.exports import CSV, file_response
from lms.web.selectors.player import Place
from lms.web.views.player import place_or_404
from lms.web.visitors import Learner, as_learner


def as_download(request: HttpRequest, kept: WorkFile | EvidenceFile) -> HttpResponseBase:
    """Always saved and never shown inside the site: whatever it is, it came from outside."""
    response = serve(request, kept.file, content_type=kept.content_type)
    response["Content-Disposition"] = content_disposition_header(True, kept.name) or "attachment"
    return response


@require_safe
@as_learner
def file(
    request: HttpRequest,
    learner: Learner,
    enrolment_uid: uuid.UUID,
    activity_key: uuid.UUID,
    file_uid: uuid.UUID,
) -> HttpResponseBase:
    kept = selectors.own_file(learner.viewer, file_uid=file_uid)
    if kept is None or kept.activity_key != activity_key:
        raise Http404
    return as_download(request, kept)


def _summed_up(
    request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID, activity_key: uuid.UUID
) -> tuple[Place, Player]:
    here = place_or_404(request, learner, enrolment_uid, activity_key)
    player = player_for(here.activity.kind)
    if not player.summary_template or here.attempt is None:
        raise Http404
    return here, player


@require_safe
@as_learner
def summary(
    request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID, activity_key: uuid.UUID
) -> HttpResponseBase:
    here, player = _summed_up(request, learner, enrolment_uid, activity_key)
    context: dict[str, Any] = player.context(
        here.activity, here.page.value, dict(here.state), here.text.language
    )
    return render(
        request,
        "leadership/web/learn/summary.html",
        {
            **context,
            "here": here,
            "enrolment": here.course.enrolment,
            "player": player,
            "person": learner.person,
        },
    )


@require_safe
@as_learner
def summary_csv(
    request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID, activity_key: uuid.UUID
) -> HttpResponseBase:
    here, player = _summed_up(request, learner, enrolment_uid, activity_key)
    heading, *rows = player.table(here.page.value, dict(here.state))
    return file_response(CSV, slugify(here.title) or player.code, heading, rows)
