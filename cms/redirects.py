"""Wagtail's redirects, at one query for an address that is not there and leads nowhere."""

from __future__ import annotations

from urllib.parse import urlparse

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.encoding import uri_to_iri
from wagtail.contrib.redirects.middleware import RedirectMiddleware
from wagtail.contrib.redirects.models import Redirect


class Redirects(RedirectMiddleware):
    """Which site is asked is looked up only where somebody has made a redirect from there on any site."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code != 404 or not _any_leads_on(request):
            return response
        found: HttpResponseBase = super().process_response(request, response)
        return found


def _any_leads_on(request: HttpRequest) -> bool:
    path: str = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    asked = (path, urlparse(path).path)
    # PostgreSQL holds no text with a null in it.
    wanted = {each for each in (*asked, *(str(uri_to_iri(each)) for each in asked)) if "\0" not in each}
    return bool(wanted) and Redirect.objects.filter(old_path__in=wanted).exists()
