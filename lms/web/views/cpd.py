"""A doctor's CPD: how they stand, what they recorded, and what the learning record offers."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.actions import cpd as actions
from lms.actions.errors import Refused
from lms.cpd import selectors
from lms.cpd.models import CpdEntry
from lms.cpd.proposals import proposals
from lms.cpd.rules import Window
from lms.progress.presenters import in_credits
from lms.web import cpd_presenters as presenters
from lms.web.cpd_forms import EntryFilter, EntryForm
from lms.web.exports import CSV, file_response
from lms.web.views.forms_held import keeps_what_is_typed, sent_or_typed
from lms.web.visitors import Learner, as_learner

PAGE = 25
KEY = re.compile(r"[0-9a-f]{32}")
FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)


@require_safe
@as_learner
def overview(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    """As many queries however much was recorded."""
    on = _day_asked(request, learner)
    standing = selectors.standing(learner.viewer, on=on)
    form = EntryFilter(request.GET)
    rows = _filtered(learner, form)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    chosen = {**form.chosen, **({"on": on.isoformat()} if on != learner.context.today else {})}
    return render(
        request,
        "leadership/web/learn/cpd/overview.html",
        {
            "lead": presenters.lead(standing),
            "cards": [presenters.card(each) for each in standing.schemes],
            "standing": standing,
            "years": _years_around(standing, today=learner.context.today),
            "waiting": len(proposals(learner.viewer)),
            "form": form,
            "is_filtered": bool(form.chosen),
            "page": page,
            "lines": [presenters.entry_line(row) for row in page.object_list],
            "query": urlencode(chosen),
            "filters": urlencode(form.chosen),
            "removed": selectors.removed(learner.viewer),
        },
    )


def _day_asked(request: HttpRequest, learner: Learner) -> date:
    """Which year is looked at; today where the address says nothing that makes sense."""
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return learner.context.today
    return min(on, learner.context.today) if on.year >= 1950 else learner.context.today


def _years_around(standing: selectors.Standing, *, today: date) -> dict[str, date | bool | None]:
    """A day of the year before, where there is anything to see, and of the one after, up to today's."""
    on = standing.on
    before, after = (date(on.year + step, on.month, min(on.day, 28)) for step in (-1, 1))
    return {
        "before": before if standing.earliest and standing.earliest < standing.begins else None,
        "after": after if after < today else None,
        "is_now": on == today,
    }


def _filtered(learner: Learner, form: EntryFilter) -> QuerySet[CpdEntry]:
    asked = form.chosen
    first, last = asked.pop("first", None), asked.pop("last", None)
    within = Window(first or FIRST, last or LAST) if first or last else None
    return selectors.found(selectors.entries(learner.viewer), within=within, **asked)


@require_safe
@as_learner
def entries_csv(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    """The list as it is filtered, as a file."""
    heading = [
        _("Ended on"),
        _("What it was"),
        _("Credits"),
        _("Where"),
        _("Clinical or not"),
        _("Kind"),
        _("Note"),
        _("Counts"),
    ]
    rows = _filtered(learner, EntryFilter(request.GET))
    return file_response(CSV, "cpd", heading, _csv_rows(list(rows)))


def _csv_rows(rows: list[CpdEntry]) -> Iterator[list[object]]:
    for row in rows:
        yield [
            row.ended_on.isoformat(),
            row.title,
            f"{Decimal(row.hundredths) / 100:.2f}",
            row.get_setting_display(),
            _("clinical") if row.is_clinical else _("non-clinical"),
            row.get_kind_display(),
            row.note,
            _("no: taken back") if presenters.is_off(row) else _("yes"),
        ]


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_learner
def new_entry(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    """The form has a key of its own: sent twice, it records once."""
    posted = request.method == "POST"
    form = EntryForm(sent_or_typed(request, learner), initial={"ended_on": learner.context.today})
    key = str(request.POST.get("key", "")) if posted else ""
    key = key if KEY.fullmatch(key) else uuid.uuid4().hex
    if posted and form.is_valid():
        try:
            row = actions.add_entry(learner.context, said=form.said, key=key)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Recorded: %(credits)s.") % {"credits": in_credits(row.hundredths)})
            return redirect("leadership_learn:cpd")
    return _entry_page(request, form, key=key)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_learner
def entry(request: HttpRequest, learner: Learner, entry_uid: uuid.UUID) -> HttpResponseBase:
    row = _entry_or_404(learner, entry_uid)
    form = EntryForm(sent_or_typed(request, learner), initial=EntryForm.values_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_entry(learner.context, entry_uid=entry_uid, said=form.said)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The entry is saved."))
            return redirect("leadership_learn:cpd")
    return _entry_page(request, form, row=row)


def _entry_page(
    request: HttpRequest, form: EntryForm, *, row: CpdEntry | None = None, key: str = ""
) -> HttpResponseBase:
    return render(
        request,
        "leadership/web/learn/cpd/entry.html",
        {"form": form, "row": row, "key": key},
        status=422 if form.errors and request.method == "POST" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@as_learner
def remove(request: HttpRequest, learner: Learner, entry_uid: uuid.UUID) -> HttpResponseBase:
    row = _entry_or_404(learner, entry_uid)
    if request.method == "POST":
        actions.remove_entry(learner.context, entry_uid=entry_uid)
        messages.success(request, _("The entry is removed. You can put it back, below the list."))
        return redirect("leadership_learn:cpd")
    return render(request, "leadership/web/learn/cpd/remove.html", {"line": presenters.entry_line(row)})


@require_POST
@as_learner
def put_back(request: HttpRequest, learner: Learner, entry_uid: uuid.UUID) -> HttpResponseBase:
    actions.put_back_entry(learner.context, entry_uid=entry_uid)
    messages.success(request, _("The entry is back."))
    return redirect("leadership_learn:cpd")


@require_http_methods(["GET", "HEAD", "POST"])
@as_learner
def take_in(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    """What the record offers, all ticked; only the press takes in."""
    offered = proposals(learner.viewer)
    if request.method == "POST":
        asked = set(request.POST.getlist("fact"))
        wanted = [each.fact_uid for each in offered if str(each.fact_uid) in asked]
        rows = actions.take_in(learner.context, fact_uids=wanted)
        words = ngettext("%(number)s entry is taken in.", "%(number)s entries are taken in.", len(rows))
        messages.success(request, words % {"number": len(rows)})
        return redirect("leadership_learn:cpd")
    lines = [{"proposal": each, "credits": in_credits(each.hundredths)} for each in offered]
    return render(request, "leadership/web/learn/cpd/take_in.html", {"lines": lines})


def _entry_or_404(learner: Learner, uid: uuid.UUID) -> CpdEntry:
    row = selectors.entry(learner.viewer, uid)
    if row is None or row.removed_at is not None:
        raise Http404
    return row
