"""Answering an invitation. The link's token was sent to one address: holding it proves that address."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from competencies.enums import Stage
from kernel import audit, conf
from kernel.audit import Change
from kernel.clock import LONDON
from lms.actions.base import Act, action
from lms.actions.enrolment import change_of, locked, started, stopped
from lms.actions.errors import NotAllowed, Refused
from lms.actions.retired import refuse_retired_anew
from lms.enrolment import invitation_selectors, selectors
from lms.enrolment.enums import OPEN_STATES, State
from lms.enrolment.models import Enrolment
from lms.enrolment.services import enrolments
from lms.enrolment.tokens import BadToken, read_token
from lms.organisations import locks
from lms.people import accounts
from lms.people import selectors as people
from lms.people.models import Person
from lms.people.services import careers, claims, memberships
from lms.people.services import forgetting as people_forgetting
from lms.records.models import LearningFact
from lms.reminders.services import forgetting, planning, refusals

MOST_LINKS = 10
"""So many times one invitation is sent: after that somebody should pick up the telephone."""
AGAIN_AFTER = timedelta(hours=1)
PURGE_DAYS = 30
CALL = _("Speak to the person, or withdraw the invitation and enrol them anew.")


def _invited(act: Act, token: str) -> Enrolment:
    try:
        link = read_token(token)
    except BadToken as error:
        raise NotAllowed from error
    row = (
        Enrolment.objects.unscoped(reason="the signed link names this row")
        .select_related("person", "version", "organisation", "contract", "cohort")
        .select_for_update(of=("person", "self"), no_key=True)
        .filter(uid=link.enrolment_uid)
        .first()
    )
    if row is None:
        raise NotAllowed
    if row.link != link.number:
        raise Refused(
            "replaced",
            _("This link was replaced by a newer one."),
            _("Open the link in the latest mail."),
        )
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
    from_grade = careers.stage_from_grade(row.person, on=act.today)
    row.stage = from_grade or people.stage_on(row.person, on=act.today) or ""
    enrolments.change_state(row, State.ACTIVE, by_user_id=act.user_id, now=act.now)
    stopped(act, row, "answered")
    started(act, [row])
    act.audit(_with_stage(from_grade, change_of(row)))
    return row


def _with_stage(stage: Stage | None, change: Change) -> Change:
    """Who has said no career stage is given that of their grade; the trail says so."""
    return replace(change, after={"stage": stage.value, "stage_from": "grade"}) if stage else change


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
    from_grade = careers.stage_from_grade(mine, on=act.today)
    act.audit(_with_stage(from_grade, change_of(there, linked_from=row.pk)))
    return there


@action("invitation.resend")
def resend_invitation(act: Act, *, enrolment_uid: uuid.UUID, email: str = "") -> Enrolment:
    """Send the invitation anew, perhaps to another address: a new link, and every link before is dead.

    To the same address once an hour, unless the mail server refused it.
    """
    row = _locked_with_books(act, enrolment_uid) if email else locked(act, enrolment_uid)
    if row.state != State.INVITED:
        raise Refused(
            "answered",
            _("This invitation is %(state)s, so it cannot be sent again.")
            % {"state": row.get_state_display()},
            _("Invite the person again from their page."),
        )
    refuse_retired_anew(row.version, on=act.today)
    email = (email or row.invited_as).strip().lower()
    moves = email != row.invited_as
    if moves and row.person.user_id is not None:
        raise Refused(
            "own_address",
            _("The doctor has an account, and mail goes to the address that they chose there."),
            _("Ask them to change it in their account."),
        )
    if moves:
        _refuse_address_of_another(row, email)
    refused = refusals.end(row.person_id, now=act.now)
    if not (moves or refused):
        _refuse_too_soon(act, row)
    if row.link >= MOST_LINKS:
        raise Refused("too_often", _("This invitation was sent %(times)s times.") % {"times": row.link}, CALL)
    before = {"invited_as": row.invited_as}
    if moves:
        memberships.change_email(row.person, organisation_id=_sponsor_of(row), email=email)
    stopped(act, row, "replaced")
    enrolments.renew_link(row, email=email, now=act.now)
    planning.plan_invitations([row], now=act.now, ordinal=row.link)
    change = change_of(row, link=row.link, moved=moves)
    act.audit(replace(change, before=before, after={"invited_as": email}) if moves else change)
    return row


def _locked_with_books(act: Act, enrolment_uid: uuid.UUID) -> Enrolment:
    """Nobody else is brought in under the address meanwhile."""
    seen = selectors.enrolment_for(act.viewer, enrolment_uid)
    if seen is None or seen.organisation_id is None:
        raise NotAllowed
    locks.lock_organisation(seen.organisation_id)
    return locked(act, enrolment_uid)


def _sponsor_of(row: Enrolment) -> int:
    """Nobody is invited without one."""
    if row.organisation_id is None:
        raise NotAllowed
    return row.organisation_id


def _refuse_address_of_another(row: Enrolment, email: str) -> None:
    """Only among the organisation's own people: of others nothing is said."""
    if memberships.has_address(_sponsor_of(row), email, except_for=row.person_id):
        raise Refused(
            "address_of_another",
            _("You hold this address for somebody else."),
            _("Give another address, or look that person up in your list."),
        )


def _refuse_too_soon(act: Act, row: Enrolment) -> None:
    again = row.invited_at + AGAIN_AFTER if row.invited_at else act.now
    if again > act.now:
        raise Refused(
            "too_soon",
            _("This invitation was sent less than an hour ago."),
            _("You can send it again from %(time)s on.") % {"time": f"{again.astimezone(LONDON):%H:%M}"},
        )


@action("invitation.purge")
def purge_unanswered(act: Act, *, limit: int = 200) -> int:
    """Forget what organisations said of people who did not want a place, or never answered.

    The enrolment, the audit trail and the figures stay; they no longer say who it was.
    """
    days = conf.setting("LEADERSHIP_PURGE_UNANSWERED_DAYS", PURGE_DAYS)
    facts = LearningFact.objects.unscoped(reason="nobody with a record is forgotten")
    rows = invitation_selectors.to_forget(before=act.now - timedelta(days=days))
    found = list(
        rows.exclude(Exists(facts.filter(person=OuterRef("pk"))))
        .order_by("pk")
        .select_for_update(skip_locked=True, of=("self",), no_key=True)[:limit]
    )
    if not found:
        act.changed_nothing()
        return 0
    ids = [person.pk for person in found]
    forgetting.forget_people(ids)
    enrolments.forget_people(ids)
    people_forgetting.forget(ids, on=act.today)
    audit.forget_details(ids)
    changes = [
        Change(person, subject_key=person.pk, organisation_key=person.introduced_by_id) for person in found
    ]
    act.audit_bulk(changes, counts={"forgotten": len(found)})
    return len(found)
