"""Whoever needs a second factor sets it up before anything else that needs it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kernel import clock
from lms.people.accounts import adapter

Next = Callable[[HttpRequest], HttpResponse]

PAGES = ("/admin/", "/trust/")


class SecondFactor:
    """Sends leads and staff to the set-up page, where LEADERSHIP_SECOND_FACTOR_REQUIRED names them.

    The interface asks for itself, by token as by session, and answers with its own problem details.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(PAGES) and self._is_missing(request):
            return self._refusal(request)
        return self.get_response(request)

    def _is_missing(self, request: HttpRequest) -> bool:
        if not settings.LEADERSHIP_SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return False
        accounts = adapter()
        required = accounts.second_factor_required(request.user, on=clock.today())
        return required and not accounts.has_second_factor(request.user)

    def _refusal(self, request: HttpRequest) -> HttpResponse:
        message = _("Set up a second factor first: your role sees other people's details.")
        messages.warning(request, message)
        return redirect("mfa_activate_totp")
