"""The learner's home: what to do next and why, where they stand, and what waits for an answer."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.actions.people import ask_later as put_off
from lms.calendar.presenters import in_words
from lms.enrolment.enums import State
from lms.enrolment.tokens import make_token
from lms.people.accounts import adapter
from lms.people.addresses import has_lasting
from lms.people.standing import EndingPost
from lms.reminders import selectors as reminders
from lms.reminders.presenters import coming_lines
from lms.web import presenters
from lms.web.competence_presenters import stage_of, strip
from lms.web.selectors import competences, learning
from lms.web.selectors.programmes import on_offer
from lms.web.visitors import Doctor, Learner, as_doctor, as_learner

COMING = 5


@require_safe
@as_doctor
def home(request: HttpRequest, doctor: Doctor) -> HttpResponseBase:
    """Eight queries; one more where a post ends soon, and where there is no programme yet."""
    found = learning.everything(doctor.viewer, on=doctor.context.today)
    by_state = {
        state: [course for course in found.courses if course.enrolment.state == state]
        for state in learning.SHOWN_STATES
    }
    groups = presenters.due_groups(found.courses, on=doctor.context.today)
    return render(
        request,
        "leadership/web/learn/home.html",
        {
            "person": doctor.person,
            "sentence": presenters.home_sentence(
                groups,
                invitations=len(by_state[State.INVITED]),
                active=len(by_state[State.ACTIVE]),
                deferred=len(by_state[State.DEFERRED]),
                finished=len(by_state[State.COMPLETED]),
            ),
            "next": presenters.next_of(found.courses, groups),
            "groups": groups,
            "invited": [
                (course, make_token(course.enrolment.uid, course.enrolment.link))
                for course in by_state[State.INVITED]
            ],
            "courses": [*by_state[State.ACTIVE], *by_state[State.DEFERRED]],
            "finished": by_state[State.COMPLETED],
            "ending": _without_lasting_address(doctor),
            **_standing(doctor, found),
            "marks": doctor.marks,
            "returned": presenters.returned(found.courses),
            "coming": coming_lines(reminders.own_coming_lines(doctor.person, limit=COMING)),
        },
    )


def _standing(doctor: Doctor, found: learning.Everything) -> dict[str, Any]:
    """The strip of the domains; for who is on no programme, what they could join."""
    stage = stage_of(doctor.stage, found.courses)
    profile = competences.profile(found, stage=stage) if stage else None
    offered = [] if found.courses else on_offer(on=doctor.context.today)
    open_now = [each for each in offered if stage in (None, each.stage)]
    return {"strip": strip(profile, now=doctor.context.now), "open_now": open_now}


def _without_lasting_address(doctor: Doctor) -> EndingPost | None:
    """The post that ends soon, where no address of the doctor's outlasts it."""
    post = doctor.ending
    if post is None or has_lasting(adapter().verified_emails(doctor.user), post_email=post.email):
        return None
    return post


@require_POST
@as_learner
def ask_later(request: HttpRequest, learner: Learner, membership_uid: uuid.UUID) -> HttpResponseBase:
    again = put_off(learner.context, membership_uid=membership_uid)
    messages.info(request, _("We ask again on %(day)s.") % {"day": in_words(again)})
    return redirect("leadership_learn:home")
