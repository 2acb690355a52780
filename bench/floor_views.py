"""Views that do next to nothing: an answer, an answer to somebody signed in, and three small queries."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("well")


def session(request: HttpRequest) -> HttpResponse:
    return HttpResponse("well" if request.user.is_authenticated else "who")


def queries(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        for _ in range(3):
            cursor.execute("SELECT id, name FROM leadership_organisations_organisation LIMIT 1")
            cursor.fetchall()
    return HttpResponse("well")
