"""Headers that depend on where in the site a page stands."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template import loader
from django.urls import reverse

Next = Callable[[HttpRequest], HttpResponse]

# Wagtail's editors use inline scripts and styles, previews of our pages and data: images.
ADMIN_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-ancestors": [SELF],
    "frame-src": [SELF],
    "connect-src": [SELF],
}


class Maintenance:
    """Closes the site while the setting says so, or while there is a file ``maintenance`` in DATA_DIR.

    Looked for at each request, so that no process has to be started again; the health check goes on.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == reverse("health") or not _is_closed():
            return self.get_response(request)
        page = HttpResponse(loader.render_to_string("503.html"), status=HTTPStatus.SERVICE_UNAVAILABLE)
        page["Retry-After"] = str(settings.MAINTENANCE_RETRY_SECONDS)
        page["Cache-Control"] = "no-store"
        return page


def _is_closed() -> bool:
    return bool(settings.MAINTENANCE) or (settings.DATA_DIR / "maintenance").exists()


class ContentSecurityPolicy(CSPMiddleware):
    """The strict policy everywhere, Wagtail's needs under the admin, a frame where a learner asked for it."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path.startswith("/admin/"):
            response._csp_replace = ADMIN_POLICY  # type: ignore[attr-defined]
        elif getattr(request, "is_dummy", False):
            # What an editor previews is asked for at its own address, and shown in a frame of the admin.
            response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]
        frames_from = getattr(response, "frames_from", "")
        if frames_from:
            response._csp_update = {"frame-src": [frames_from]}  # type: ignore[attr-defined]
        return super().process_response(request, response)


class RefusedMethodsAreExplained:
    """Whoever opens the address of a button, from the history or a restored tab, reads more than a blank."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        refused = request.method == "GET" and response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
        if not refused or response.content:
            return response
        page = render(request, "405.html", status=response.status_code)
        page["Allow"] = response["Allow"]
        return page


class PersonalPagesAreNotStored:
    """A page shown to somebody signed in is kept by no cache, so that the back button shows nothing."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # `_cached_user` is there only when the view asked who is signed in: asking here would cost queries.
        user = getattr(request, "_cached_user", None)
        if user is not None and user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store, private"
        return response
