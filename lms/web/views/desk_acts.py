"""What a lead does about one person's place: each act on a page of its own that says what follows."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from lms.actions import enrolment as actions
from lms.actions import invitations, places
from lms.actions.base import Context
from lms.actions.enrolment import wrong_state
from lms.actions.errors import Refused
from lms.actions.extra_time import set_extra_time
from lms.enrolment import selectors
from lms.enrolment.enums import State
from lms.web.cohort_presenters import shifts_of_place
from lms.web.desk_presenters import beyond_sentence
from lms.web.place_forms import DeferForm, EnrolForm, ExtendForm, ExtraTimeForm, NoteForm, ResendForm
from lms.web.selectors import desk
from lms.web.selectors.last_days import Beyond
from lms.web.views.forms_held import keeps_what_is_typed, sent_or_typed
from lms.web.views.refusals import show_refusal_at
from lms.web.visitors import Lead, as_lead
from programmes.retiring import notice

Initial = Callable[[Any], dict[str, Any]]
Check = Callable[[Lead, Any, dict[str, Any]], dict[str, Any]]


def _nothing(row: Any) -> dict[str, Any]:
    return {}


def _withdraw(context: Context, *, enrolment_uid: uuid.UUID) -> Any:
    return actions.withdraw(context, enrolment_uid=enrolment_uid)


def _resume(context: Context, *, enrolment_uid: uuid.UUID) -> Any:
    return actions.resume(context, enrolment_uid=enrolment_uid)


def _dates_if_extended(lead: Lead, row: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Every open date now and after, and the last day."""
    last, ends_on = selectors.last_day(row), given["ends_on"]
    days = actions.days_of_extension(row, ends_on=ends_on, on=lead.context.today)
    if not days or last is None:
        raise Refused("same_end", _("This is the last day already."))
    dates = desk.dates_if_extended(lead.viewer, row, by=days)
    late = [after for _title, _before, after in dates if after > ends_on]
    beyond = Beyond(ends_on, max(late), len(late)) if late else None
    return {
        "days": days,
        "moving": len(dates),
        "shifts": shifts_of_place(last, ends_on, dates),
        "beyond": beyond_sentence(beyond),
    }


@dataclass(frozen=True)
class Act:
    """``button`` and ``done`` name the person: what is pressed says whom it is about."""

    run: Callable[..., Any]
    states: tuple[State, ...]
    button: Any
    what: Any
    done: Any
    form: type[forms.Form] | None = None
    initial: Initial = _nothing
    is_grave: bool = False
    check: Check | None = None
    """What would follow, shown once the form is filled in: only a second press does it."""


ACTS: Mapping[str, Act] = {
    "resend": Act(
        invitations.resend_invitation,
        states=(State.INVITED,),
        form=ResendForm,
        initial=lambda row: {"email": row.invited_as},
        button=_("Send %(name)s the invitation again"),
        what=_(
            "A new mail with a new link goes out within minutes, and the time to answer begins anew. "
            "Links in earlier mails stop working."
        ),
        done=_("The invitation to %(name)s is on its way again."),
    ),
    "extend": Act(
        actions.extend,
        states=(State.ACTIVE, State.DEFERRED),
        form=ExtendForm,
        button=_("Extend %(name)s’s place"),
        what=_(
            "Every date that is still open moves by as many days as the last day does, and reminders move "
            "with them. The doctor sees why. What is done stays done."
        ),
        done=_("The place of %(name)s is extended, and the open dates have moved."),
        check=_dates_if_extended,
    ),
    "defer": Act(
        actions.defer,
        states=(State.ACTIVE,),
        form=DeferForm,
        button=_("Defer %(name)s’s place"),
        what=_("Nothing is due and nothing is sent until the place is resumed. The seat stays taken."),
        done=_("The place of %(name)s is deferred."),
    ),
    "resume": Act(
        _resume,
        states=(State.DEFERRED,),
        button=_("Resume %(name)s’s place"),
        what=_("The doctor is on the programme again; dates and reminders are worked out anew."),
        done=_("%(name)s is on the programme again."),
    ),
    "again": Act(
        places.invite_again,
        states=places.INVITED_AGAIN,
        button=_("Invite %(name)s again"),
        what=_(
            "This makes a new invitation, to the same address, and takes a seat. What happened before stays "
            "on record."
        ),
        done=_("%(name)s is invited again."),
    ),
    "extra-time": Act(
        set_extra_time,
        states=(State.ACTIVE, State.DEFERRED),
        form=ExtraTimeForm,
        button=_("Set extra time for %(name)s"),
        what=_(
            "For quizzes with a time limit, from the next one that is started. The doctor sees it and that "
            "it is from you. What doctors set for themselves you do not see; the longer of the two counts."
        ),
        done=_("The extra time of %(name)s is saved."),
    ),
    "note": Act(
        actions.write_note,
        states=tuple(State),
        form=NoteForm,
        button=_("Write a note about %(name)s’s place"),
        what=_("For what you have agreed, so that you both find it again."),
        done=_("The note is kept, and %(name)s can read it."),
    ),
    "withdraw": Act(
        _withdraw,
        states=(State.INVITED, State.ACTIVE, State.DEFERRED),
        button=_("Withdraw %(name)s"),
        what=_(
            "The seat is free again and no more reminders are sent. What has been learnt stays in the "
            "doctor’s own record. To undo this, invite the person again."
        ),
        done=_("%(name)s is withdrawn and the seat is free."),
        is_grave=True,
    ),
}


INVITING = ("resend", "again")


def acts_for(row: Any, *, on: date) -> list[tuple[str, str]]:
    """What may be done now, each with the words of its button."""
    name = {"name": row.person.full_name}
    told = notice(row.retiring, on=on)
    shut = INVITING if told is not None and told.takes_nobody_new else ()
    return [
        (key, act.button % name) for key, act in ACTS.items() if row.state in act.states and key not in shut
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_lead
def act(request: HttpRequest, lead: Lead, enrolment_uid: uuid.UUID, name: str) -> HttpResponseBase:
    chosen = ACTS.get(name)
    row = desk.one(lead.viewer, enrolment_uid, on=lead.context.today)
    if chosen is None or row is None:
        raise Http404
    back = reverse("leadership_trust:enrolment", args=[enrolment_uid])
    posted = request.method == "POST"
    sent = sent_or_typed(request, lead)
    form = chosen.form(sent, initial=chosen.initial(row)) if chosen.form else None
    if not posted or "back" in request.POST or (form is not None and not form.is_valid()):
        if row.state not in chosen.states:
            return show_refusal_at(request, wrong_state(row), back=back)
        return _page(request, row, name, chosen, form)
    given = form.cleaned_data if form is not None else {}
    try:
        if chosen.check is not None and not _is_confirmed(request, row, given):
            return _page(request, row, name, chosen, form, **chosen.check(lead, row, given))
        done = chosen.run(lead.context, enrolment_uid=enrolment_uid, **given)
    except Refused as refusal:
        if form is None or row.state not in chosen.states:
            return show_refusal_at(request, refusal, back=back)
        form.add_error(None, str(refusal))
        return _page(request, row, name, chosen, form)
    messages.success(request, chosen.done % {"name": row.person.full_name})
    return redirect("leadership_trust:enrolment", done.uid if name == "again" else enrolment_uid)


def _is_confirmed(request: HttpRequest, row: Any, given: dict[str, Any]) -> bool:
    """They pressed the button beside the dates, and the last day is still the one that they saw.

    Sent a second time, it is the new one: that is answered as the first was.
    """
    seen, last = request.POST.get("confirm"), selectors.last_day(row)
    return bool(seen) and (seen == str(last) or given["ends_on"] == last)


def _page(
    request: HttpRequest, row: Any, name: str, chosen: Act, form: forms.Form | None, **checked: Any
) -> HttpResponseBase:
    """The page of an act, or with ``checked`` what it would do."""
    context = {
        **checked,
        "row": row,
        "act": chosen,
        "name": name,
        "button": chosen.button % {"name": row.person.full_name},
        "form": form,
        "shows_first": chosen.check is not None,
        "last_day": selectors.last_day(row),
        "has_account": row.person.user_id is not None,
    }
    status = 422 if request.method == "POST" and form is not None and form.errors else 200
    page = "act_check" if checked else "act"
    return render(request, f"leadership/web/trust/{page}.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_lead
def enrol(request: HttpRequest, lead: Lead) -> HttpResponseBase:
    """One person by a form, by the rules of a list."""
    seats = desk.seats(lead.viewer)
    posted = request.method == "POST"
    initial = {"place": request.GET.get("place", "")}
    offered = desk.places(seats if posted else desk.taking(seats))
    form = EnrolForm(sent_or_typed(request, lead), places=offered, initial=initial)
    if posted and form.is_valid():
        done = _enrolled(request, lead, form)
        if done is not None:
            return redirect("leadership_trust:enrolment", done.uid)
    return render(
        request,
        "leadership/web/trust/enrol.html",
        {"form": form, "seats": seats},
        status=422 if posted else 200,
    )


def _enrolled(request: HttpRequest, lead: Lead, form: EnrolForm) -> Any:
    contract_uid, cohort_uid = desk.split_place(form.cleaned_data["place"])
    try:
        done = places.enrol_person(
            lead.context,
            contract_uid=contract_uid,
            cohort_uid=cohort_uid,
            person=form.person,
            agreed=str(request.POST.get("agreed", "")),
        )
    except places.Undecided as undecided:
        form.ask(undecided)
        return None
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    if done.is_new:
        messages.success(request, _("The invitation to %(email)s is on its way.") % form.person)
    else:
        messages.info(request, _("This person holds a place already. Nothing was changed."))
    return done.enrolment
