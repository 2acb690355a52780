"""A doctor's place as its sponsor holds it: until when, what the sponsor sees, and what it wrote."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lms.enrolment import selectors
from lms.enrolment.enums import State
from lms.web import desk_presenters
from lms.web.selectors import desk
from lms.web.visitors import Learner, as_learner


@require_safe
@as_learner
def place(request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID) -> HttpResponseBase:
    row = selectors.enrolment_for(learner.viewer, enrolment_uid)
    if row is None or row.state == State.INVITED:
        raise Http404
    context = {
        "row": row,
        "last_day": selectors.last_day(row),
        "notes": desk_presenters.note_lines(selectors.notes_of(learner.viewer, row)),
        "history": desk_presenters.history(
            desk.transitions(learner.viewer, row), selectors.extensions_of(learner.viewer, row)
        ),
    }
    return render(request, "leadership/web/learn/place.html", context)
