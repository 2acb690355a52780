"""Single lines of the list of those who are asked, mended before a wave opens."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engagement.actions import waves
from engagement.waves.enums import WaveState
from engagement.waves.models import Invitation, SurveyWave
from engagement.waves.selectors import asked_for, categories_of, invitations_for
from engagement.web.forms import LineForm, line_values
from engagement.web.views.desk import PAGES, address_of, wave_or_404
from lms.actions.errors import Refused
from lms.web.views.forms_held import keeps_what_is_typed, sent_or_typed
from lms.web.views.refusals import show_refusal_at
from lms.web.visitors import Lead, as_lead

ON_A_PAGE = 50


@require_safe
@as_lead
def lines(request: HttpRequest, lead: Lead, wave_uid: uuid.UUID) -> HttpResponseBase:
    """Everybody on the list, found by a part of a name or an address."""
    wave = wave_or_404(lead, wave_uid)
    if wave.state != WaveState.DRAFT:
        return redirect("leadership_surveys:wave", wave.uid)
    asked = " ".join(request.GET.get("q", "").split())[:200]
    rows = invitations_for(lead.viewer, wave)
    if asked:
        rows = rows.filter(Q(name__icontains=asked) | Q(email__icontains=asked))
    pages = Paginator(rows, ON_A_PAGE)
    context: dict[str, Any] = {"wave": wave, "asked": asked, "count": pages.count}
    context["query"] = urlencode({"q": asked}) if asked else ""
    context["page"] = pages.get_page(request.GET.get("page"))
    return render(request, f"{PAGES}lines.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_lead
def new(request: HttpRequest, lead: Lead, wave_uid: uuid.UUID) -> HttpResponseBase:
    wave = wave_or_404(lead, wave_uid)

    def add(form: LineForm) -> None:
        waves.add_person(lead.context, wave_uid=wave.uid, asked=form.asked())
        messages.success(request, _("One more is on the list."))

    return _form_page(request, lead, wave, save=add)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_lead
def line(request: HttpRequest, lead: Lead, wave_uid: uuid.UUID, asked_uid: uuid.UUID) -> HttpResponseBase:
    wave = wave_or_404(lead, wave_uid)
    there = _line_or_404(lead, wave, asked_uid)

    def mend(form: LineForm) -> None:
        waves.mend_person(lead.context, wave_uid=wave.uid, asked_uid=there.uid, asked=form.asked())
        messages.success(request, _("The line was mended."))

    return _form_page(request, lead, wave, save=mend, there=there)


@require_POST
@as_lead
def leave_out(
    request: HttpRequest, lead: Lead, wave_uid: uuid.UUID, asked_uid: uuid.UUID
) -> HttpResponseBase:
    wave = wave_or_404(lead, wave_uid)
    there = _line_or_404(lead, wave, asked_uid)
    try:
        waves.leave_out_person(lead.context, wave_uid=wave.uid, asked_uid=there.uid)
    except Refused as refusal:
        return show_refusal_at(request, refusal, back=address_of(wave))
    said = _("%(who)s is not on the list any more. To undo that, add one line again.")
    messages.success(request, said % {"who": there})
    return redirect("leadership_surveys:lines", wave.uid)


def _form_page(
    request: HttpRequest,
    lead: Lead,
    wave: SurveyWave,
    *,
    save: Callable[[LineForm], None],
    there: Invitation | None = None,
) -> HttpResponseBase:
    """What cannot be is said beside its field; a wave that was opened meanwhile, on a page of its own."""
    known = categories_of(lead.viewer, wave)
    initial: dict[str, Any] = line_values(there) if there else {"respondents": "doctors", "language": "en"}
    form = LineForm(sent_or_typed(request, lead), initial=initial, dimensions=wave.dimensions, known=known)
    if request.method == "POST" and form.is_valid():
        try:
            save(form)
            return redirect("leadership_surveys:lines", wave.uid)
        except Refused as refusal:
            if refusal.code != "address_twice":
                return show_refusal_at(request, refusal, back=address_of(wave))
            form.add_error("email", str(refusal))
    context = {"form": form, "wave": wave, "there": there}
    return render(request, f"{PAGES}line.html", context, status=422 if form.is_bound else 200)


def _line_or_404(lead: Lead, wave: SurveyWave, uid: uuid.UUID) -> Invitation:
    found = asked_for(lead.viewer, wave, uid)
    if found is None:
        raise Http404
    return found
