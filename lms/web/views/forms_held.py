"""Forms that are sent after the session has ended: held, and there again for whoever wrote in them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, QueryDict

from kernel import clock
from lms.web import form_owners, held, presenters
from lms.web.held import Typed
from lms.web.visitors import Lead, Learner

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def keeps_what_is_typed(
    *, back: Callable[..., str] | None = None, page: Callable[..., str] | None = None
) -> Callable[[V], V]:
    """Outside the door of a view that takes a form: signing in leads back to its page, or to ``back``.

    ``page`` is where the form stands, if it is sent elsewhere.
    """

    def decorated(view: V) -> V:
        @wraps(view)
        def wrapped(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            here = page(request, *args, **kwargs) if page else request.path
            if request.user.is_authenticated:
                return _let_go(request, view(request, *args, **kwargs), here)
            owner = form_owners.owner_of(request.POST)
            is_held = bool(owner) and held.hold(request, page=here, now=clock.now(), owner=owner)
            messages.warning(request, presenters.signed_out_sentence(is_held=is_held))
            return redirect_to_login(back(request, *args, **kwargs) if back else request.get_full_path())

        return cast("V", wrapped)

    return decorated


def _let_go(request: HttpRequest, response: HttpResponseBase, page: str) -> HttpResponseBase:
    """Done, or to be sent again: either way the page has it now."""
    if request.session.get(held.TYPED):
        owners = form_owners.owners(request.user)
        held.let_go(request, page=page, now=clock.now(), owners=owners)
    return response


def typed_before(request: HttpRequest, who: Lead | Learner, *, below: str = "") -> Typed | None:
    """What they sent from this page, or from below that one, while signed out; the page says so."""
    if not request.session.get(held.TYPED):
        return None
    owners = form_owners.owners(who.user)
    typed = held.held(
        request, page=below or request.path, now=who.context.now, owners=owners, or_below=bool(below)
    )
    if typed is not None:
        messages.warning(request, presenters.held_sentence(typed.at))
    return typed


def sent_or_typed(request: HttpRequest, who: Lead | Learner) -> QueryDict | None:
    """What a form is filled with: what was sent just now, or before signing in again."""
    if request.method == "POST":
        return request.POST
    typed = typed_before(request, who)
    return typed.post if typed else None
