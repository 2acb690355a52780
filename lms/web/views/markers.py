"""Who marks the work on a trust's own seats."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.actions.errors import Refused
from lms.actions.marking import appoint_marker, end_marker
from lms.assignments import selectors
from lms.web.marking_forms import MarkerForm
from lms.web.selectors import desk
from lms.web.visitors import Lead, as_lead

PAGE = "leadership/web/trust/markers.html"


@require_http_methods(["GET", "HEAD", "POST"])
@as_lead
def markers(request: HttpRequest, lead: Lead) -> HttpResponseBase:
    contracts = {str(each.contract.uid): each.contract for each in desk.seats(lead.viewer)}
    places = [(uid, f"{row.programme} – {row.organisation}") for uid, row in contracts.items()]
    posted = request.method == "POST"
    form = MarkerForm(request.POST if posted else None, places=places)
    if posted and form.is_valid() and _appointed(request, lead, form, contracts):
        return redirect("leadership_trust:markers")
    rows = selectors.markers_for(lead.viewer, on=lead.context.today)
    titles = selectors.programme_titles({each.programme_key for each in rows})
    context = {
        "form": form,
        "rows": [(each, titles.get(each.programme_key, "")) for each in rows],
        "has_places": bool(places),
    }
    return render(request, PAGE, context, status=422 if posted else 200)


def _appointed(request: HttpRequest, lead: Lead, form: MarkerForm, contracts: dict[str, Any]) -> bool:
    contract = contracts[form.cleaned_data["place"]]
    try:
        appoint_marker(
            lead.context,
            programme_key=contract.programme.translation_key,
            organisation=contract.organisation,
            email=form.cleaned_data["email"],
        )
    except Refused as refusal:
        form.add_error("email", str(refusal))
        return False
    messages.success(request, _("They can mark now, and find the work under Marking in My learning."))
    return True


@require_POST
@as_lead
def end(request: HttpRequest, lead: Lead, marker_uid: uuid.UUID) -> HttpResponseBase:
    end_marker(lead.context, marker_uid=marker_uid)
    messages.success(request, _("Today is their last day as a marker."))
    return redirect("leadership_trust:markers")
