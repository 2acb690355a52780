"""Enrolling from a spreadsheet: upload, check, confirm, result."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.actions.errors import Refused
from lms.actions.importing import check_list, confirm_list
from lms.enrolment import importing, selectors
from lms.enrolment.models import EnrolmentImport
from lms.web import desk_presenters, exports
from lms.web.forms import UploadForm
from lms.web.selectors import desk
from lms.web.views.refusals import show_refusal
from lms.web.visitors import Lead, as_lead

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@as_lead
def upload(request: HttpRequest, lead: Lead) -> HttpResponseBase:
    seats = desk.seats(lead.viewer)
    places = desk.places(seats)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, places=places)
        if form.is_valid():
            found = _check(lead, form)
            if found is not None:
                return redirect("leadership_trust:import", found.uid)
    else:
        form = UploadForm(places=places)
    return render(
        request,
        "leadership/web/trust/upload.html",
        {"form": form, "seats": seats},
        status=422 if form.is_bound else 200,
    )


def _check(lead: Lead, form: UploadForm) -> EnrolmentImport | None:
    contract_uid, cohort_uid = desk.split_place(form.cleaned_data["place"])
    file = form.cleaned_data["file"]
    try:
        return check_list(
            lead.context, contract_uid=contract_uid, cohort_uid=cohort_uid, file=file, file_name=file.name
        )
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return None


@require_safe
@as_lead
def template(request: HttpRequest, lead: Lead) -> HttpResponseBase:
    """The file to start from."""
    return HttpResponse(
        "\ufeff" + importing.template_csv(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="doctors.csv"'},
    )


@require_safe
@as_lead
def check(request: HttpRequest, lead: Lead, import_uid: uuid.UUID) -> HttpResponseBase:
    """What was found in the file; after confirmation, what came of it."""
    found = _import_or_404(lead, import_uid)
    if found.operation is not None:
        return render(request, "leadership/web/trust/import_done.html", {"found": found})
    report = selectors.report(found)
    seats = next((each for each in desk.seats(lead.viewer) if each.contract.pk == found.contract_id), None)
    left = seats.left if seats else 0
    new = len(report.new)
    return render(
        request,
        "leadership/web/trust/import_check.html",
        {
            "found": found,
            "report": report,
            "counts": report.counts,
            "left": left,
            "too_many": new > left,
            "sentence": desk_presenters.confirm_sentence(new, left=left),
            "shown": SHOWN,
            "new": report.new[:SHOWN],
            "already": report.already[:SHOWN],
            "bad": report.bad[:SHOWN],
        },
    )


@require_POST
@as_lead
def confirm(request: HttpRequest, lead: Lead, import_uid: uuid.UUID) -> HttpResponseBase:
    try:
        confirm_list(lead.context, import_uid=import_uid)
    except Refused as refusal:
        return show_refusal(request, refusal, back="leadership_trust:upload")
    messages.success(request, _("The list is enrolled and the invitations are on their way."))
    return redirect("leadership_trust:import", import_uid)


@require_safe
@as_lead
def left_out(request: HttpRequest, lead: Lead, import_uid: uuid.UUID) -> HttpResponseBase:
    """The rows that could not be used, with what is wrong and how to mend it."""
    report = selectors.report(_import_or_404(lead, import_uid))
    rows = ((bad.line, bad.column, bad.value, bad.message, bad.mend) for bad in report.bad)
    heading = (_("Line"), _("Column"), _("Value"), _("What is wrong"), _("How to mend it"))
    return exports.csv_response("left-out.csv", heading, rows)


def _import_or_404(lead: Lead, import_uid: uuid.UUID) -> EnrolmentImport:
    found = selectors.import_for(lead.viewer, import_uid)
    if found is None:
        raise Http404
    return found
