"""Enrolling: lists, invitations, open programmes, and the changes of state after them."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.audit import Change
from lms.actions.base import Act, action
from lms.actions.errors import NotAllowed, Refused
from lms.actions.retired import refuse_retired
from lms.actions.waiting import start_waiting
from lms.calendar.presenters import in_words
from lms.calendar.services import due_dates
from lms.enrolment import selectors
from lms.enrolment.enums import Source, State
from lms.enrolment.models import Enrolment, Note
from lms.enrolment.rules import WrongTransition
from lms.enrolment.services import enrolments
from lms.people import selectors as people
from lms.people.locks import lock_self
from lms.progress.services import projection
from lms.reminders.services import planning
from programmes import selectors as programmes

LONGEST_PAUSE = timedelta(days=3 * 366)
LONGEST_EXTENSION = timedelta(days=2 * 366)
NOTE_LENGTH = 500


def started(act: Act, rows: list[Enrolment]) -> None:
    """What follows once somebody is active: progress, due dates, planned reminders.

    What they have done already, in another programme or before a pause, is not due any more, and what they
    have handed in is not to be done.
    """
    found = projection.refresh(rows)
    ids = [row.pk for row in rows]
    due_dates.derive(ids, now=act.now)
    for row in rows:
        if met := found[row.pk].no_longer_due:
            due_dates.mark_met(row.pk, met, at=act.now)
    start_waiting(act, rows, found)
    planning.plan_due_reminders(now=act.now, enrolment_ids=ids)


def stopped(act: Act, row: Enrolment, reason: str) -> None:
    planning.suppress_for_enrolments([row.pk], reason=reason, now=act.now)


def change_of(row: Enrolment, **codes: Any) -> Change:
    return Change(
        row,
        codes={"state": row.state, **codes},
        subject_key=row.person_id,
        organisation_key=row.organisation_id,
    )


@action("enrolment.join")
def join_programme(act: Act, *, programme_uid: uuid.UUID) -> Enrolment:
    """Join an open programme without a sponsor. Joining twice gives the enrolment that is there."""
    version = programmes.open_version(programme_uid)
    person = lock_self(act.viewer)
    if person is None or version is None:
        raise NotAllowed
    there = selectors.open_enrolment_of(person.pk, version.programme_id)
    if there is not None and there.state == State.ACTIVE:
        act.changed_nothing()
        return there
    if there is not None:
        raise Refused(
            "enrolment_waiting",
            _("You already have a place on this programme that is not active."),
            _("Answer the invitation or resume the programme from your learning page."),
        )
    refuse_retired(version, on=act.today)
    row = Enrolment(
        person=person,
        programme_id=version.programme_id,
        version=version,
        source=Source.OPEN,
        state=State.ACTIVE,
        stage=people.stage_on(person, on=act.today) or "",
        starts_on=act.today,
        created_at=act.now,
    )
    (row,) = enrolments.add_enrolments([row], by_user_id=act.user_id, now=act.now)
    started(act, [row])
    act.audit(change_of(row))
    return row


@action("enrolment.withdraw")
def withdraw(act: Act, *, enrolment_uid: uuid.UUID, reason: str = "") -> Enrolment:
    """End an enrolment; the seat is free again, the history stays."""
    return _move(act, enrolment_uid, State.WITHDRAWN, reason)


@action("enrolment.defer")
def defer(
    act: Act, *, enrolment_uid: uuid.UUID, reason: str = "", resumes_on: date | None = None
) -> Enrolment:
    """Pause an enrolment: nothing is due and nothing is sent until it is resumed.

    ``resumes_on`` is when the doctor is expected back; that day resumes nothing by itself.
    """
    if resumes_on is not None and not act.today < resumes_on <= act.today + LONGEST_PAUSE:
        raise Refused(
            "bad_return", _("The expected return is a day from tomorrow on, at most three years away.")
        )
    return _move(act, enrolment_uid, State.DEFERRED, reason, resumes_on=resumes_on)


@action("enrolment.resume")
def resume(act: Act, *, enrolment_uid: uuid.UUID, reason: str = "") -> Enrolment:
    return _move(act, enrolment_uid, State.ACTIVE, reason)


@action("enrolment.extend")
def extend(act: Act, *, enrolment_uid: uuid.UUID, ends_on: date) -> Enrolment:
    """More time: the last day moves, and every date that is still open moves by as many days."""
    row = locked(act, enrolment_uid)
    days = days_of_extension(row, ends_on=ends_on, on=act.today)
    if not days:
        act.changed_nothing()
        return row
    enrolments.extend(row, days=days, ends_on=ends_on, by_user_id=act.user_id, now=act.now)
    if row.state == State.ACTIVE:
        started(act, [row])
    act.audit(change_of(row, days=days))
    return row


def days_of_extension(row: Enrolment, *, ends_on: date, on: date) -> int:
    """By how many days a new last day extends a place: none where it is the last day already."""
    if row.state not in (State.ACTIVE, State.DEFERRED):
        raise wrong_state(row)
    last = selectors.last_day(row)
    if last is None:
        raise Refused("no_end", _("This place has no last day, so there is nothing to extend."))
    if ends_on != last and not max(last, on) < ends_on <= max(last, on) + LONGEST_EXTENSION:
        raise Refused(
            "bad_end",
            _("The new last day is after %(last)s, and not in the past or more than two years later.")
            % {"last": in_words(last)},
        )
    return (ends_on - last).days


@action("enrolment.note")
def write_note(act: Act, *, enrolment_uid: uuid.UUID, text: str) -> Note:
    """A note about a place, which its doctor reads too. The same words twice running are one note."""
    row = locked(act, enrolment_uid)
    text = text.strip()
    if not text or len(text) > NOTE_LENGTH or act.user_id is None:
        raise Refused(
            "bad_note",
            _("A note has something to say, in at most %(most)s characters.") % {"most": NOTE_LENGTH},
        )
    before: Note | None = selectors.notes_of(act.viewer, row).first()
    if before is not None and before.text == text and before.by_id == act.user_id:
        act.changed_nothing()
        return before
    note = enrolments.write_note(row, text, by_user_id=act.user_id, now=act.now)
    act.audit(Change(note, subject_key=row.person_id, organisation_key=row.organisation_id))
    return note


def wrong_state(row: Enrolment) -> Refused:
    return Refused(
        "wrong_state",
        _("This enrolment is %(state)s, so that cannot be done.") % {"state": row.get_state_display()},
    )


def _move(
    act: Act,
    enrolment_uid: uuid.UUID,
    to_state: State,
    reason: str,
    *,
    resumes_on: date | None = None,
) -> Enrolment:
    row = locked(act, enrolment_uid)
    if row.state == to_state:
        act.changed_nothing()
        return row
    try:
        enrolments.change_state(
            row, to_state, by_user_id=act.user_id, now=act.now, reason=reason, resumes_on=resumes_on
        )
    except WrongTransition as error:
        raise wrong_state(row) from error
    if to_state == State.ACTIVE:
        started(act, [row])
    else:
        stopped(act, row, str(to_state))
    act.audit(change_of(row, reason=reason))
    return row


def locked(act: Act, enrolment_uid: uuid.UUID) -> Enrolment:
    """The enrolment, its person locked first and its row with it, if the viewer may see it."""
    rows = Enrolment.objects.visible_to(act.viewer).filter(uid=enrolment_uid)
    related = rows.select_related("person", "version", "organisation", "programme", "contract", "cohort")
    held = related.select_for_update(of=("person", "self"), no_key=True)
    # Asked again where it was moved to another version while this waited (see ``lock_places``).
    row = held.first() or held.first()
    if row is None:
        raise NotAllowed
    return row


@action("invitation.expire")
def expire_invitations(act: Act) -> int:
    """Expire what nobody answered in time; the seats are free again."""
    expired = enrolments.expire_due(now=act.now)
    if not expired:
        act.changed_nothing()
        return 0
    planning.suppress_for_enrolments([row.pk for row in expired], reason="expired", now=act.now)
    act.audit_bulk([change_of(row, to=State.EXPIRED) for row in expired], counts={"expired": len(expired)})
    return len(expired)
