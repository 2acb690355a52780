"""Who is at the door: a learner with a record of their own, or a lead of a trust."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from competencies.enums import Stage
from kernel import clock
from kernel.access import Viewer
from kernel.audit import Actor
from lms.actions.base import Context
from lms.assignments.selectors import MARKS
from lms.organisations.models import Organisation
from lms.people import selectors as people
from lms.people.models import Person
from lms.people.standing import EndingPost, standing_of
from lms.web.brands import wear_one_of

P = ParamSpec("P")


@dataclass(frozen=True)
class Learner:
    user: Any
    person: Person
    context: Context

    @property
    def viewer(self) -> Viewer:
        return self.context.viewer


L = TypeVar("L", bound=Learner)


@dataclass(frozen=True)
class Lead:
    user: Any
    person: Person
    context: Context
    organisations: list[Organisation]
    """Where they lead, by name, each with its look."""

    @property
    def viewer(self) -> Viewer:
        return self.context.viewer


@dataclass(frozen=True)
class Doctor(Learner):
    """A learner with where they stand today, for pages that speak of it: the same number of queries."""

    stage: Stage | None
    ending: EndingPost | None
    marks: bool
    """Whether they mark the work of others."""


def as_learner(
    view: Callable[Concatenate[HttpRequest, Learner, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Signed in, and somebody: who is nobody yet says first who they are, then goes on."""
    guarded: Callable[Concatenate[HttpRequest, P], HttpResponseBase] = never_cache(as_learner_keeping(view))
    return guarded


def as_learner_keeping(
    view: Callable[Concatenate[HttpRequest, Learner, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """The same for what says nothing about the learner, so that their browser may keep it for a while."""
    return _admitting(view, _learner)


def as_doctor(
    view: Callable[Concatenate[HttpRequest, Doctor, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """As a learner, with their career stage and a post that is about to end."""
    guarded: Callable[Concatenate[HttpRequest, P], HttpResponseBase] = never_cache(_admitting(view, _doctor))
    return guarded


def _learner(user: Any, now: datetime) -> Learner | None:
    person = people.person_of(user)
    return Learner(user, person, _context(user, person, now)) if person else None


def _doctor(user: Any, now: datetime) -> Doctor | None:
    found = standing_of(user, on=clock.local_date(now), asked=MARKS)
    if found is None:
        return None
    context = _context(user, found.person, now)
    return Doctor(user, found.person, context, found.stage, found.ending, found.answer)


def _context(user: Any, person: Person, now: datetime) -> Context:
    return Context(Actor.user(user.pk), people.viewer_for_person(person), now)


def _admitting(
    view: Callable[Concatenate[HttpRequest, L, P], HttpResponseBase],
    find: Callable[[Any, datetime], L | None],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        learner = find(request.user, clock.now())
        if learner is None:
            onwards = request.get_full_path() if request.method in ("GET", "HEAD") else ""
            query = f"?{urlencode({'next': onwards})}" if onwards else ""
            return redirect(reverse("leadership_learn:register") + query)
        return view(request, learner, *args, **kwargs)

    guarded: Callable[Concatenate[HttpRequest, P], HttpResponseBase] = login_required(wrapped)
    return guarded


def lead_of(request: HttpRequest) -> Lead | None:
    """The visitor as lead of at least one organisation today."""
    now = clock.now()
    person = people.person_of(request.user)
    on = clock.local_date(now)
    organisations = people.lead_organisations(person, on=on) if person else []
    if person is None or not organisations:
        return None
    user: Any = request.user
    viewer = Viewer.of_organisations((each.pk for each in organisations), on=on)
    wear_one_of(request, organisations)
    return Lead(user, person, Context(Actor.user(user.pk), viewer, now), organisations)


def as_lead(
    view: Callable[Concatenate[HttpRequest, Lead, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """To everybody but a lead the desk is not there."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        lead = lead_of(request)
        if lead is None:
            raise Http404
        return view(request, lead, *args, **kwargs)

    guarded: Callable[Concatenate[HttpRequest, P], HttpResponseBase] = never_cache(login_required(wrapped))
    return guarded
