"""The learner's programmes and record."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kernel import clock
from lms.actions.context import for_learner
from lms.actions.enrolment import join_programme
from lms.actions.enrolment import resume as resume_programme
from lms.actions.errors import Refused
from lms.actions.people import register_person, update_profile
from lms.amendments.selectors import latest_move
from lms.enrolment.enums import OPEN_STATES, State
from lms.enrolment.retiring import own_notice
from lms.people import selectors as people
from lms.records import selectors as records
from lms.records.models import Verb
from lms.web import presenters
from lms.web.brands import wear
from lms.web.forms import PersonForm, ProfileForm
from lms.web.language import remember
from lms.web.selectors import learning
from lms.web.selectors.programmes import (
    OpenProgramme,
    addresses_of,
    on_offer,
    open_programme,
    places_by_programme,
    retired_programme,
    way_to_successor,
)
from lms.web.tree_presenters import Telling
from lms.web.views.changes import NEWS
from lms.web.views.forms_held import keeps_what_is_typed, sent_or_typed
from lms.web.views.refusals import show_refusal
from lms.web.visitors import Learner, as_learner
from lms.web.why_presenters import explained
from programmes.retiring import Notice, notice_of

PAGE = 30


@require_safe
@as_learner
def programme(request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID) -> HttpResponseBase:
    course = _course_or_404(request, learner, enrolment_uid)
    groups = presenters.due_groups([course], on=learner.context.today)
    is_active = course.enrolment.state == State.ACTIVE
    is_in_flight = course.enrolment.state in OPEN_STATES
    told = own_notice(course.enrolment, on=learner.context.today) if is_in_flight else None
    return render(
        request,
        "leadership/web/learn/programme.html",
        {
            "is_active": is_active,
            "is_open": is_active or course.enrolment.state == State.COMPLETED,
            "can_resume": course.enrolment.state == State.DEFERRED,
            "course": course,
            "tree": Telling(course, addresses_of(learner.viewer, course.tree.programme_keys)).whole(),
            "next": presenters.next_of([course], groups),
            "retiring": told,
            "successor_url": way_to_successor(told),
            "move": latest_move(learner.viewer, course.enrolment.pk, since=learner.context.now - NEWS),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@as_learner
def resume(request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID) -> HttpResponseBase:
    """Going on with a programme that was paused, whoever paused it."""
    course = _course_or_404(request, learner, enrolment_uid)
    if request.method != "POST":
        if course.enrolment.state != State.DEFERRED:
            return redirect("leadership_learn:programme", enrolment_uid)
        return render(request, "leadership/web/learn/resume.html", {"course": course})
    try:
        resume_programme(learner.context, enrolment_uid=enrolment_uid)
    except Refused as refusal:
        return show_refusal(request, refusal, back="leadership_learn:home")
    messages.success(request, _("You are on the programme again. Its dates are worked out anew."))
    return redirect("leadership_learn:programme", enrolment_uid)


@require_safe
@as_learner
def why(request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID) -> HttpResponseBase:
    """Why the percentage is what it is: each requirement, the fact that met it, what is missing."""
    course = _course_or_404(request, learner, enrolment_uid)
    facts = learning.facts_told(learner.viewer, course)
    others = {fact.recorded_by_id for fact in facts.values() if fact.verb == Verb.RECOGNISED}
    names = people.names_of_users({each for each in others if each}) if others else {}
    return render(
        request,
        "leadership/web/learn/why.html",
        {"course": course, "whole": explained(course, facts, names)},
    )


def _course_or_404(request: HttpRequest, learner: Learner, enrolment_uid: uuid.UUID) -> learning.Course:
    course = learning.course(learner.viewer, enrolment_uid, on=learner.context.today)
    if course is None or course.enrolment.state == State.INVITED:
        raise Http404
    wear(request, course.enrolment.organisation)
    return course


@require_safe
@as_learner
def record(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    facts = learning.with_languages(records.facts_for(learner.viewer))
    page = Paginator(facts, PAGE).get_page(request.GET.get("page"))
    lines = learning.fact_lines(list(page.object_list))
    return render(request, "leadership/web/learn/record.html", {"page": page, "lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@as_learner
def join(request: HttpRequest, learner: Learner, programme_key: uuid.UUID) -> HttpResponseBase:
    found = open_programme(programme_key, on=learner.context.today)
    if found is None or (found.retiring and found.retiring.takes_nobody_new):
        gone = retired_programme(programme_key, on=learner.context.today)
        if gone is None:
            raise Http404
        return _retired(request, learner, programme_key, gone)
    if request.method != "POST":
        there = places_by_programme(learner.viewer).get(programme_key)
        if there is not None and there.state in (State.ACTIVE, State.DEFERRED):
            messages.info(request, _("You are on this programme already."))
            return redirect("leadership_learn:programme", there.uid)
        return _join_page(request, found)
    try:
        enrolment = join_programme(learner.context, programme_uid=programme_key)
    except Refused as refusal:
        return show_refusal(request, refusal, back="leadership_learn:home")
    messages.success(request, _("You have joined “%(title)s”.") % {"title": found.version.title})
    return redirect("leadership_learn:programme", enrolment.uid)


@require_safe
@as_learner
def open_programmes(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    places = places_by_programme(learner.viewer)
    on = learner.context.today
    programmes = [
        (version, places.get(version.programme_key), notice_of(version, on=on)) for version in on_offer(on=on)
    ]
    return render(request, "leadership/web/learn/open_programmes.html", {"programmes": programmes})


def _retired(
    request: HttpRequest, learner: Learner, programme_key: uuid.UUID, gone: tuple[str, Notice]
) -> HttpResponseBase:
    """Who follows an old link reads what became of the programme; who is on it is led to their place."""
    title, told = gone
    there = places_by_programme(learner.viewer).get(programme_key)
    if there is not None and there.state != State.INVITED and request.method != "POST":
        return redirect("leadership_learn:programme", there.uid)
    context = {"title": title, "retiring": told, "successor_url": way_to_successor(told)}
    return render(request, "leadership/web/learn/retired.html", context, status=410)


def _join_page(request: HttpRequest, found: OpenProgramme) -> HttpResponseBase:
    context = {"found": found, "successor_url": way_to_successor(found.retiring)}
    return render(request, "leadership/web/learn/join.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def register(request: HttpRequest) -> HttpResponseBase:
    """Somebody who signed up says who they are; then on to where they were going."""
    onwards = _onwards(request)
    if people.person_of(request.user) is not None:
        return redirect(onwards)
    user: Any = request.user
    initial = {"given_name": user.first_name, "family_name": user.last_name}
    form = PersonForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        context = for_learner(request.user, now=clock.now())
        register_person(context, user=request.user, language=get_language() or "", **form.cleaned_data)
        return redirect(onwards)
    status = 422 if form.is_bound else 200
    return render(
        request, "leadership/web/learn/register.html", {"form": form, "next": onwards}, status=status
    )


def _onwards(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return "leadership_learn:home"


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_learner
def profile(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    person = learner.person
    initial = {name: getattr(person, name) for name in ProfileForm.base_fields}
    form = ProfileForm(sent_or_typed(request, learner), initial=initial)
    if request.method == "POST" and form.is_valid():
        update_profile(learner.context, **form.cleaned_data)
        messages.success(request, _("Your details are saved."))
        return remember(redirect("leadership_learn:profile"), form.cleaned_data["language"])
    return render(
        request,
        "leadership/web/learn/profile.html",
        {
            "form": form,
            "stage": people.stage_on(person, on=learner.context.today),
            "grade": people.grade_on(person, on=learner.context.today),
            "memberships": people.memberships_of(person, on=learner.context.today),
        },
        status=422 if form.is_bound and request.method == "POST" else 200,
    )
