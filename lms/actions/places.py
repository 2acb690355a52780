"""Giving places, to one person or to a list: who is invited, in whose seat, until when they may answer."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from lms.actions.base import Act, action
from lms.actions.enrolment import change_of, locked, wrong_state
from lms.actions.errors import NotAllowed, Refused
from lms.actions.retired import refuse_retired
from lms.enrolment import list_selectors, selectors
from lms.enrolment.enums import Choice, RowState, Source, State
from lms.enrolment.lists import cells, words
from lms.enrolment.lists.cells import Fault, Parsed
from lms.enrolment.lists.judging import Decision, Judge, Verdict
from lms.enrolment.models import Cohort, Contract, Enrolment
from lms.enrolment.services import enrolments
from lms.enrolment.services.enrolments import NoSeats
from lms.organisations import locks
from lms.people.models import Person
from lms.people.services import introductions
from lms.people.services.introductions import Introduction
from lms.progress.services import projection
from lms.reminders.services import planning
from programmes import selectors as programmes
from programmes.models import ProgrammeVersion

COLUMNS = ("given_name", "family_name", "email", "gmc_number", "grade", "specialty")
INVITED_AGAIN = (State.DECLINED, State.EXPIRED, State.WITHDRAWN)


class Undecided(Refused):
    """Somebody on the organisation's own books may be meant; ``question`` is what to say yes to."""

    def __init__(self, fault: Fault) -> None:
        (said,) = words.said([fault.as_json()])
        self.question = fault.code
        self.column = fault.column
        super().__init__(fault.code, said.message, said.mend)


@dataclass(frozen=True)
class Enrolled:
    """``is_new`` is False for somebody who held a place of this organisation already."""

    enrolment: Enrolment
    is_new: bool


@action("enrolment.enrol")
def enrol_person(
    act: Act,
    *,
    contract_uid: uuid.UUID,
    cohort_uid: uuid.UUID | None = None,
    person: Mapping[str, str],
    agreed: str = "",
) -> Enrolled:
    """Enrol and invite one person, by the rules of a list with one row. The same twice is once.

    ``agreed`` is the question that the lead has answered with *it is the same person*.
    """
    contract, cohort = _locked_place(act, contract_uid, cohort_uid)
    parsed = read_person(person)
    verdict = _judged(act, contract, parsed, agreed)
    if verdict.state == RowState.ALREADY and verdict.person_id is not None:
        there = selectors.place_of(verdict.person_id, contract)
        if there is not None:
            act.changed_nothing()
            return Enrolled(there, is_new=False)
    given = Introduction(
        line=1, person_id=verdict.person_id, **{name: getattr(parsed, name) for name in COLUMNS}
    )
    row = _invite_one(act, given, contract=contract, cohort=cohort)
    act.audit(change_of(row))
    return Enrolled(row, is_new=True)


def read_person(person: Mapping[str, str]) -> Parsed:
    """What a lead typed, cleaned as a cell of a list is."""
    return cells.read(1, [" ".join(person.get(name, "").split()) for name in COLUMNS], COLUMNS)


def _locked_place(
    act: Act, contract_uid: uuid.UUID, cohort_uid: uuid.UUID | None
) -> tuple[Contract, Cohort | None]:
    seen = selectors.contract_for(act.viewer, contract_uid)
    if seen is None:
        raise NotAllowed
    locks.lock_organisation(seen.organisation_id)
    contract = enrolments.lock_contract(seen.pk)
    if cohort_uid is None:
        return contract, None
    cohort: Cohort | None = (
        selectors.cohorts_for(act.viewer).filter(uid=cohort_uid, contract=contract).first()
    )
    if cohort is None:
        raise NotAllowed
    return contract, cohort


def _judged(act: Act, contract: Contract, parsed: Parsed, agreed: str) -> Verdict:
    members = list_selectors.members_of(
        contract, on=act.today, emails={parsed.email} - {""}, numbers={parsed.gmc_number} - {""}
    )
    decision = Decision(Choice.SAME_PERSON, agreed) if agreed else Decision()
    verdict = Judge(members).judge(parsed, decision)
    if verdict.state == RowState.BAD or parsed.questions:
        (said, *_more) = words.said(fault.as_json() for fault in verdict.faults)
        raise Refused(said.code, said.message, said.mend)
    if verdict.state == RowState.DECIDE:
        raise Undecided(verdict.faults[0])
    return verdict


@action("invitation.again")
def invite_again(act: Act, *, enrolment_uid: uuid.UUID) -> Enrolment:
    """A new invitation for somebody whose last one, or whose place, has ended; that stays as it was."""
    seen = selectors.enrolment_for(act.viewer, enrolment_uid)
    if seen is None or seen.contract is None:
        raise NotAllowed
    contract, cohort = _locked_place(act, seen.contract.uid, seen.cohort.uid if seen.cohort else None)
    before = locked(act, enrolment_uid)
    there = selectors.place_of(before.person_id, contract)
    if there is not None:
        act.changed_nothing()
        return there
    if before.state not in INVITED_AGAIN or not before.invited_as:
        raise wrong_state(before)
    row = _invite_one(act, _as_introduced(before), contract=contract, cohort=cohort)
    act.audit(change_of(row, again_after=before.pk))
    return row


def _as_introduced(row: Enrolment) -> Introduction:
    person: Person = row.person
    return Introduction(
        line=1,
        given_name=person.given_name,
        family_name=person.family_name,
        email=row.invited_as,
        gmc_number=person.gmc_number if person.user_id is None else "",
        person_id=person.pk,
    )


def _invite_one(act: Act, given: Introduction, *, contract: Contract, cohort: Cohort | None) -> Enrolment:
    version = programmes.latest_version(contract.programme)
    if version is None:
        raise Refused("not_published", _("The programme has no published version yet."))
    refuse_retired(version, on=act.today)
    try:
        enrolments.demand_seats(contract, cohort, 1)
    except NoSeats as error:
        raise Refused(
            "no_seats",
            _("No seat is free there."),
            _("Withdraw somebody, choose another cohort, or ask for more seats. Nobody was enrolled."),
        ) from error
    (row,) = invite(act, [given], contract=contract, cohort=cohort, version=version, source=Source.HAND)
    return row


def invite(
    act: Act,
    given: Sequence[Introduction],
    *,
    contract: Contract,
    cohort: Cohort | None,
    version: ProgrammeVersion,
    source: Source,
) -> list[Enrolment]:
    """Enrolments that wait for an answer. The caller has locked organisation and contract and counted seats.

    A doctor of the organisation who is on the programme without it is introduced anew, as anybody whom it
    does not know: whether they are on it, it learns when they have accepted.
    """
    known = {each.person_id for each in given if each.person_id is not None}
    elsewhere = selectors.open_elsewhere(known, contract) if known else set[int]()
    given = [replace(each, person_id=None) if each.person_id in elsewhere else each for each in given]
    person_ids = introductions.introduce(given, organisation=contract.organisation, on=act.today, now=act.now)
    made = enrolments.add_enrolments(
        [
            Enrolment(
                person_id=person_ids[each.line],
                programme_id=contract.programme_id,
                version=version,
                contract=contract,
                cohort=cohort,
                organisation=contract.organisation,
                source=source,
                state=State.INVITED,
                invited_as=each.email,
                starts_on=cohort.starts_on if cohort else act.today,
                created_at=act.now,
                invited_at=act.now,
                expires_at=act.now + enrolments.invitation_days(),
            )
            for each in given
        ],
        by_user_id=act.user_id,
        now=act.now,
    )
    projection.refresh(made)
    planning.plan_invitations(made, now=act.now)
    return made
