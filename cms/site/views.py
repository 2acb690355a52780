"""Views of the site itself."""

from __future__ import annotations

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Site

from cms.site import selectors


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For the launcher and load balancers: the site answers and its database does too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def favicon(request: HttpRequest) -> HttpResponseBase:
    """Where browsers look beside whatever names no icon: a file, an answer of the interface, a bare page."""
    return redirect(static("cms/favicon.svg"))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines are welcome on the public pages only."""
    private = ["/accounts/", "/admin/", "/api/", "/learn/", "/trust/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in private)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    pages = [(page.get_full_url(request), page.last_published_at) for page in selectors.public_pages(site)]
    return render(request, "cms/sitemap.xml", {"pages": pages}, content_type="application/xml")
