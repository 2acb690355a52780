"""A doctor's portfolio: the list, one entry, what can be taken in, and taking it along."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from competencies.models import Node
from competencies.selectors import nodes_by_keys
from lms.actions import evidence as actions
from lms.actions.errors import Refused
from lms.actions.evidence_taking import take_in
from lms.portfolio import exports, selectors, taking
from lms.portfolio.enums import Kind, State
from lms.portfolio.models import EvidenceItem
from lms.portfolio.selectors import Wanted
from lms.portfolio.taking import Source
from lms.portfolio.uses import uses_of
from lms.web import portfolio_presenters as presenters
from lms.web.portfolio_forms import EvidenceFilter, NewEvidenceForm
from lms.web.views.refusals import show_refusal
from lms.web.views.work import as_download
from lms.web.visitors import Learner, as_learner

PAGE = 25
HOME = "leadership_learn:portfolio"
ITEM = "leadership_learn:evidence"
MOST_AT_ONCE = 500


@require_safe
@as_learner
def portfolio(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    """Twelve queries at most, however much there is."""
    viewer = learner.viewer
    told = selectors.overview(viewer)
    about = _about(learner, request.GET.get("about", ""))
    choices = presenters.about_choices(about.values())
    form = EvidenceFilter(request.GET, years=told.years, about=choices)
    chosen = form.chosen
    rows = selectors.evidence_of(viewer, _wanted(chosen, about))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    lines = selectors.lines(viewer, page.object_list, now=learner.context.now)
    is_filtered = any(chosen.values())
    return render(
        request,
        "leadership/web/learn/portfolio/list.html",
        {
            "form": form,
            "page": page,
            "lines": [(line, presenters.day_of(line.item), _look(line.item)) for line in lines],
            "is_filtered": is_filtered,
            "sentence": presenters.sentence(
                page.paginator.count,
                drafts=told.drafts,
                is_filtered=is_filtered,
            ),
            "query": urlencode({name: value for name, value in chosen.items() if value}),
        },
    )


def _about(learner: Learner, asked: str) -> dict[str, Node]:
    """What the viewer's evidence is about, by key, and what else the address asks for."""
    used = {node.key: node for node in selectors.nodes_used(learner.viewer)}
    return used | nodes_by_keys([asked]) if asked and asked not in used else used


def _look(item: EvidenceItem) -> str:
    return presenters.LOOKS[State(item.state)]


def _wanted(chosen: dict[str, str], asked: dict[str, Node]) -> Wanted:
    node = asked.get(chosen["about"])
    return Wanted(
        kind=chosen["kind"],
        state=chosen["state"],
        node=node.pk if node else None,
        year=int(chosen["year"]) if chosen["year"] else None,
        text=chosen["text"].replace("\x00", ""),
    )


def item_or_404(learner: Learner, item_uid: uuid.UUID) -> EvidenceItem:
    item = selectors.item(learner.viewer, item_uid)
    if item is None:
        raise Http404
    return item


@require_safe
@as_learner
def evidence(request: HttpRequest, learner: Learner, item_uid: uuid.UUID) -> HttpResponseBase:
    """One entry: its latest version, or an earlier one that is asked for."""
    viewer, now = learner.viewer, learner.context.now
    item = item_or_404(learner, item_uid)
    versions = selectors.versions(viewer, item)
    shown = next((each for each in versions if str(each.number) == request.GET.get("version")), versions[0])
    files = selectors.files_of(viewer, shown)
    nodes = selectors.nodes_by_item(viewer, [item.pk])[item.pk]
    names = [file.name for file in files]
    return render(
        request,
        "leadership/web/learn/portfolio/item.html",
        {
            "item": item,
            "shown": shown,
            "title": presenters.title_of(shown),
            "parts": presenters.parts_of(shown),
            "day": presenters.day_of(item),
            "kind": presenters.kind_words(item),
            "look": _look(item),
            "files": files,
            "tags": presenters.tag_groups(nodes),
            "versions": versions,
            "is_latest": shown.number == item.latest,
            "signs": presenters.signs(shown, names, on=learner.context.today),
            "shares": presenters.share_lines(selectors.shares_of(viewer, item), item, now=now),
            "uses": uses_of(viewer, item),
            "origin": presenters.where_from(item),
        },
    )


@require_safe
@as_learner
def evidence_file(
    request: HttpRequest, learner: Learner, item_uid: uuid.UUID, file_uid: uuid.UUID
) -> HttpResponseBase:
    kept = selectors.own_file(learner.viewer, item_uid=item_uid, file_uid=file_uid)
    if kept is None:
        raise Http404
    return as_download(request, kept)


@require_http_methods(["GET", "HEAD", "POST"])
@as_learner
def new_evidence(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    """What it is; then a draft to write in."""
    form = NewEvidenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            item = actions.begin_evidence(learner.context, kind=Kind(form.cleaned_data["kind"]))
        except Refused as refusal:
            return show_refusal(request, refusal, back=HOME)
        return redirect("leadership_learn:change_evidence", item.uid)
    status = 422 if form.is_bound else 200
    return render(request, "leadership/web/learn/portfolio/new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@as_learner
def take_in_evidence(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    """What was done here and is not in the portfolio yet: a press each."""
    if request.method == "POST":
        source, _dot, uid = request.POST.get("take", "").partition(".")
        try:
            item = take_in(learner.context, source=Source(source), uid=uuid.UUID(uid))
        except ValueError as error:
            raise Http404 from error
        messages.success(request, _("It is in your portfolio now."))
        return redirect(ITEM, item.uid)
    offers = [(offer, presenters.offer_words(offer)) for offer in taking.offers(learner.viewer)]
    return render(request, "leadership/web/learn/portfolio/take_in.html", {"offers": offers})


@require_safe
@as_learner
def export_one(request: HttpRequest, learner: Learner, item_uid: uuid.UUID) -> HttpResponseBase:
    item_or_404(learner, item_uid)
    return _archive(learner, Wanted(), [item_uid])


@require_POST
@as_learner
def export(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    """Those that are ticked. A form, because there may be more of them than an address holds."""
    uids = []
    for given in request.POST.getlist("item")[:MOST_AT_ONCE]:
        try:
            uids.append(uuid.UUID(given))
        except ValueError:
            continue
    if "all" not in request.POST and not uids:
        messages.warning(request, _("Tick at least one entry first."))
        return redirect(HOME)
    return _archive(learner, Wanted(), None if "all" in request.POST else uids)


def _archive(learner: Learner, wanted: Wanted, uids: list[uuid.UUID] | None) -> HttpResponseBase:
    """Whatever is not the doctor's own is passed over."""
    rows = selectors.everything(learner.viewer) if uids else selectors.evidence_of(learner.viewer, wanted)
    if uids:
        rows = rows.filter(uid__in=uids)
    lines = selectors.lines(learner.viewer, rows, now=learner.context.now)
    file = exports.archive(
        lines, owner=learner.person.full_name, parts=presenters.parts_of, now=learner.context.now
    )
    name = f"portfolio-{learner.context.today:%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
