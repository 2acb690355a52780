"""The trust desk: its home, its people, one person's enrolment, the mails."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.actions import enrolment as actions
from lms.actions.errors import Refused
from lms.enrolment.enums import State
from lms.progress.selectors import standing_of
from lms.reminders import selectors as reminders
from lms.reminders.presenters import coming_lines
from lms.web import desk_presenters, exports
from lms.web.forms import EnrolmentFilter
from lms.web.paging import KeysFirst
from lms.web.presenters import rule_of
from lms.web.selectors import desk
from lms.web.send_presenters import send_lines
from lms.web.views.refusals import show_refusal
from lms.web.visitors import Lead, as_lead, lead_of

PAGE = 50
COMING = 5


@require_safe
@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponseBase:
    lead = lead_of(request)
    if lead is None:
        return render(request, "leadership/web/trust/not_a_lead.html", status=404)
    now, on = lead.context.now, lead.context.today
    figures = desk.summary(lead.viewer, now=now, on=on)
    return render(
        request,
        "leadership/web/trust/home.html",
        {
            "figures": figures,
            "sentence": desk_presenters.desk_sentence(figures),
            "seats": desk.seats(lead.viewer),
            "coming": coming_lines(reminders.coming_lines(lead.viewer, limit=COMING)),
            "today": on,
        },
    )


@require_safe
@as_lead
def enrolments(request: HttpRequest, lead: Lead) -> HttpResponseBase:
    form = _filter(request, lead)
    rows = desk.filtered(lead.viewer, form.chosen, now=lead.context.now, on=lead.context.today)
    everybody = desk.people(lead.viewer, on=lead.context.today)
    page = KeysFirst(rows, PAGE, rows=everybody).get_page(request.GET.get("page"))
    return render(
        request,
        "leadership/web/trust/enrolments.html",
        {
            "form": form,
            "page": page,
            "lines": [desk_presenters.line(row, on=lead.context.today) for row in page.object_list],
            "query": _query(request.GET),
        },
    )


@require_safe
@as_lead
def export(request: HttpRequest, lead: Lead) -> HttpResponseBase:
    chosen = _filter(request, lead).chosen
    rows = desk.filtered(lead.viewer, chosen, now=lead.context.now, on=lead.context.today)
    lines = desk_presenters.export_rows(rows, on=lead.context.today)
    return exports.csv_response("enrolments.csv", desk_presenters.EXPORT_HEADING, lines)


def _filter(request: HttpRequest, lead: Lead) -> EnrolmentFilter:
    return EnrolmentFilter(request.GET, places=desk.places(desk.seats(lead.viewer)))


def _query(given: QueryDict) -> str:
    """The filters again, for the links that turn pages and for the export."""
    kept = given.copy()
    kept.pop("page", None)
    return kept.urlencode()


@require_safe
@as_lead
def enrolment(request: HttpRequest, lead: Lead, enrolment_uid: uuid.UUID) -> HttpResponseBase:
    row = desk.one(lead.viewer, enrolment_uid, on=lead.context.today)
    if row is None:
        raise Http404
    stands = standing_of(row)
    return render(
        request,
        "leadership/web/trust/enrolment.html",
        {
            "row": row,
            "line": desk_presenters.line(row, on=lead.context.today),
            "parts": [(part, rule_of(part)) for part in stands.children],
            "dues": desk_presenters.due_lines(
                desk.due_dates(lead.viewer, row), state=row.state, on=lead.context.today
            ),
            "sends": send_lines(reminders.sends(lead.viewer, enrolment_uid=row.uid), for_trust=True),
            "transitions": desk.transitions(lead.viewer, row),
            "acts": [(name, act.button) for name, act in ACTS.items() if row.state in act.states],
        },
    )


class Act:
    """Something that a lead may do to an enrolment, confirmed on a page that says what follows."""

    def __init__(
        self,
        run: Callable[..., object],
        *,
        states: tuple[State, ...],
        button: object,
        what: object,
        done: object,
    ) -> None:
        self.run = run
        self.states = states
        self.button = button
        self.what = what
        self.done = done


ACTS = {
    "withdraw": Act(
        actions.withdraw,
        states=(State.INVITED, State.ACTIVE, State.DEFERRED),
        button=gettext_lazy("Withdraw from the programme"),
        what=gettext_lazy(
            "The seat is free again and no more reminders are sent. What has been learnt stays in the "
            "doctor's own record. To undo this, invite the person again."
        ),
        done=gettext_lazy("The enrolment is withdrawn and the seat is free."),
    ),
    "defer": Act(
        actions.defer,
        states=(State.ACTIVE,),
        button=gettext_lazy("Defer"),
        what=gettext_lazy(
            "Nothing is due and nothing is sent until you resume the programme. The seat stays taken."
        ),
        done=gettext_lazy("The enrolment is deferred."),
    ),
    "resume": Act(
        actions.resume,
        states=(State.DEFERRED,),
        button=gettext_lazy("Resume"),
        what=gettext_lazy("The doctor is on the programme again; dates and reminders are worked out anew."),
        done=gettext_lazy("The enrolment is active again."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@as_lead
def act(request: HttpRequest, lead: Lead, enrolment_uid: uuid.UUID, name: str) -> HttpResponseBase:
    chosen = ACTS.get(name)
    row = desk.one(lead.viewer, enrolment_uid, on=lead.context.today)
    if chosen is None or row is None:
        raise Http404
    if request.method != "POST":
        return render(request, "leadership/web/trust/act.html", {"row": row, "act": chosen, "name": name})
    try:
        chosen.run(lead.context, enrolment_uid=enrolment_uid)
    except Refused as refusal:
        return show_refusal(request, refusal, back="leadership_trust:enrolments")
    messages.success(request, str(chosen.done))
    return redirect("leadership_trust:enrolment", enrolment_uid)
