"""What is taken from the library's pages: citations, our PDF, everything as ZIP, an event for calendars."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe
from wagtail.models import Page

from cms.site import bundles, citing, counting, event_files, listings, pdfs, shelves
from cms.site.models.downloads import Taken
from kernel.conf import site_address
from kernel.serving import serve

P = TypeVar("P", bound=Page)

BIBTEX, RIS = "application/x-bibtex", "application/x-research-info-systems"


def _shown(rows: QuerySet[P], pk: int) -> P:
    """Only what visitors may open: drafts and closed pages do not exist."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _attached(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def bibtex(request: HttpRequest, pk: int) -> HttpResponseBase:
    page = _shown(listings.deliverables(), pk)
    said = citing.bibtex(citing.reference_of(page, address=page.get_full_url(request)))
    return _attached(HttpResponse(said, content_type=f"{BIBTEX}; charset=utf-8"), f"{page.slug}.bib")


@require_safe
def ris(request: HttpRequest, pk: int) -> HttpResponseBase:
    page = _shown(listings.deliverables(), pk)
    said = citing.ris(citing.reference_of(page, address=page.get_full_url(request)))
    return _attached(HttpResponse(said, content_type=f"{RIS}; charset=utf-8"), f"{page.slug}.ris")


@require_safe
def pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    page = _shown(listings.deliverables(), pk)
    made = pdfs.pdf_of(page)
    if made is None:
        raise Http404
    counting.count(request, Taken.PDF, page=page.pk)
    return _attached(serve(request, made.file, content_type="application/pdf"), f"{page.slug}-summary.pdf")


@require_safe
def everything(request: HttpRequest, pk: int) -> HttpResponseBase:
    page = _shown(listings.deliverables(), pk)
    counting.count(request, Taken.ALL, page=page.pk)
    packed = bundles.contents(page, address=page.get_full_url(request))
    parts = bundles.stream(packed) if request.method == "GET" else iter(())
    return _attached(StreamingHttpResponse(parts, content_type="application/zip"), f"{page.slug}.zip")


@require_safe
def calendar(request: HttpRequest, pk: int) -> HttpResponseBase:
    page = _shown(shelves.events(), pk)
    host = urlsplit(site_address()).hostname or "localhost"
    made = event_files.calendar_of(page, address=page.get_full_url(request), host=host)
    return _attached(HttpResponse(made, content_type="text/calendar; charset=utf-8"), f"{page.slug}.ics")


urlpatterns: list[URLPattern] = [
    path("<int:pk>/citation.bib", bibtex, name="cite_bibtex"),
    path("<int:pk>/citation.ris", ris, name="cite_ris"),
    path("<int:pk>/summary.pdf", pdf, name="deliverable_pdf"),
    path("<int:pk>/all.zip", everything, name="deliverable_zip"),
    path("<int:pk>/event.ics", calendar, name="event_file"),
]
