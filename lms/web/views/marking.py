"""Marking the work of others: the list, one piece of work with its rubric, and what is kept on the way."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.actions import marking as actions
from lms.actions.errors import Refused
from lms.assignments import selectors
from lms.assignments.enums import State
from lms.web import marking_presenters as presenters
from lms.web.marking_forms import QueueFilter
from lms.web.views.drafts import wants_json
from lms.web.views.forms_held import keeps_what_is_typed, typed_before
from lms.web.views.refusals import show_refusal
from lms.web.views.work import as_download
from lms.web.visitors import Learner, as_learner

PAGE = 25
QUEUE = "leadership_learn:marking"


@require_safe
@as_learner
def queue(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    """Seven queries at most, however much there is."""
    on = learner.context.today
    appointed = selectors.appointments(learner.viewer, on=on)
    if not appointed:
        raise Http404
    titles = selectors.programme_titles({each.programme_key for each in appointed})
    form = QueueFilter(request.GET, programmes=titles)
    chosen = form.chosen
    programme = uuid.UUID(chosen["programme"]) if chosen["programme"] else None
    rows = selectors.queue(learner.viewer, on=on, show=chosen["show"], programme_key=programme)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "leadership/web/learn/marking.html",
        {
            "form": form,
            "page": page,
            "lines": [presenters.line(row, on=on) for row in page.object_list],
            "sentence": presenters.sentence(selectors.counts(learner.viewer, on=on)),
            "show": chosen["show"],
            "query": urlencode({name: value for name, value in chosen.items() if value}),
        },
    )


def _its_page(request: HttpRequest, submission_uid: uuid.UUID) -> str:
    return reverse("leadership_learn:mark", args=[submission_uid])


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_learner
def mark(request: HttpRequest, learner: Learner, submission_uid: uuid.UUID) -> HttpResponseBase:
    if request.method != "POST":
        return _page(request, learner, submission_uid)
    levels, feedback = presenters.read(request.POST)
    try:
        marking, missing = actions.finish_marking(
            learner.context, submission_uid=submission_uid, levels=levels, feedback=feedback
        )
    except Refused as refusal:
        return show_refusal(request, refusal, back=QUEUE)
    if missing:
        return _page(request, learner, submission_uid, missing=missing, status=422)
    messages.success(request, presenters.given_sentence(State(marking.submission.state)))
    return redirect(QUEUE)


def _page(
    request: HttpRequest,
    learner: Learner,
    submission_uid: uuid.UUID,
    *,
    missing: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponseBase:
    found = selectors.to_mark(learner.viewer, submission_uid, on=learner.context.today)
    if found is None:
        raise Http404
    held = typed_before(request, learner) if request.method != "POST" else None
    typed = presenters.read(held.post) if held else None
    context = presenters.page(found, missing=missing, typed=typed)
    return render(request, "leadership/web/learn/mark.html", context, status=status)


@require_POST
@as_learner
def start(request: HttpRequest, learner: Learner, submission_uid: uuid.UUID) -> HttpResponseBase:
    try:
        actions.start_marking(learner.context, submission_uid=submission_uid)
    except Refused as refusal:
        return show_refusal(request, refusal, back=QUEUE)
    return redirect("leadership_learn:mark", submission_uid)


@require_POST
@as_learner
def release(request: HttpRequest, learner: Learner, submission_uid: uuid.UUID) -> HttpResponseBase:
    try:
        actions.release_marking(learner.context, submission_uid=submission_uid)
    except Refused as refusal:
        return show_refusal(request, refusal, back=QUEUE)
    messages.info(request, _("It is back in the list for others."))
    return redirect(QUEUE)


@require_POST
@keeps_what_is_typed(back=_its_page, page=_its_page)
@as_learner
def draft(request: HttpRequest, learner: Learner, submission_uid: uuid.UUID) -> HttpResponseBase:
    """Keep what is chosen and written so far; the page's script asks for JSON, the button comes back."""
    levels, feedback = presenters.read(request.POST)
    try:
        marking = actions.save_marking(
            learner.context, submission_uid=submission_uid, levels=levels, feedback=feedback
        )
    except Refused as refusal:
        if wants_json(request):
            return JsonResponse({"message": str(refusal), "code": refusal.code}, status=409)
        return show_refusal(request, refusal, back=QUEUE)
    saved = presenters.saved(marking)
    if wants_json(request):
        return JsonResponse({"message": saved, "seen": marking.saved_at.isoformat()})
    messages.success(request, saved)
    return redirect(f"{reverse('leadership_learn:mark', args=[submission_uid])}#marks")


@require_POST
@as_learner
def again(request: HttpRequest, learner: Learner, submission_uid: uuid.UUID) -> HttpResponseBase:
    try:
        actions.allow_again(learner.context, submission_uid=submission_uid)
    except Refused as refusal:
        return show_refusal(request, refusal, back=QUEUE)
    messages.success(request, _("They can hand it in once more."))
    return redirect("leadership_learn:mark", submission_uid)


@require_safe
@as_learner
def file(
    request: HttpRequest, learner: Learner, submission_uid: uuid.UUID, file_uid: uuid.UUID
) -> HttpResponseBase:
    kept: Any = selectors.file_to_mark(learner.viewer, submission_uid, file_uid, on=learner.context.today)
    if kept is None:
        raise Http404
    return as_download(request, kept)
