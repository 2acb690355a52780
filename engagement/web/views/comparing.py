"""What a trust agrees to, and engagement beside outcomes, at the trust desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engagement.actions import comparing
from engagement.comparing.enums import AgreementKind
from engagement.comparing.models import Agreement
from engagement.comparing.selectors import agreeing, agreements_for, headlines
from engagement.web.comparing_pages import performance_page
from engagement.web.performance import Looker
from lms.organisations.models import Organisation
from lms.web.visitors import Lead, as_lead

PAGES = "leadership/surveys/desk/"


@dataclass(frozen=True)
class Asked:
    """One thing that one trust can agree to, with what it said last."""

    organisation: Organisation
    kind: AgreementKind
    latest: Agreement | None

    @property
    def is_given(self) -> bool:
        return self.latest is not None and self.latest.is_given


@require_http_methods(["GET", "HEAD", "POST"])
@as_lead
def agreements(request: HttpRequest, lead: Lead) -> HttpResponseBase:
    """Given or withdrawn with one press each."""
    if request.method == "POST":
        return _say(request, lead)
    held = agreements_for(lead.viewer)
    asked = [
        Asked(organisation, kind, held.get((organisation.pk, kind)))
        for organisation in lead.organisations
        for kind in AgreementKind
    ]
    context = {"asked": asked, "many": len(lead.organisations) > 1}
    return render(request, f"{PAGES}agreements.html", context)


def _say(request: HttpRequest, lead: Lead) -> HttpResponseBase:
    own = {str(each.uid): each for each in lead.organisations}
    organisation = own.get(request.POST.get("organisation", ""))
    kind, said = request.POST.get("kind", ""), request.POST.get("say", "")
    if organisation is None or kind not in AgreementKind.values or said not in ("give", "withdraw"):
        raise Http404
    comparing.say_agreement(
        lead.context,
        organisation_id=organisation.pk,
        kind=AgreementKind(kind),
        is_given=said == "give",
    )
    done = _("Agreed. You can withdraw it at any time.") if said == "give" else _("Withdrawn from today on.")
    messages.success(request, done)
    return redirect("leadership_surveys:agreements")


@require_safe
@as_lead
def performance(request: HttpRequest, lead: Lead) -> HttpResponseBase:
    """Of trusts that let their results be compared; the lead's own are marked."""
    agreed = agreeing(AgreementKind.NORMS)
    looker = Looker(named=agreeing(AgreementKind.NAMED), own={each.pk for each in lead.organisations})
    found = [each for each in headlines() if each.wave.organisation_id in agreed]
    context: dict[str, Any] = performance_page(request, found, looker)
    return render(request, f"{PAGES}performance.html", context | {"is_lead": True})
