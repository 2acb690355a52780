"""How long somebody stays signed in: so long without a page, and so long at most.

The times stand in the session itself and are written at most every few minutes, so that a page costs no
write. Who has others' details before them (trust leads and whoever may enter the admin) has less.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cms.accounts.adapter import may_enter_admin
from kernel import clock
from kernel.clock import local_date
from lms.people.selectors import lead_organisations, person_of

Next = Callable[[HttpRequest], HttpResponse]

MARK = "leadership_signed_in"
TOUCH = timedelta(minutes=5)


def connect() -> None:
    user_logged_in.connect(_begin, dispatch_uid="leadership.accounts.sessions")


def _begin(sender: Any, request: HttpRequest, user: Any, **given: Any) -> None:
    _mark(request, user, now=clock.now())


def _mark(request: HttpRequest, user: Any, *, now: datetime, since: float | None = None) -> None:
    seen = now.timestamp()
    request.session[MARK] = {"since": since or seen, "seen": seen, "who": who_is(user, now=now)}


def who_is(user: Any, *, now: datetime) -> str:
    if may_enter_admin(user):
        return "staff"
    person = person_of(user)
    leads = person is not None and bool(lead_organisations(person, on=local_date(now)))
    return "lead" if leads else "learner"


def is_over(mark: dict[str, Any], *, now: datetime) -> bool:
    idle, at_most = settings.SESSION_LIMITS[mark["who"]]
    at = now.timestamp()
    return bool(at - mark["seen"] > idle.total_seconds() or at - mark["since"] > at_most.total_seconds())


class SessionLimits:
    """Signs out whoever was away too long, or signed in too long ago. Stands after the messages."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            self._look(request, now=clock.now())
        return self.get_response(request)

    def _look(self, request: HttpRequest, *, now: datetime) -> None:
        mark = request.session.get(MARK)
        if mark is None:
            # From before there were limits, or made by a program: they count from here.
            _mark(request, request.user, now=now)
        elif is_over(mark, now=now):
            logout(request)
            messages.info(request, _("You were signed out, as nobody can tell who is at the screen by now."))
        elif now.timestamp() - mark["seen"] >= TOUCH.total_seconds():
            _mark(request, request.user, now=now, since=mark["since"])
