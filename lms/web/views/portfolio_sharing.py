"""Showing an entry to somebody by a link, and what they see without an account."""

from __future__ import annotations

import uuid
from datetime import timedelta
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel import clock
from kernel.access import Viewer
from kernel.audit import Actor
from kernel.throttle import Throttle
from lms.actions.base import Context
from lms.actions.errors import NotAllowed, Refused
from lms.actions.evidence_sharing import end_share, open_share, share_evidence
from lms.portfolio import selectors
from lms.portfolio.enums import State
from lms.portfolio.models import EvidenceShare
from lms.web import portfolio_presenters as presenters
from lms.web.portfolio_forms import ShareForm
from lms.web.views.portfolio import ITEM, item_or_404
from lms.web.views.work import as_download
from lms.web.visitors import Learner, as_learner

READS = Throttle(limit=120, period=timedelta(hours=1))
"""Pages and files by one link."""


@require_http_methods(["GET", "HEAD", "POST"])
@as_learner
def share(request: HttpRequest, learner: Learner, item_uid: uuid.UUID) -> HttpResponseBase:
    item = item_or_404(learner, item_uid)
    if item.state != State.KEPT:
        messages.warning(request, _("Only what you keep can be shared. Keep this entry first."))
        return redirect(ITEM, item_uid)
    form = ShareForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            shared = share_evidence(learner.context, item_uid=item_uid, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            told = {"name": shared.name, "address": shared.address}
            messages.success(request, _("A link for %(name)s is on its way to %(address)s.") % told)
            return redirect(ITEM, item_uid)
    version = selectors.versions(learner.viewer, item)[0]
    files = selectors.files_of(learner.viewer, version)
    context = {
        "item": item,
        "form": form,
        "title": presenters.title_of(version),
        "files": files,
        "signs": presenters.signs(version, [file.name for file in files], on=learner.context.today),
    }
    status = 422 if form.is_bound else 200
    return render(request, "leadership/web/learn/portfolio/share.html", context, status=status)


@require_POST
@as_learner
def unshare(
    request: HttpRequest, learner: Learner, item_uid: uuid.UUID, share_uid: uuid.UUID
) -> HttpResponseBase:
    end_share(learner.context, item_uid=item_uid, share_uid=share_uid)
    messages.success(request, _("The link opens nothing any more."))
    return redirect(ITEM, item_uid)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def shared_evidence(request: HttpRequest, token: str) -> HttpResponseBase:
    """Opened by a mail program it says who shares something; a press shows it, and counts the day."""
    found = selectors.share_by_token(token, now=clock.now())
    if found is None:
        return _over(request, token)
    wait = READS.wait(str(found.uid), now=clock.now())
    if wait is not None:
        return _private(_too_often(request, wait))
    if request.method != "POST":
        return _private(render(request, "leadership/web/learn/portfolio/shared.html", _told(found, token)))
    try:
        open_share(Context(Actor.link(), Viewer.of_link(found.pk), clock.now()))
    except NotAllowed:
        return _over(request, token)
    version = selectors.shown_by(Viewer.of_link(found.pk))
    if version is None:
        return _over(request, token)
    context = {
        **_told(found, token),
        "version": version,
        "parts": presenters.parts_of(version),
        "day": presenters.day_of(version.item),
        "kind": presenters.kind_words(version.item),
        "files": selectors.files_of(Viewer.of_link(found.pk), version),
    }
    return _private(render(request, "leadership/web/learn/portfolio/shared.html", context))


def _told(found: EvidenceShare, token: str) -> dict[str, object]:
    return {"share": found, "token": token, "doctor": found.version.item.person.full_name}


@require_safe
@never_cache
def shared_file(request: HttpRequest, token: str, file_uid: uuid.UUID) -> HttpResponseBase:
    found = selectors.share_by_token(token, now=clock.now())
    if found is None:
        raise Http404
    wait = READS.wait(str(found.uid), now=clock.now())
    if wait is not None:
        return _private(_too_often(request, wait))
    viewer = Viewer.of_link(found.pk)
    kept = selectors.own_file(viewer, item_uid=found.version.item.uid, file_uid=file_uid)
    if kept is None:
        raise Http404
    return _private(as_download(request, kept))


def _over(request: HttpRequest, token: str) -> HttpResponseBase:
    """Who had the link learns that it is over; of a link that was never ours, that it does not work."""
    was_ours = selectors.share_over(token)
    context = {"was_ours": was_ours}
    status = HTTPStatus.GONE if was_ours else HTTPStatus.NOT_FOUND
    page = render(request, "leadership/web/learn/portfolio/shared_over.html", context, status=status)
    return _private(page)


def _too_often(request: HttpRequest, wait: timedelta) -> HttpResponse:
    response = render(
        request, "leadership/web/learn/portfolio/shared_often.html", status=HTTPStatus.TOO_MANY_REQUESTS
    )
    response["Retry-After"] = str(int(wait.total_seconds()) + 1)
    return response


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """No cache on the way keeps it, and no search engine lists it."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response
