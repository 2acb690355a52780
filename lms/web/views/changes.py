"""What changed for a doctor who was moved to a newer version of a programme."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lms.amendments.changes import changes_of
from lms.amendments.selectors import DAYS_TO_TAKE_BACK, latest_move
from lms.enrolment import selectors as enrolments
from lms.web.visitors import Learner, as_learner

KEPT = timedelta(days=366)
"""So long the page can be read; the programme's page speaks of it for a month."""
NEWS = timedelta(days=DAYS_TO_TAKE_BACK)


@require_safe
@as_learner
def changes(request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID) -> HttpResponseBase:
    enrolment = enrolments.enrolment_for(learner.viewer, enrolment_uid)
    if enrolment is None:
        raise Http404
    move = latest_move(learner.viewer, enrolment.pk, since=learner.context.now - KEPT)
    found = changes_of(move, enrolment) if move else None
    return render(request, "leadership/web/learn/changes.html", {"enrolment": enrolment, "changes": found})
