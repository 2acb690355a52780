"""Answering an invitation. The link's token was sent to one address: holding it proves that address."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.actions.base import Act, action
from lms.actions.enrolment import change_of, started, stopped
from lms.actions.errors import NotAllowed, Refused
from lms.enrolment import selectors
from lms.enrolment.enums import OPEN_STATES, State
from lms.enrolment.models import Enrolment
from lms.enrolment.services import enrolments
from lms.enrolment.tokens import BadToken, read_token
from lms.people import accounts
from lms.people import selectors as people
from lms.people.models import Person
from lms.people.services import claims
from lms.reminders.services import planning


def _invited(act: Act, token: str) -> Enrolment:
    try:
        uid = read_token(token)
    except BadToken as error:
        raise NotAllowed from error
    row = (
        Enrolment.objects.unscoped(reason="the signed link names this row")
        .select_related("person", "version", "organisation", "contract", "cohort")
        .select_for_update(of=("self", "person"), no_key=True)
        .filter(uid=uid)
        .first()
    )
    if row is None:
        raise NotAllowed
    return row


def _refuse_unless_open(act: Act, row: Enrolment) -> None:
    if row.state == State.INVITED and row.expires_at and row.expires_at <= act.now:
        raise Refused(
            "expired",
            _("This invitation has run out."),
            _("Ask %(organisation)s to send you a new one.") % {"organisation": row.organisation},
        )
    if row.state != State.INVITED:
        raise Refused(
            "answered",
            _("This invitation has been answered already."),
            _("Sign in to see your programmes, or ask the sender for a new invitation."),
        )


@action("enrolment.decline")
def decline_invitation(act: Act, *, token: str) -> Enrolment:
    """Say no; the seat is free again. Declining twice is the same as once."""
    row = _invited(act, token)
    if row.state == State.DECLINED:
        act.changed_nothing()
        return row
    _refuse_unless_open(act, row)
    enrolments.change_state(row, State.DECLINED, by_user_id=act.user_id, now=act.now)
    stopped(act, row, "declined")
    act.audit(change_of(row))
    return row


@action("enrolment.accept")
def accept_invitation(act: Act, *, token: str, user: Any) -> Enrolment:
    """Say yes as this user. The unclaimed person becomes the user's own, or part of the one they have."""
    row = _invited(act, token)
    if row.state == State.ACTIVE and row.person.user_id == user.pk:
        act.changed_nothing()
        return row
    _refuse_unless_open(act, row)
    _prove_address(row, user)
    mine = people.person_of(user)
    if row.person.user_id not in (None, user.pk):
        raise Refused(
            "another_account",
            _("This invitation belongs to another account."),
            _("Sign in with the account that you used for this organisation before."),
        )
    if mine and mine.pk != row.person_id:
        there = selectors.open_enrolment_of(mine.pk, row.programme_id)
        if there is not None:
            return _link_sponsor(act, row, there, mine)
    _claim(act, row, mine, user)
    row.starts_on = max(row.cohort.starts_on, act.today) if row.cohort else act.today
    enrolments.change_state(row, State.ACTIVE, by_user_id=act.user_id, now=act.now)
    stopped(act, row, "answered")
    started(act, [row])
    act.audit(change_of(row))
    return row


def _prove_address(row: Enrolment, user: Any) -> None:
    adapter = accounts.adapter()
    if row.invited_as.lower() in {address.lower() for address in adapter.verified_emails(user)}:
        return
    if not adapter.add_verified_email(user, row.invited_as):
        raise Refused(
            "address_elsewhere",
            _("The address %(email)s belongs to another account of yours.") % {"email": row.invited_as},
            _("Sign out, then sign in with that address and open the link again."),
        )


def _claim(act: Act, row: Enrolment, mine: Person | None, user: Any) -> None:
    """Make the unclaimed person the user's own, or part of the person the user already is."""
    if row.person.user_id == user.pk:
        return
    if mine is None:
        claims.claim(row.person, user=user)
    else:
        _absorb(act, row, mine)


def _absorb(act: Act, row: Enrolment, mine: Person) -> None:
    """The unclaimed person turned out to be this one: what points to it moves over, history and all.

    Another invitation of the unclaimed person for a programme on which the doctor is already stays where
    it is until it is answered: one person has one open enrolment in a programme.
    """
    everything = Enrolment.objects.unscoped(reason="an unclaimed person turned out to be this one")
    taken = everything.filter(person_id=mine.pk, state__in=OPEN_STATES).values("programme_id")
    moving = everything.filter(person_id=row.person_id).exclude(programme_id__in=taken, state__in=OPEN_STATES)
    enrolments.move_to_person(moving, person_id=mine.pk)
    planning.move_recipient(row.person_id, to_person_id=mine.pk)
    if row.person.merged_into_id is None:
        claims.merge(row.person, into=mine, on=act.today)
    row.person = mine


def _link_sponsor(act: Act, row: Enrolment, there: Enrolment, mine: Person) -> Enrolment:
    """The doctor joined by themselves before: the seat moves to the enrolment they have."""
    if there.organisation_id is not None:
        raise Refused(
            "on_it_already",
            _("You are on this programme already, in a seat that you were given before."),
            _("Finish or leave that place first, or decline this invitation."),
        )
    enrolments.change_state(row, State.WITHDRAWN, by_user_id=act.user_id, now=act.now, reason="linked")
    stopped(act, row, "linked")
    _absorb(act, row, mine)
    there.contract = row.contract
    there.cohort = row.cohort
    there.organisation = row.organisation
    there.save()
    planning.show_to_sponsor(there)
    act.audit(change_of(there, linked_from=row.pk))
    return there
