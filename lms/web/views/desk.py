"""The trust desk: its home, its people, one person's place."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.amendments.retiring.selectors import retiring_for_trust
from lms.amendments.selectors import DAYS_TO_TAKE_BACK, moves_of_trust
from lms.assignments.selectors import outcomes_for
from lms.enrolment import selectors
from lms.enrolment.enums import State
from lms.progress.selectors import standing_of
from lms.reminders import selectors as reminders
from lms.reminders.presenters import coming_lines
from lms.web import desk_presenters, desk_tree, exports
from lms.web.forms import EnrolmentFilter
from lms.web.paging import KeysFirst
from lms.web.selectors import desk
from lms.web.selectors.last_days import beyond_place
from lms.web.send_presenters import send_lines
from lms.web.views.desk_acts import acts_for
from lms.web.visitors import Lead, as_lead, lead_of
from programmes.retiring import notice

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
            "contracted": desk_presenters.contracted(desk.seats(lead.viewer), on=on),
            "retiring": retiring_for_trust(lead.viewer, on=on),
            "moved": moves_of_trust(lead.viewer, since=now - timedelta(days=DAYS_TO_TAKE_BACK)),
            "coming": coming_lines(reminders.coming_lines(lead.viewer, limit=COMING)),
            "today": on,
        },
    )


@require_safe
@as_lead
def enrolments(request: HttpRequest, lead: Lead) -> HttpResponseBase:
    form = _filter(request, lead)
    rows = desk.filtered(lead.viewer, form.chosen, now=lead.context.now, on=lead.context.today)
    everybody = desk.in_order(
        desk.with_languages(desk.people(lead.viewer, on=lead.context.today)), form.chosen
    )
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
def export(request: HttpRequest, lead: Lead, *, kind: str) -> HttpResponseBase:
    chosen = _filter(request, lead).chosen
    rows = desk.filtered(lead.viewer, chosen, now=lead.context.now, on=lead.context.today)
    lines = desk_presenters.export_rows(rows, on=lead.context.today)
    return exports.file_response(kind, "enrolments", desk_presenters.EXPORT_HEADING, lines)


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
    on = lead.context.today
    row = desk.one(lead.viewer, enrolment_uid, on=on)
    if row is None:
        raise Http404
    stands = standing_of(row)
    dues = list(desk.due_dates(lead.viewer, row))
    return render(
        request,
        "leadership/web/trust/enrolment.html",
        {
            "row": row,
            "line": desk_presenters.line(row, on=on),
            "last_day": selectors.last_day(row),
            "has_account": row.person.user_id is not None,
            "parts": desk_tree.parts(row, stands, today=on),
            "recognised": desk_tree.recognised(lead.viewer, stands),
            "can_recognise": row.state in (State.ACTIVE, State.DEFERRED),
            "dues": desk_presenters.due_lines(dues, state=row.state, on=on),
            "beyond": desk_presenters.beyond_sentence(beyond_place(row, dues, on=on)),
            "sends": send_lines(reminders.sends(lead.viewer, enrolment_uid=row.uid), for_trust=True),
            "history": desk_presenters.history(
                desk.transitions(lead.viewer, row), selectors.extensions_of(lead.viewer, row)
            ),
            "work": outcomes_for(lead.viewer, enrolment_id=row.pk),
            "notes": desk_presenters.note_lines(selectors.notes_of(lead.viewer, row)),
            "acts": acts_for(row, on=lead.context.today),
            "retiring": notice(row.retiring, on=lead.context.today),
        },
    )
