"""The sampling frame with its log, consent, and the career table: what only leads and researchers see."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from engagement.actions import studies as actions
from engagement.studies import lists, selectors
from engagement.studies.enums import CLOSE, Contact, StudyState, TeamRole
from engagement.studies.forms import (
    CareerForm,
    ConsentForm,
    ContactForm,
    WithdrawForm,
    career_values,
    post_forms,
)
from engagement.studies.models import FrameEntry, Participant
from engagement.waves.population import UnusableList
from engagement.web.forms import PeopleForm
from engagement.web.studies.door import Member, as_member
from engagement.web.studies.views.forms_sent import is_done, page, say, sent, to
from lms.actions.errors import Refused
from lms.web.views.forms_held import keeps_what_is_typed
from lms.web.views.refusals import show_refusal_at

MOST_FAULTS = 50


@require_safe
@as_member(*CLOSE, opened=True)
def frame(request: HttpRequest, member: Member) -> HttpResponseBase:
    entries = list(selectors.frame_of(member.viewer, member.study))
    return page(request, member, "frame", entries=entries, contacts=dict(Contact.choices))


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_member(*CLOSE)
def add_to_frame(request: HttpRequest, member: Member) -> HttpResponseBase:
    def take(content: bytes) -> int:
        listed = lists.read_frame(content)
        return actions.list_people(member.context, study_uid=member.study.uid, listed=listed)

    return _list(request, member, take, page_name="add_to_frame", done="frame")


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_member(*CLOSE)
def add_careers(request: HttpRequest, member: Member) -> HttpResponseBase:
    def take(content: bytes) -> int:
        told = lists.read_careers(content)
        return actions.import_careers(member.context, study_uid=member.study.uid, told=told)

    return _list(request, member, take, page_name="add_careers", done="careers")


def _list(
    request: HttpRequest, member: Member, take: Callable[[bytes], int], *, page_name: str, done: str
) -> HttpResponseBase:
    """A spreadsheet, taken whole or refused with every line that is wrong."""
    form = PeopleForm(sent(request, member), request.FILES if request.method == "POST" else None)
    form.fields["file"].help_text = _(
        "Excel (.xlsx), CSV or text with tabs. It is taken whole, or not at all."
    )
    problem: UnusableList | None = None
    taken = 0

    def act() -> None:
        nonlocal taken
        taken = take(form.rows())

    try:
        if is_done(request, form, act):
            words = ngettext("%(count)s person was taken.", "%(count)s people were taken.", taken)
            say(request, words % {"count": taken})
            return to(done, member.study)
    except UnusableList as unusable:
        problem = unusable
    faults = problem.faults[:MOST_FAULTS] if problem else ()
    return page(request, member, page_name, form=form, problem=problem, faults=faults)


@require_safe
@as_member(*CLOSE)
def frame_template(request: HttpRequest, member: Member) -> HttpResponseBase:
    return _file("sampling-frame.csv", lists.frame_template())


@require_safe
@as_member(*CLOSE)
def careers_template(request: HttpRequest, member: Member) -> HttpResponseBase:
    return _file("careers.csv", lists.careers_template())


def _file(name: str, text: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@as_member(TeamRole.LEAD)
def forget(request: HttpRequest, member: Member) -> HttpResponseBase:
    """What it does is said first, and happens on a press."""
    if request.method != "POST":
        return page(request, member, "forget", is_finished=member.study.state == StudyState.FINISHED)
    try:
        actions.forget_names(member.context, study_uid=member.study.uid)
    except Refused as refusal:
        return show_refusal_at(
            request, refusal, back=reverse("leadership_studies:study", args=[member.study.uid])
        )
    say(request, _("The names are forgotten. Pseudonyms can no longer be traced to anybody here."))
    return to("study", member.study)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_member(*CLOSE, opened=True)
def entry(request: HttpRequest, member: Member, entry_uid: uuid.UUID) -> HttpResponseBase:
    found = _entry(member, entry_uid)
    form = ContactForm(sent(request, member), initial={"on": member.context.today})

    def record() -> None:
        given = {"kind": form.contact, "on": form.cleaned_data["on"]}
        actions.record_contact(member.context, study_uid=member.study.uid, entry_uid=entry_uid, **given)

    if is_done(request, form, record):
        return to("entry", member.study, entry_uid)
    return _entry_page(request, member, found, form=form, consent=_consent_form(member))


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_member(*CLOSE, opened=True)
def consent(request: HttpRequest, member: Member, entry_uid: uuid.UUID) -> HttpResponseBase:
    found = _entry(member, entry_uid)
    form = ConsentForm(sent(request, member), initial={"consented_on": member.context.today})
    made: list[Participant] = []

    def take_part() -> None:
        uids: dict[str, Any] = {"study_uid": member.study.uid, "entry_uid": entry_uid}
        made.append(actions.take_part(member.context, **uids, **form.cleaned_data))

    if is_done(request, form, take_part):
        return to("career", member.study, made[0].uid)
    return page(request, member, "consent", form=form, entry=found)


def _consent_form(member: Member) -> ConsentForm:
    return ConsentForm(initial={"consented_on": member.context.today})


def _entry_page(request: HttpRequest, member: Member, found: FrameEntry, **context: Any) -> HttpResponseBase:
    log = list(selectors.log_of(member.viewer, found))
    participant = getattr(found, "participant", None)
    return page(request, member, "entry", entry=found, log=log, participant=participant, **context)


def _entry(member: Member, uid: uuid.UUID) -> FrameEntry:
    found = selectors.entry_for(member.viewer, member.study, uid)
    if found is None or found.forgotten_at is not None:
        raise Http404
    return found


@require_safe
@as_member(*CLOSE, opened=True)
def careers(request: HttpRequest, member: Member) -> HttpResponseBase:
    people = list(selectors.participants_of(member.viewer, member.study))
    rows = [(each, selectors.career_of(each)) for each in people if each.withdrawn_on is None]
    withdrawn = [each for each in people if each.withdrawn_on is not None]
    return page(request, member, "careers", rows=rows, withdrawn=withdrawn)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_member(*CLOSE, opened=True)
def career(request: HttpRequest, member: Member, participant_uid: uuid.UUID) -> HttpResponseBase:
    found = _participant(member, participant_uid)
    given = sent(request, member)
    form = CareerForm(given, initial=career_values(found))
    posts = post_forms(found, given)

    def save() -> None:
        held = [post.held for post in posts]
        told = form.career([each for each in held if each is not None])
        uids = {"study_uid": member.study.uid, "participant_uid": participant_uid}
        actions.save_career(member.context, **uids, career=told)

    are_valid = all(post.is_valid() for post in posts)
    if are_valid and is_done(request, form, save):
        say(request, _("The career is saved."))
        return to("careers", member.study)
    derived = selectors.career_of(found)
    return page(request, member, "career", form=form, posts=posts, participant=found, derived=derived)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed()
@as_member(*CLOSE, opened=True)
def withdraw(request: HttpRequest, member: Member, participant_uid: uuid.UUID) -> HttpResponseBase:
    found = _participant(member, participant_uid)
    form = WithdrawForm(sent(request, member), initial={"on": member.context.today})

    def act() -> None:
        uids = {"study_uid": member.study.uid, "participant_uid": participant_uid}
        actions.withdraw_consent(member.context, **uids, on=form.cleaned_data["on"])

    if is_done(request, form, act):
        say(request, _("What they told is deleted, and no table counts them any more."))
        return to("careers", member.study)
    return page(request, member, "withdraw", form=form, participant=found)


def _participant(member: Member, uid: uuid.UUID) -> Participant:
    found = selectors.participant_for(member.viewer, member.study, uid)
    if found is None or found.withdrawn_on is not None:
        raise Http404
    return found
