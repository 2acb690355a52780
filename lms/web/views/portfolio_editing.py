"""Writing in one's portfolio: change an entry, add files, file it away, remove it."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.actions import evidence as actions
from lms.actions.errors import Refused
from lms.actions.learning import CHANGED_ELSEWHERE
from lms.assignments.services.work import MEGABYTE, most_bytes
from lms.portfolio import selectors
from lms.portfolio.enums import State
from lms.portfolio.models import EvidenceItem, EvidenceVersion
from lms.portfolio.rules.words import MOST_FILES
from lms.portfolio.services.evidence import Base
from lms.web import portfolio_presenters as presenters
from lms.web.portfolio_forms import PARTS, EvidenceForm
from lms.web.presenters import changed_sentence, saved_at
from lms.web.views.drafts import wants_json
from lms.web.views.forms_held import keeps_what_is_typed, sent_or_typed
from lms.web.views.portfolio import HOME, ITEM, item_or_404
from lms.web.views.refusals import show_refusal, show_refusal_at
from lms.web.visitors import Learner, as_learner
from programmes.rules import work_files

MARK = re.compile(r"[0-9a-f]{32}")
MOST_AT_ONCE = 20
CHANGE = "leadership_learn:change_evidence"


def _its_page(request: HttpRequest, item_uid: uuid.UUID, **_more: Any) -> str:
    return reverse(CHANGE, args=[item_uid])


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_learner
def change_evidence(request: HttpRequest, learner: Learner, item_uid: uuid.UUID) -> HttpResponseBase:
    """The form of one entry; sending it keeps the entry."""
    item = item_or_404(learner, item_uid)
    if item.state == State.ARCHIVED:
        return redirect(ITEM, item_uid)
    version = selectors.versions(learner.viewer, item)[0]
    given = sent_or_typed(request, learner)
    if request.method != "POST":
        return _page(request, learner, item, version, given)
    form = EvidenceForm(given, kind=item.kind)
    if form.is_valid() and (done := _kept(request, learner, item, form)):
        return done
    return _page(request, learner, item, version, given, form=form)


def _kept(
    request: HttpRequest, learner: Learner, item: EvidenceItem, form: EvidenceForm
) -> HttpResponseBase | None:
    """Where to go on; None where the form says what is missing."""
    item_uid = item.uid
    try:
        actions.keep_evidence(learner.context, item_uid=item_uid, **_sent(request, item, form))
        refused = _add_files(request, learner, item_uid)
    except Refused as refusal:
        if refusal.code == CHANGED_ELSEWHERE:
            return _changed(request, learner, item, selectors.versions(learner.viewer, item)[0])
        form.refuse(refusal)
        return None
    for why in refused:
        messages.error(request, why)
    if refused:
        return redirect(CHANGE, item_uid)
    messages.success(request, _("It is kept. Only you see it, until you share it."))
    return redirect(ITEM, item_uid)


def _sent(request: HttpRequest, item: EvidenceItem, form: EvidenceForm) -> dict[str, Any]:
    on = form.cleaned_data.get("on", item.happened_on)
    return {
        "content": form.content,
        "on": on,
        "nodes": request.POST.getlist("about"),
        "base": _base(request),
    }


def _base(request: HttpRequest) -> Base | None:
    """What the page was made from. A program that does not say is believed to know."""
    seen, mark = request.POST.get("seen"), request.POST.get("mark", "")
    return None if seen is None else Base(seen, mark if MARK.fullmatch(mark) else "")


@require_POST
@keeps_what_is_typed(back=_its_page, page=_its_page)
@as_learner
def save_evidence(request: HttpRequest, learner: Learner, item_uid: uuid.UUID) -> HttpResponseBase:
    """Keep what was typed so far; the page's script asks for JSON, the button goes back to the page."""
    item = item_or_404(learner, item_uid)
    form = EvidenceForm(request.POST, kind=item.kind)
    form.is_valid()
    try:
        version = actions.save_evidence(learner.context, item_uid=item_uid, **_sent(request, item, form))
    except Refused as refusal:
        if wants_json(request):
            return JsonResponse({"message": str(refusal), "code": refusal.code}, status=409)
        if refusal.code == CHANGED_ELSEWHERE:
            return _changed(request, learner, item, selectors.versions(learner.viewer, item)[0])
        return show_refusal_at(request, refusal, back=_its_page(request, item_uid))
    saved = saved_at(version.saved_at)
    if "url" in form.errors:
        saved = _("Saved, but for the address: it is not one yet.")
    if wants_json(request):
        return JsonResponse({"message": saved, "seen": version.stamp})
    messages.success(request, saved)
    return redirect(CHANGE, item_uid)


def _changed(
    request: HttpRequest, learner: Learner, item: EvidenceItem, version: EvidenceVersion
) -> HttpResponseBase:
    """Something else was saved meanwhile: the page again with what was typed; pressing once more replaces."""
    messages.warning(request, changed_sentence(version.saved_at))
    return _page(request, learner, item, version, request.POST, status=409, is_changed=True)


def _page(
    request: HttpRequest,
    learner: Learner,
    item: EvidenceItem,
    version: EvidenceVersion,
    given: QueryDict | None,
    *,
    form: EvidenceForm | None = None,
    status: int = 0,
    is_changed: bool = False,
) -> HttpResponseBase:
    nodes = selectors.nodes_by_item(learner.viewer, [item.pk])[item.pk]
    chosen = given.getlist("about") if given else [node.key for node in nodes]
    shown = form or EvidenceForm(kind=item.kind, initial=_initial(item, version, given))
    return render(
        request,
        "leadership/web/learn/portfolio/change.html",
        {
            "item": item,
            "version": version,
            "form": shown,
            "title": presenters.title_of(version),
            "kind": presenters.kind_words(item),
            "is_draft": item.state == State.DRAFT,
            "is_unsaved": given is not None,
            "is_changed": is_changed,
            "files": selectors.files_of(learner.viewer, version),
            "groups": presenters.choice_groups(selectors.taggable(), chosen),
            "origin": presenters.where_from(item),
            "most_files": MOST_FILES,
            "most_megabytes": most_bytes() // MEGABYTE,
            "accept": ",".join(f".{ending}" for ending in _endings()),
            "endings": _endings(),
        },
        status=status or (422 if form is not None else 200),
    )


def _endings() -> list[str]:
    return work_files.endings([group.code for group in work_files.FILE_GROUPS])


def _initial(item: EvidenceItem, version: EvidenceVersion, given: QueryDict | None) -> dict[str, Any]:
    if given is not None:
        return {name: given.get(name, "") for name in EvidenceForm.base_fields}
    parts = dict(zip(PARTS, version.parts, strict=False))
    return {
        "title": version.title,
        "words": version.words,
        "url": version.url,
        "on": item.happened_on,
        **parts,
    }


def _add_files(request: HttpRequest, learner: Learner, item_uid: uuid.UUID) -> list[str]:
    chosen = request.FILES.getlist("files")
    if not chosen:
        return []
    _added, refused = actions.add_files(learner.context, item_uid=item_uid, files=chosen[:MOST_AT_ONCE])
    return refused


def _keep_typed(request: HttpRequest, learner: Learner, item: EvidenceItem) -> None:
    form = EvidenceForm(request.POST, kind=item.kind)
    form.is_valid()
    actions.save_evidence(learner.context, item_uid=item.uid, **_sent(request, item, form))


@require_POST
@keeps_what_is_typed(back=_its_page, page=_its_page)
@as_learner
def add_evidence_files(request: HttpRequest, learner: Learner, item_uid: uuid.UUID) -> HttpResponseBase:
    """Add files, and keep what was typed beside them."""
    item = item_or_404(learner, item_uid)
    try:
        _keep_typed(request, learner, item)
        refused = _add_files(request, learner, item_uid)
    except Refused as refusal:
        return show_refusal_at(request, refusal, back=_its_page(request, item_uid))
    for why in refused:
        messages.error(request, why)
    if not request.FILES:
        messages.warning(request, _("Choose a file first, then add it."))
    return redirect(reverse(CHANGE, args=[item_uid]) + "#files")


@require_POST
@as_learner
def remove_evidence_file(
    request: HttpRequest, learner: Learner, item_uid: uuid.UUID, file_uid: uuid.UUID
) -> HttpResponseBase:
    item = item_or_404(learner, item_uid)
    try:
        if "title" in request.POST:
            _keep_typed(request, learner, item)
        actions.remove_file(learner.context, item_uid=item_uid, file_uid=file_uid)
    except Refused as refusal:
        return show_refusal_at(request, refusal, back=_its_page(request, item_uid))
    return redirect(reverse(CHANGE, args=[item_uid]) + "#files")


@require_POST
@as_learner
def archive_evidence(request: HttpRequest, learner: Learner, item_uid: uuid.UUID) -> HttpResponseBase:
    """Into the archive, or out of it again."""
    if "back" in request.POST:
        actions.restore_evidence(learner.context, item_uid=item_uid)
        messages.success(request, _("It is out of the archive."))
    else:
        actions.archive_evidence(learner.context, item_uid=item_uid)
        messages.success(request, _("It is in the archive. Nobody else can open it any more."))
    return redirect(ITEM, item_uid)


@require_POST
@as_learner
def nobody_in_it(request: HttpRequest, learner: Learner, item_uid: uuid.UUID) -> HttpResponseBase:
    actions.say_nobody(learner.context, item_uid=item_uid)
    messages.success(request, _("Thank you for looking. We say nothing more until the words change."))
    return redirect(ITEM, item_uid)


@require_http_methods(["GET", "HEAD", "POST"])
@as_learner
def remove_evidence(request: HttpRequest, learner: Learner, item_uid: uuid.UUID) -> HttpResponseBase:
    """A page that says what goes; only pressing removes it."""
    item = item_or_404(learner, item_uid)
    if request.method == "POST":
        try:
            actions.remove_evidence(learner.context, item_uid=item_uid)
        except Refused as refusal:
            return show_refusal(request, refusal, back=HOME)
        messages.success(request, _("It is removed for good."))
        return redirect(HOME)
    version = selectors.versions(learner.viewer, item)[0]
    context = {
        "item": item,
        "title": presenters.title_of(version),
        "files": len(selectors.files_of(learner.viewer, version)),
    }
    return render(request, "leadership/web/learn/portfolio/remove.html", context)
