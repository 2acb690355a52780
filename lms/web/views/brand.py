"""How a trust looks to its own people: set on the desk, and sent as a style sheet and a picture."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kernel.serving import serve
from lms.actions.brands import save_brand
from lms.actions.errors import Refused
from lms.organisations.forms import shown_now
from lms.organisations.models import Brand
from lms.organisations.presenters import stylesheet
from lms.organisations.selectors import brand_at, brands_for
from lms.web.brand_forms import DeskLookForm
from lms.web.brands import put_on
from lms.web.views.forms_held import keeps_what_is_typed, typed_before
from lms.web.views.refusals import show_refusal
from lms.web.visitors import Lead, as_lead

FOR_A_YEAR = "public, max-age=31536000, immutable"
"""Another version has another address."""


@require_safe
@as_lead
def brands(request: HttpRequest, lead: Lead) -> HttpResponseBase:
    """The organisations whose look this lead may set; with one only, at once its page."""
    if len(lead.organisations) == 1:
        return redirect("leadership_trust:brand", lead.organisations[0].uid)
    return render(request, "leadership/web/trust/brands.html", {"organisations": lead.organisations})


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_lead
def brand(request: HttpRequest, lead: Lead, organisation_uid: uuid.UUID) -> HttpResponseBase:
    organisation = next((each for each in lead.organisations if each.uid == organisation_uid), None)
    if organisation is None:
        raise Http404
    now = brands_for(lead.viewer).filter(organisation=organisation).first()
    first = {"display_name": organisation.name[:100], **shown_now(now)}
    if request.method == "POST":
        form = DeskLookForm(request.POST, request.FILES, brand=now, initial=first)
        if form.is_valid():
            return _save(request, lead, organisation.pk, form)
    else:
        typed = typed_before(request, lead)
        form = DeskLookForm(typed.post if typed else None, brand=now, initial=first)
    put_on(request, now)
    shown = {"organisation": organisation, "brand": now, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "leadership/web/trust/brand.html", shown, status=status)


def _save(request: HttpRequest, lead: Lead, organisation_id: int, form: DeskLookForm) -> HttpResponseBase:
    try:
        saved = save_brand(lead.context, organisation_id=organisation_id, look=form.look)
    except Refused as refusal:
        return show_refusal(request, refusal, back="leadership_trust:brands")
    if saved.shown:
        messages.success(request, _("Saved. Your people see it from their next page on."))
    else:
        messages.success(request, _("Saved. This page shows how it looks; your people do not see it yet."))
    return redirect("leadership_trust:brand", saved.organisation.uid)


@require_safe
def style(request: HttpRequest, brand_uid: uuid.UUID, version: int) -> HttpResponseBase:
    found = _brand_or_404(brand_uid, version)
    etag = f'"{found.uid}-{found.version}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(stylesheet(found), content_type="text/css; charset=utf-8")
    response["ETag"] = etag
    return _kept(response)


@require_safe
def logo(request: HttpRequest, brand_uid: uuid.UUID, version: int) -> HttpResponseBase:
    found = _brand_or_404(brand_uid, version)
    if found.logo is None:
        raise Http404
    return _kept(serve(request, found.logo, content_type=found.logo.content_type))


def _brand_or_404(brand_uid: uuid.UUID, version: int) -> Brand:
    found = brand_at(brand_uid, version)
    if found is None:
        raise Http404
    return found


def _kept(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = FOR_A_YEAR
    response["X-Content-Type-Options"] = "nosniff"
    return response
