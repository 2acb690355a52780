"""Marking: who may, taking work on, and what marks lead to for the doctor, in the same transaction."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.access import ViewerKind
from kernel.audit import Change
from lms.actions.base import Act, action
from lms.actions.errors import NotAllowed, Refused
from lms.actions.following import Places, follow, lock_places_of
from lms.actions.waiting import look_again
from lms.assignments import selectors
from lms.assignments.enums import Place, State
from lms.assignments.models import Marker, Marking, Submission
from lms.assignments.services import marks
from lms.enrolment.models import Contract
from lms.organisations.models import Organisation
from lms.people import selectors as people
from lms.people.accounts import adapter
from lms.people.locks import lock_people
from lms.people.models import Membership, Person
from lms.progress.selectors import standing_of
from lms.records.models import Verb
from lms.records.services import facts
from lms.reminders.services import planning
from programmes import selectors as programmes
from programmes.rules import rubrics

SOURCE = "marking"


@action("marker.appoint")
def appoint_marker(
    act: Act,
    *,
    programme_key: uuid.UUID,
    organisation: Organisation | None,
    email: str = "",
    person: Person | None = None,
    on: date | None = None,
) -> Marker:
    """Make somebody a marker. A trust lead names one of their own people, for their own seats."""
    if act.viewer.kind is ViewerKind.TRUST:
        person = _own_person(act, programme_key, organisation, email)
    if person is None:
        raise NotAllowed
    lock_people([person.pk])
    marker, is_new = marks.appoint(
        person,
        programme_key=programme_key,
        organisation=organisation,
        on=on or act.today,
        by_user_id=act.user_id,
    )
    if is_new:
        act.audit(_marker_change(marker))
    else:
        act.changed_nothing()
    return marker


def _own_person(act: Act, programme_key: uuid.UUID, organisation: Organisation | None, email: str) -> Person:
    """Who is not known to this organisation is not known at all (invariant 14)."""
    if organisation is None or organisation.pk not in act.viewer.ids:
        raise NotAllowed
    contracts = Contract.objects.visible_to(act.viewer).filter(organisation=organisation)
    if not contracts.filter(programme__translation_key=programme_key).exists():
        raise NotAllowed
    rows = Membership.objects.unscoped(reason="a trust's own people, by their address")
    own = rows.filter(people.dated(act.today), organisation=organisation, person__user__isnull=False)
    user = adapter().user_for_verified_email(email)
    named = people.person_of(user) if user else None
    known_as = Q(email=email.lower()) | (Q(person=named) if named else Q())
    membership = own.filter(known_as).select_related("person").order_by("pk").first()
    if membership is None:
        raise Refused(
            "unknown_person",
            _("Nobody at %(organisation)s has an account here with this address.")
            % {"organisation": organisation},
            _(
                "Markers are your own doctors and leads. "
                "Others are appointed by the people who run this site."
            ),
        )
    return membership.person


@action("marker.end")
def end_marker(act: Act, *, marker_uid: uuid.UUID, on: date | None = None) -> Marker:
    """The last day on which somebody marks; what they gave stays."""
    rows = Marker.objects.visible_to(act.viewer).filter(uid=marker_uid)
    marker: Marker | None = rows.select_for_update(no_key=True).first()
    if marker is None:
        raise NotAllowed
    marks.end(marker, on=on or act.today)
    act.audit(_marker_change(marker))
    return marker


def _marker_change(marker: Marker) -> Change:
    return Change(marker, subject_key=marker.person_id, organisation_key=marker.organisation_id)


@action("marking.start")
def start_marking(act: Act, *, submission_uid: uuid.UUID) -> Marking:
    """Take work on. Whoever has it already goes on with it."""
    submission, _places = _locked(act, submission_uid)
    if submission.state not in (State.SUBMITTED, State.MARKING):
        raise _too_late()
    (marker_id,) = act.viewer.ids
    marking = marks.start(submission, marker_id, by_user_id=act.user_id, now=act.now)
    if marking is None:
        raise Refused(
            "taken",
            _("Somebody else has begun to mark this."),
            _("Choose other work from the list."),
        )
    act.audit(_change(marking, submission))
    return marking


@action("marking.release")
def release_marking(act: Act, *, submission_uid: uuid.UUID) -> None:
    """Put work back for somebody else, where it is not finished."""
    submission, _places = _locked(act, submission_uid)
    marking = _own_marking(act, submission)
    act.audit(_change(marking, submission))
    marks.release(marking, submission, by_user_id=act.user_id, now=act.now)


@action("marking.save")
def save_marking(act: Act, *, submission_uid: uuid.UUID, levels: Mapping[str, Any], feedback: str) -> Marking:
    """Keep what is chosen and written so far. The marker's own draft: nobody reads it yet."""
    submission, _places = _locked(act, submission_uid)
    marking = _being_written(act, submission)
    marks.write(marking, levels=levels, feedback=feedback, now=act.now)
    act.audit(_change(marking, submission, place=marking.place))
    return marking


@action("marking.finish")
def finish_marking(
    act: Act, *, submission_uid: uuid.UUID, levels: Mapping[str, Any], feedback: str
) -> tuple[Marking, tuple[str, ...]]:
    """Give the marks. With criteria still open nothing is given, and they are returned; the draft is kept."""
    submission, places = _locked(act, submission_uid)
    marking = _being_written(act, submission)
    marks.write(marking, levels=levels, feedback=feedback, now=act.now)
    missing = rubrics.mark(submission.activity.scoring, marking.levels).missing
    if not missing:
        marks.finish(marking, now=act.now)
        _settle(act, submission, places)
    codes = {"place": marking.place, "state": submission.state, "finished": not missing}
    act.audit(_change(marking, submission, **codes))
    return marking, missing


@action("marking.allow_again")
def allow_again(act: Act, *, submission_uid: uuid.UUID) -> Submission:
    """One more try for a doctor who had used all of theirs."""
    submission, places = _locked(act, submission_uid)
    if submission.state != State.FAILED:
        raise _too_late()
    marks.allow_again(submission, by_user_id=act.user_id, now=act.now)
    _have_again(act, places, submission)
    act.audit(_change(submission, submission))
    return submission


def _locked(act: Act, submission_uid: uuid.UUID) -> tuple[Submission, Places]:
    """The work under its person's lock, then its enrolment's, then its own."""
    found = selectors.submission_to_mark(act.viewer, submission_uid, on=act.today)
    if found is None:
        raise NotAllowed
    places = lock_places_of(found.enrolment)
    submission = selectors.submission_to_mark(act.viewer, submission_uid, on=act.today, lock=True)
    if submission is None:
        raise NotAllowed
    return submission, places


def _own_marking(act: Act, submission: Submission) -> Marking:
    rows = Marking.objects.visible_to(act.viewer).filter(submission=submission, marker_id__in=act.viewer.ids)
    marking: Marking | None = rows.exclude(place=Place.AGREED).select_related("submission__activity").first()
    if marking is None:
        raise NotAllowed
    if marking.finished_at is not None:
        raise _too_late()
    return marking


def _being_written(act: Act, submission: Submission) -> Marking:
    """The marker's own, or the agreed mark where both have finished and one of them writes it."""
    if submission.state != State.TO_AGREE:
        return _own_marking(act, submission)
    (marker_id,) = act.viewer.ids
    rows = Marking.objects.visible_to(act.viewer).filter(submission=submission, marker_id=marker_id)
    if not rows.exclude(place=Place.AGREED).exists():
        raise NotAllowed
    marking = marks.agreed_marking(submission, marker_id, now=act.now)
    marking.submission = submission
    return marking


def _too_late() -> Refused:
    return Refused(
        "marked", _("These marks are given already, and nothing was changed."), _("Look at the list again.")
    )


def _settle(act: Act, submission: Submission, places: Places) -> None:
    """The next state, and once the work is marked the fact and what follows from it."""
    found = marks.settle(submission, by_user_id=act.user_id, now=act.now)
    if found.mark is None:
        return
    row, version_id = places.row, submission.activity.version_id
    before, passed = standing_of(row), found.state == State.PASSED
    facts.append(
        facts.NewFact(
            enrolment=row,
            verb=Verb.COMPLETED if passed else Verb.SCORED,
            module_key=submission.module_key,
            activity_key=submission.activity_key,
            module_version_id=version_id,
            module_text_id=programmes.text_id_of(version_id, row.person.language),
            source=SOURCE,
            source_key=str(submission.uid),
            result={
                "points": found.mark.points,
                "of": found.mark.of,
                "passed": passed,
                "submission": submission.number,
            },
            effective_at=submission.submitted_at,
        ),
        recorded_by_id=act.user_id,
        now=act.now,
    )
    if not passed:
        _have_again(act, places, submission)
    else:
        follow(act, places, before=before, stands=standing_of(row), module_key=submission.module_key)
        planning.went_on(row, now=act.now)


def _have_again(act: Act, places: Places, submission: Submission) -> None:
    """It is the doctor's to do again: its date counts, with days enough for it."""
    key = submission.module_key
    look_again(act, [places.row, *places.sharing(key)], came_back=key)


def _change(obj: Any, submission: Submission, **codes: Any) -> Change:
    enrolment = submission.enrolment
    return Change(
        obj, codes=codes, subject_key=submission.person_id, organisation_key=enrolment.organisation_id
    )
