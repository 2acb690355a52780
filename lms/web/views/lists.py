"""Enrolling from a spreadsheet: upload, match columns, check, confirm, result."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.actions import importing
from lms.actions.errors import Refused
from lms.enrolment import list_selectors as reading
from lms.enrolment.enums import ListState, RowState
from lms.enrolment.lists import limits, problems, template
from lms.enrolment.models import EnrolmentImport
from lms.web import desk_presenters, exports, list_presenters
from lms.web.held import Typed
from lms.web.list_forms import ColumnsForm, ReadForm, RowForm, UploadForm
from lms.web.selectors import desk
from lms.web.selectors.last_days import beyond_new_places
from lms.web.views.forms_held import keeps_what_is_typed, sent_or_typed, typed_before
from lms.web.views.refusals import show_refusal_at
from lms.web.visitors import Lead, as_lead

PER_PAGE = 50
PAGES = "leadership/web/trust/lists/"
WAITING = (ListState.CHECKING, ListState.CONFIRMING)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_lead
def upload(request: HttpRequest, lead: Lead) -> HttpResponseBase:
    seats = desk.seats(lead.viewer)
    posted = request.method == "POST"
    sent, initial = sent_or_typed(request, lead), {"place": request.GET.get("place", "")}
    offered = desk.places(seats if posted else desk.taking(seats))
    form = UploadForm(sent, request.FILES if posted else None, places=offered, initial=initial)
    if posted and form.is_valid():
        found = _upload(lead, form)
        if found is not None:
            return redirect("leadership_trust:columns", found.uid)
    context = {
        "form": form,
        "seats": seats,
        "latest": reading.latest_imports(lead.viewer),
        "kept_days": limits.kept_days(),
        "most_rows": limits.max_rows(),
    }
    return render(request, f"{PAGES}upload.html", context, status=422 if posted else 200)


def _upload(lead: Lead, form: UploadForm) -> EnrolmentImport | None:
    contract_uid, cohort_uid = desk.split_place(form.cleaned_data["place"])
    file, name = form.content()
    try:
        return importing.upload_list(
            lead.context,
            contract_uid=contract_uid,
            cohort_uid=cohort_uid,
            file=file,
            file_name=name,
            full_list=form.cleaned_data["full_list"],
        )
    except Refused as refusal:
        form.add_error("file" if form.cleaned_data["file"] else "pasted", str(refusal))
        return None


@require_safe
@as_lead
def template_file(request: HttpRequest, lead: Lead) -> HttpResponseBase:
    """The file to start from."""
    return HttpResponse(
        "\ufeff" + template.csv_text(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="doctors.csv"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_lead
def columns(request: HttpRequest, lead: Lead, import_uid: uuid.UUID) -> HttpResponseBase:
    """Which column is which. Reading the file otherwise comes back here."""
    found = _import_or_404(lead, import_uid)
    if found.status != ListState.MATCHING:
        return redirect("leadership_trust:import", import_uid)
    posted = request.method == "POST"
    if posted and "read" in request.POST:
        return _read_otherwise(request, lead, found)
    form = ColumnsForm(sent_or_typed(request, lead), upload=found)
    problem = ""
    if posted and form.is_valid():
        try:
            importing.match_list(lead.context, import_uid=import_uid, mapping=form.mapping)
            return redirect("leadership_trust:import", import_uid)
        except Refused as refusal:
            problem = str(refusal)
    context = {
        "found": found,
        "form": form,
        "lines": list(form.lines()),
        "read_form": ReadForm(upload=found),
        "problem": problem,
    }
    return render(request, f"{PAGES}columns.html", context, status=422 if posted else 200)


def _read_otherwise(request: HttpRequest, lead: Lead, found: EnrolmentImport) -> HttpResponseBase:
    form = ReadForm(request.POST, upload=found)
    if form.is_valid():
        try:
            importing.read_otherwise(lead.context, import_uid=found.uid, **form.cleaned_data)
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("leadership_trust:columns", found.uid)


@require_safe
@as_lead
def show(request: HttpRequest, lead: Lead, import_uid: uuid.UUID) -> HttpResponseBase:
    """Where the list stands: being worked on, checked, written, or not readable."""
    found = _import_or_404(lead, import_uid)
    if found.status == ListState.MATCHING:
        return redirect("leadership_trust:columns", import_uid)
    if found.status == ListState.CHECKED:
        return _check_page(request, lead, found)
    page = "result"
    if found.status in WAITING:
        page = "waiting"
    elif found.status in (ListState.FAILED, ListState.EXPIRED):
        page = "ended"
    context = {
        "found": found,
        "problem": _problem(found),
        "kept_days": limits.kept_days(),
        "unused": sum(found.counts.get(state, 0) for state in reading.UNUSED),
    }
    return render(request, f"{PAGES}{page}.html", context)


def _problem(found: EnrolmentImport) -> str:
    return problems.in_words(found.problem, found.problem_params) if found.problem else ""


def _check_page(request: HttpRequest, lead: Lead, found: EnrolmentImport) -> HttpResponse:
    counts = found.counts
    tab = request.GET.get("tab", "")
    if tab not in RowState.values:
        tab = list_presenters.first_tab(counts)
    rows = reading.rows_of(lead.viewer, found, [tab])
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "counts": counts,
        "sentence": list_presenters.check_sentence(counts),
        "tabs": list_presenters.tabs(counts, here=tab),
        "tab": tab,
        "tab_label": RowState(tab).label,
        "page": page,
        "query": urlencode({"tab": tab}),
        "lines": list_presenters.lines(found, list(page.object_list), typed=_typed_in(request, lead, found)),
        "problem": _problem(found),
        "missing": reading.missing_from(lead.viewer, found).count() if found.full_list else 0,
        "can_confirm": bool(counts["new"])
        or (found.full_list and reading.ticked_leavers(lead.viewer, found).exists()),
    }
    return render(request, f"{PAGES}check.html", context)


def _typed_in(request: HttpRequest, lead: Lead, found: EnrolmentImport) -> dict[int, QueryDict]:
    """The cells of a line that were sent before signing in again."""
    typed = typed_before(request, lead, below=f"{request.path}rows/")
    if typed is None or "choice" in typed.post:
        return {}
    return {resolve(typed.page).kwargs["line"]: typed.post}


def _back_to(request: HttpRequest, import_uid: uuid.UUID, **_row: Any) -> str:
    kept = {}
    if request.POST.get("tab") in RowState.values:
        kept["tab"] = request.POST["tab"]
    if request.POST.get("page", "").isdecimal():
        kept["page"] = request.POST["page"]
    address = reverse("leadership_trust:import", args=[import_uid])
    return f"{address}?{urlencode(kept)}#list" if kept else f"{address}#list"


@require_POST
@keeps_what_is_typed(back=_back_to)
@as_lead
def row(request: HttpRequest, lead: Lead, import_uid: uuid.UUID, line: int) -> HttpResponseBase:
    """One row mended, or decided about; back to the page that it stood on, after its last one to others."""
    found = _import_or_404(lead, import_uid)
    before = reading.row_of(lead.viewer, found, line)
    if before is None:
        raise Http404

    def change() -> Any:
        if "choice" in request.POST:
            choice = request.POST["choice"]
            return importing.decide_row(lead.context, import_uid=import_uid, line=line, choice=choice)
        form = RowForm(request.POST, upload=found, row=before)
        if not form.is_valid():
            raise Refused("too_long", _("This is too long for a cell."))
        return importing.mend_row(lead.context, import_uid=import_uid, line=line, values=form.cleaned_data)

    try:
        messages.success(request, list_presenters.state_after(change()))
    except Refused as refusal:
        messages.error(request, str(refusal))
    if not reading.rows_of(lead.viewer, found, [before.state]).exists():
        return redirect("leadership_trust:import", import_uid)
    return redirect(_back_to(request, import_uid))


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_lead
def missing(request: HttpRequest, lead: Lead, import_uid: uuid.UUID) -> HttpResponseBase:
    """Who is on the programme and not in a full list: nobody leaves who is not ticked."""
    found = _import_or_404(lead, import_uid)
    if not found.full_list or found.status != ListState.CHECKED:
        return redirect("leadership_trust:import", import_uid)
    if request.method == "POST":
        return _tick(request, lead, import_uid)
    rows = reading.missing_from(lead.viewer, found)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "page": page,
        "rows": _with_ticks(page.object_list, typed_before(request, lead)),
        "ticked": reading.ticked_leavers(lead.viewer, found).count(),
    }
    return render(request, f"{PAGES}missing.html", context)


def _with_ticks(rows: Iterable[Any], typed: Typed | None) -> list[Any]:
    """As they are kept, or as they were sent before signing in again."""
    found = list(rows)
    if typed is not None:
        shown, leaves = (set(typed.post.getlist(name)) for name in ("shown", "leaves"))
        for each in found:
            each.ticked = str(each.uid) in leaves if str(each.uid) in shown else each.ticked
    return found


def _tick(request: HttpRequest, lead: Lead, import_uid: uuid.UUID) -> HttpResponseBase:
    def uids(name: str) -> list[uuid.UUID]:
        try:
            return [uuid.UUID(value) for value in request.POST.getlist(name)[:PER_PAGE]]
        except ValueError:
            raise Http404 from None

    def tick() -> Any:
        return importing.tick_leavers(
            lead.context, import_uid=import_uid, shown=uids("shown"), ticked=uids("leaves")
        )

    following = request.POST.get("next_page", "")
    address = reverse("leadership_trust:missing", args=[import_uid])
    onwards = f"{address}?page={following}" if following.isdecimal() else None
    back = reverse("leadership_trust:import", args=[import_uid])
    return _done(request, tick, onwards or back, back=back)


def _done(request: HttpRequest, change: Callable[[], Any], address: str, *, back: str) -> HttpResponseBase:
    try:
        change()
    except Refused as refusal:
        return show_refusal_at(request, refusal, back=back)
    return redirect(address)


@require_POST
@keeps_what_is_typed(back=_back_to)
@as_lead
def rematch(request: HttpRequest, lead: Lead, import_uid: uuid.UUID) -> HttpResponseBase:
    address = reverse("leadership_trust:columns", args=[import_uid])
    back = reverse("leadership_trust:import", args=[import_uid])
    return _done(
        request, lambda: importing.rematch_list(lead.context, import_uid=import_uid), address, back=back
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_lead
def confirm(request: HttpRequest, lead: Lead, import_uid: uuid.UUID) -> HttpResponseBase:
    """What confirming does, then the act."""
    if request.method == "POST":
        address = reverse("leadership_trust:import", args=[import_uid])
        return _done(
            request,
            lambda: importing.confirm_list(lead.context, import_uid=import_uid),
            address,
            back=address,
        )
    found = _import_or_404(lead, import_uid)
    if found.status != ListState.CHECKED:
        return redirect("leadership_trust:import", import_uid)
    seats = next((each for each in desk.seats(lead.viewer) if each.contract.pk == found.contract_id), None)
    leavers = list(reading.ticked_leavers(lead.viewer, found)) if found.full_list else []
    new = found.counts["new"]
    left = (seats.left if seats else 0) + len(leavers)
    context = {
        "found": found,
        "counts": found.counts,
        "left": left,
        "too_many": new > left,
        "sentence": desk_presenters.confirm_sentence(new, left=left),
        "beyond": _beyond(lead, found) if new else "",
        "leavers": leavers,
        "problem": _problem(found),
        "unused": sum(found.counts[state] for state in reading.UNUSED),
    }
    return render(request, f"{PAGES}confirm.html", context)


def _beyond(lead: Lead, found: EnrolmentImport) -> str:
    places = beyond_new_places(found.contract, found.cohort, on=lead.context.today)
    return desk_presenters.beyond_sentence(places)


@require_safe
@as_lead
def left_out(request: HttpRequest, lead: Lead, import_uid: uuid.UUID, *, kind: str) -> HttpResponseBase:
    """The rows that were not used, with the columns of the file and the reason."""
    found = _import_or_404(lead, import_uid)
    heading = list_presenters.left_out_heading(found)
    rows = list_presenters.left_out_rows(lead.viewer, found)
    return exports.file_response(kind, "left-out", heading, rows)


def _import_or_404(lead: Lead, import_uid: uuid.UUID) -> EnrolmentImport:
    found = reading.import_for(lead.viewer, import_uid)
    if found is None:
        raise Http404
    return found
