"""Due dates in the doctor's own calendar: the page about it, and the feed that calendar programs read."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kernel import clock
from kernel.throttle import Throttle
from lms.actions.feeds import end_feed, make_feed
from lms.calendar import selectors, tokens
from lms.calendar.feed import calendar_of
from lms.calendar.models import CalendarFeed
from lms.people.selectors import viewer_for_person
from lms.web.visitors import Learner, as_learner

READS = Throttle(limit=60, period=timedelta(hours=1))
"""Calendar programs ask a few times a day; each of a doctor's devices by itself."""


@require_http_methods(["GET", "HEAD", "POST"])
@as_learner
def calendar(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    if request.method == "POST":
        _act(request, learner)
        return redirect("leadership_learn:calendar")
    feed = selectors.feed(learner.viewer)
    address = _address(request, feed) if feed else ""
    return render(
        request,
        "leadership/web/learn/calendar.html",
        {"feed": feed, "address": address, "subscribe": f"webcal:{address.partition(':')[2]}"},
    )


def _act(request: HttpRequest, learner: Learner) -> None:
    if "end" in request.POST:
        end_feed(learner.context)
        messages.success(request, _("The calendar address is gone: calendars read nothing by it any more."))
        return
    had = selectors.feed(learner.viewer) is not None
    make_feed(learner.context)
    messages.success(
        request,
        _("There is a new address. The one before it no longer works.")
        if had
        else _("Your calendar address is ready."),
    )


def _address(request: HttpRequest, feed: CalendarFeed) -> str:
    path = reverse("leadership_learn:calendar_feed", args=[tokens.make_token(feed.uid)])
    return request.build_absolute_uri(path)


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Read by programs, with no session: the signed address says whose it is, and it shows titles only."""
    feed = _feed_or_404(token)
    wait = READS.wait(str(feed.uid), now=clock.now())
    if wait is not None:
        return _private(_too_often(wait))
    home = request.build_absolute_uri(reverse("leadership_learn:home"))
    with translation.override(feed.person.language):
        content = calendar_of(
            selectors.open_due_dates(viewer_for_person(feed.person)),
            host=urlsplit(home).hostname or "localhost",
            link=home,
        )
    etag = quote_etag(hashlib.sha256(content).hexdigest())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["Content-Disposition"] = 'inline; filename="due-dates.ics"'
    return _private(get_conditional_response(request, etag=etag, response=response) or response)


def _feed_or_404(token: str) -> CalendarFeed:
    try:
        feed = selectors.feed_with(tokens.read_token(token))
    except tokens.BadToken:
        feed = None
    if feed is None:
        raise Http404
    return feed


def _too_often(wait: timedelta) -> HttpResponse:
    response = HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = str(int(wait.total_seconds()) + 1)
    return response


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """No cache on the way keeps it, and no search engine lists it."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response
