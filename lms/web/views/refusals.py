"""A refusal as a page: what cannot be done, and what to do instead."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lms.actions.errors import Refused


def show_refusal(request: HttpRequest, refusal: Refused, *, back: str) -> HttpResponse:
    return render(
        request, "leadership/web/refused.html", {"refusal": refusal, "back": reverse(back)}, status=409
    )
