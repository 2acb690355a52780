"""Waves of several organisations that were planned together (ADR 51)."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from engagement.waves.selectors import campaign_for, turnouts, waves_for
from engagement.web import presenters
from engagement.web.views.desk import PAGES
from lms.web.visitors import Lead, as_lead


@require_safe
@as_lead
def campaign(request: HttpRequest, lead: Lead, campaign_uid: uuid.UUID) -> HttpResponseBase:
    """The waves of it that this lead may see, by the organisation's name."""
    found = campaign_for(lead.viewer, campaign_uid)
    if found is None:
        raise Http404
    waves = list(waves_for(lead.viewer).filter(campaign=found).order_by("organisation__name", "pk"))
    context = {
        "campaign": found,
        "sentence": presenters.campaign_sentence(waves),
        "rows": presenters.campaign_rows(waves, turnouts(waves)),
    }
    return render(request, f"{PAGES}campaign.html", context)
