"""The trust desk's mails: what goes to whom, what would go, and the rules for the trust's own seats."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.actions.errors import Refused
from lms.actions.reminders import narrow_rules
from lms.enrolment import selectors as enrolment
from lms.reminders import effective
from lms.reminders import selectors as reminders
from lms.reminders.presenters import forecast_what
from lms.reminders.presenters import mail as mail_of
from lms.reminders.quiet import sending_times
from lms.web import exports
from lms.web.mail_forms import RulesForm, SendFilter, week_of
from lms.web.paging import KeysFirst
from lms.web.send_presenters import DRY_RUN_HEADING, dry_run_rows, send_line, send_lines
from lms.web.views.forms_held import keeps_what_is_typed, sent_or_typed
from lms.web.views.refusals import show_refusal
from lms.web.visitors import Lead, as_lead
from programmes.selectors import latest_version

PAGE = 50
FORECAST = timedelta(days=60)
DRY_RUN_DAYS = 14
MOST_DRY_RUN_DAYS = 60


@require_safe
@as_lead
def reminder_list(request: HttpRequest, lead: Lead) -> HttpResponseBase:
    """What goes to whom and when, and what went."""
    form = SendFilter(request.GET)
    shown = request.GET.get("shown", "coming") if not form.chosen.get("state") else "all"
    keys = reminders.coming_keys if shown == "coming" else reminders.send_keys
    rows = reminders.coming if shown == "coming" else reminders.sends
    chosen = _filtered(keys(lead.viewer), form.chosen)
    page = KeysFirst(chosen, PAGE, rows=rows(lead.viewer)).get_page(request.GET.get("page"))
    later = []
    if shown == "coming" and not form.chosen:
        later = reminders.forecast(lead.viewer, now=lead.context.now, within=FORECAST, limit=PAGE)
    return render(
        request,
        "leadership/web/trust/reminders.html",
        {
            "page": page,
            "lines": send_lines(page.object_list, for_trust=True),
            "shown": shown,
            "form": form,
            "forecast": [(each, forecast_what(each)) for each in later],
            "query": _query(request.GET),
            "days": DRY_RUN_DAYS,
        },
    )


def _filtered(sends: Any, chosen: dict[str, Any]) -> Any:
    first, last = week_of(chosen["week"]) if "week" in chosen else (None, None)
    return reminders.narrowed(
        sends,
        words=chosen.get("person", "").split(),
        rule=chosen.get("rule", ""),
        state=chosen.get("state", ""),
        first=first,
        until=last,
    )


def _query(given: QueryDict) -> str:
    kept = given.copy()
    kept.pop("page", None)
    return kept.urlencode()


@require_safe
@as_lead
def dry_run(request: HttpRequest, lead: Lead, *, kind: str) -> HttpResponseBase:
    """What would go in the next days, as a file."""
    try:
        days = min(max(int(request.GET.get("days", DRY_RUN_DAYS)), 1), MOST_DRY_RUN_DAYS)
    except ValueError:
        days = DRY_RUN_DAYS
    until = lead.context.now + timedelta(days=days)
    sends = reminders.coming(lead.viewer).filter(planned_for__lt=until)
    lines = dry_run_rows(sends, times=sending_times())
    return exports.file_response(kind, "reminders", DRY_RUN_HEADING, lines)


@require_safe
@as_lead
def mail(request: HttpRequest, lead: Lead, send_uid: uuid.UUID) -> HttpResponseBase:
    """The words of one mail as its reader gets them, less what is the doctor's own."""
    send = reminders.send_by_uid(lead.viewer, send_uid)
    if send is None:
        raise Http404
    shown = {"line": send_line(send, for_trust=True), "mail": mail_of(send, for_trust=True)}
    return render(request, "leadership/web/trust/mail.html", shown)


@require_safe
@as_lead
def programmes(request: HttpRequest, lead: Lead) -> HttpResponseBase:
    contracts = enrolment.contracts_for(lead.viewer)
    return render(request, "leadership/web/trust/reminder_programmes.html", {"contracts": contracts})


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_lead
def rules(request: HttpRequest, lead: Lead, contract_uid: uuid.UUID) -> HttpResponseBase:
    """The reminders of a programme as they hold for the trust's seats, and what the trust makes of them."""
    contract, found = _rules(lead, contract_uid)
    posted = request.method == "POST"
    form = RulesForm(sent_or_typed(request, lead), rules=found, sentence=effective.sentence_of(contract))
    if posted and form.is_valid():
        try:
            narrow_rules(
                lead.context,
                contract_uid=contract_uid,
                rules=form.narrowings,
                sentence=form.cleaned_data["sentence"],
            )
        except Refused as refusal:
            return show_refusal(request, refusal, back="leadership_trust:reminder_programmes")
        messages.success(request, _("The reminders for your seats are saved."))
        return redirect("leadership_trust:reminder_rules", contract_uid)
    return render(
        request,
        "leadership/web/trust/reminder_rules.html",
        {"contract": contract, "rules": found, "form": form},
        status=422 if posted else 200,
    )


@require_safe
@as_lead
def preview(request: HttpRequest, lead: Lead, contract_uid: uuid.UUID, rule: str) -> HttpResponseBase:
    """A reminder as a doctor in one of the trust's seats would read it today."""
    contract, found = _rules(lead, contract_uid)
    chosen = next((each for each in found if each.rule == rule), None)
    if chosen is None:
        raise Http404
    words = effective.sample(
        chosen, organisation=contract.organisation, on=lead.context.today, language=lead.person.language
    )
    shown = {"contract": contract, "rule": chosen, "mail": words}
    return render(request, "leadership/web/trust/reminder_preview.html", shown)


def _rules(lead: Lead, contract_uid: uuid.UUID) -> tuple[Any, list[effective.EffectiveRule]]:
    contract = enrolment.contracts_for(lead.viewer).filter(uid=contract_uid).first()
    version = latest_version(contract.programme) if contract else None
    if contract is None or version is None:
        raise Http404
    return contract, effective.rules_for_trust(contract, version)
