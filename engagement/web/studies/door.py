"""Who is at the door of a study: one of its team, or nobody who learns that there is one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from engagement.studies import selectors
from engagement.studies.enums import TeamRole
from engagement.studies.models import Study
from kernel import clock
from kernel.access import Viewer
from kernel.audit import Actor
from lms.actions.base import Context

P = ParamSpec("P")

OPENED = "studies_opened"
"""In the session: when what is known of a study's participants was opened."""
OPEN_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class Researcher:
    user: Any
    context: Context

    @property
    def viewer(self) -> Viewer:
        return self.context.viewer


@dataclass(frozen=True)
class Member(Researcher):
    study: Study
    role: str

    @property
    def is_close(self) -> bool:
        return selectors.is_close(self.role)

    @property
    def leads(self) -> bool:
        return self.role == TeamRole.LEAD


def researcher_of(request: HttpRequest) -> Researcher:
    user: Any = request.user
    viewer = selectors.viewer_for(user.pk)
    return Researcher(user, Context(Actor.user(user.pk), viewer, clock.now()))


def as_researcher(
    view: Callable[Concatenate[HttpRequest, Researcher, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Whoever is in a team or may begin a study."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        found = researcher_of(request)
        if not found.viewer.ids and not selectors.may_begin(found.user):
            raise Http404
        return view(request, found, *args, **kwargs)

    guarded: Callable[Concatenate[HttpRequest, P], HttpResponseBase] = never_cache(login_required(wrapped))
    return guarded


MemberView = Callable[Concatenate[HttpRequest, Member, P], HttpResponseBase]


def as_member(
    *roles: TeamRole, opened: bool = False
) -> Callable[[MemberView[P]], Callable[Concatenate[HttpRequest, uuid.UUID, P], HttpResponseBase]]:
    """In one of these roles, or in any. ``opened``: looking was recorded within the last hour."""

    def decorate(
        view: MemberView[P],
    ) -> Callable[Concatenate[HttpRequest, uuid.UUID, P], HttpResponseBase]:
        @wraps(view)
        def wrapped(
            request: HttpRequest, study_uid: uuid.UUID, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            found = member_of(request, study_uid)
            if found is None or (roles and found.role not in roles):
                raise Http404
            if opened and request.method != "POST" and not is_opened(request, found):
                context = {"member": found, "study": found.study, "next": request.get_full_path()}
                return render(request, "leadership/studies/open.html", context)
            return view(request, found, *args, **kwargs)

        guarded: Any = never_cache(login_required(by_position(wrapped)))
        return guarded  # type: ignore[no-any-return]

    return decorate


def by_position(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Addresses give the study by name."""

    @wraps(view)
    def wrapped(request: HttpRequest, *, study_uid: uuid.UUID, **kwargs: Any) -> HttpResponseBase:
        return view(request, study_uid, **kwargs)

    return wrapped


def member_of(request: HttpRequest, uid: uuid.UUID) -> Member | None:
    found = researcher_of(request)
    study = selectors.study_for(found.viewer, uid)
    if study is None:
        return None
    role: str = study.my_role  # type: ignore[attr-defined]
    return Member(found.user, found.context, study, role)


def note_opened(request: HttpRequest, member: Member) -> None:
    opened = dict(request.session.get(OPENED, {}))
    opened[str(member.study.uid)] = member.context.now.isoformat()
    request.session[OPENED] = opened


def is_opened(request: HttpRequest, member: Member) -> bool:
    at = request.session.get(OPENED, {}).get(str(member.study.uid))
    return bool(at) and member.context.now - datetime.fromisoformat(at) < OPEN_FOR
