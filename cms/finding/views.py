"""The page of the public search."""

from __future__ import annotations

import logging

from django.db import DatabaseError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Site

from cms.finding import selectors

log = logging.getLogger(__name__)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Where the database does not answer the question, the page says so and shows where else to look."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    try:
        with transaction.atomic():
            found = selectors.search(request.GET, site=site)
    except DatabaseError:
        log.exception("The search was not answered.")
        return render(
            request, "cms/search_failed.html", {"words": request.GET.get("q", "")[:100]}, status=503
        )
    return render(request, "cms/search.html", {"found": found})
