"""English or Welsh: chosen by anybody in the footer, kept with the doctor, set wherever they sign in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from kernel import clock
from lms.actions import context, people
from lms.people.selectors import person_of
from lms.web.language import languages, remember

Next = Callable[[HttpRequest], HttpResponse]


def connect() -> None:
    user_logged_in.connect(_carry_over, dispatch_uid="leadership.accounts.language")


def other_languages() -> list[tuple[str, str]]:
    """Those that a page can be read in instead."""
    now = get_language()
    return [(code, name) for code, name in languages() if code != now]


def language_of(user: Any) -> str:
    """The language that a doctor has chosen; empty for whoever is no doctor here."""
    person = person_of(user) if getattr(user, "pk", None) else None
    return person.language if person else ""


def _carry_over(sender: Any, request: HttpRequest, user: Any, **given: Any) -> None:
    """Their own language, unless nobody ever chose it and this browser has one that was chosen."""
    language = language_of(user)
    is_chosen = language != settings.LANGUAGE_CODE
    if language in dict(settings.LANGUAGES) and (
        is_chosen or settings.LANGUAGE_COOKIE_NAME not in request.COOKIES
    ):
        request.leadership_language = language  # type: ignore[attr-defined]


class RememberLanguage:
    """Whoever has just signed in reads on in their own language, on this device too."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        language = getattr(request, "leadership_language", "")
        return remember(response, language) if language else response


@require_POST
def choose(request: HttpRequest) -> HttpResponseBase:
    """The switch in the footer: back to the page that it stood on, in the other language."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    onwards = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(onwards, {request.get_host()}, require_https=request.is_secure()):
        onwards = "/"
    if request.user.is_authenticated and person_of(request.user) is not None:
        people.choose_language(context.for_learner(request.user, now=clock.now()), language=language)
    return remember(redirect(onwards), language)
