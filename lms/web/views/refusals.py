"""A refusal as a page: what cannot be done, and what to do instead."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lms.actions.errors import Refused


def show_refusal(request: HttpRequest, refusal: Refused, *, back: str) -> HttpResponse:
    """``back`` is the name of a page."""
    return show_refusal_at(request, refusal, back=reverse(back))


def show_refusal_at(request: HttpRequest, refusal: Refused, *, back: str) -> HttpResponse:
    """``back`` is the address of the page that the visitor came from."""
    return render(request, "leadership/web/refused.html", {"refusal": refusal, "back": back}, status=409)
