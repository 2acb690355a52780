"""The pages of a survey know nobody (ADR 42). Stands before the middleware of sessions."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

Next = Callable[[HttpRequest], HttpResponse]


class SurveysKnowNobody:
    """Takes the session away before anybody looks: one that is used would be written in the same moment.

    What is left is the token of forms and the language, which name nobody.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(reverse("leadership_survey:start")):
            kept = (settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME)
            request.COOKIES = {name: request.COOKIES[name] for name in kept if name in request.COOKIES}
        return self.get_response(request)
