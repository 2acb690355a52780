"""What operators set up: organisations, their contracts and cohorts, and who leads there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kernel.access import GuardedModel
from kernel.audit import Change
from lms.actions.base import Act, action
from lms.actions.enrolment import started
from lms.actions.errors import NotAllowed, Refused
from lms.actions.retired import refuse_retired
from lms.enrolment import selectors
from lms.enrolment.enums import State
from lms.enrolment.models import Cohort, Contract
from lms.enrolment.services import enrolments
from lms.organisations.models import Organisation
from lms.people.models import Membership, Person
from lms.people.services import memberships
from programmes.selectors import latest_version


@action("organisation.save")
def save_organisation(act: Act, *, organisation: Organisation) -> Organisation:
    """Store an organisation that is new or was changed in the admin."""
    before = _values(organisation)
    organisation.save()
    act.audit(
        Change(organisation, before=before, after=_own_values(organisation), organisation_key=organisation.pk)
    )
    return organisation


@action("contract.create")
def create_contract(act: Act, *, contract: Contract) -> Contract:
    version = latest_version(contract.programme)
    if version is not None:
        refuse_retired(version, on=act.today)
    contract.save()
    act.audit(_change(contract, contract.organisation_id))
    return contract


@action("contract.change")
def change_contract(act: Act, *, contract: Contract) -> Contract:
    """Change seats or dates. Fewer seats than are used is refused, here and by the database."""
    before = _values(contract)
    enrolments.lock_contract(contract.pk)
    used = enrolments.seats_of(contract).used
    if contract.seats < used:
        raise Refused(
            "seats_used",
            _("%(used)s seats are used, so there cannot be %(seats)s.")
            % {"used": used, "seats": contract.seats},
            _("Withdraw people first, or give more seats."),
        )
    contract.save()
    act.audit(_change(contract, contract.organisation_id, before))
    return contract


@action("cohort.create")
def create_cohort(act: Act, *, cohort: Cohort, again_of: Cohort | None = None) -> Cohort:
    """A new cohort; ``again_of`` is the one that it repeats at other dates, without its people."""
    if not Contract.objects.visible_to(act.viewer).filter(pk=cohort.contract_id).exists():
        raise NotAllowed
    _refuse_backwards(cohort)
    _save_cohort(cohort)
    change = _change(cohort, None)
    act.audit(replace(change, codes={"again_of": again_of.pk}) if again_of else change)
    return cohort


@action("cohort.change")
def change_cohort(act: Act, *, cohort: Cohort) -> Cohort:
    """Change name, dates or places. A start that moves takes those along who were to start on it."""
    stored = Cohort.objects.visible_to(act.viewer).filter(pk=cohort.pk)
    before = stored.select_for_update(no_key=True, of=("self",)).first()
    if before is None:
        raise NotAllowed
    _refuse_backwards(cohort)
    used = enrolments.places_of(cohort).used
    if cohort.capacity < used:
        raise Refused(
            "places_used",
            _("%(used)s places are taken, so there cannot be %(places)s.")
            % {"used": used, "places": cohort.capacity},
            _("Withdraw people first, or give more places."),
        )
    moved = _move_start(act, before, cohort.starts_on) if used else 0
    values = _own_values(before)
    _save_cohort(cohort)
    act.audit(replace(_change(cohort, None, values), codes={"moved": moved}))
    return cohort


def _refuse_backwards(cohort: Cohort) -> None:
    if cohort.ends_on < cohort.starts_on:
        raise Refused("dates_backwards", _("The last day cannot be before the first."))


def _move_start(act: Act, cohort: Cohort, starts_on: date) -> int:
    """Those who were to start with the cohort start on the new day; returns how many they are."""
    if starts_on == cohort.starts_on:
        return 0
    if cohort.starts_on <= act.today:
        raise Refused(
            "begun",
            _("The cohort has begun and has people in it, so its start cannot move."),
            _("Move its last day, or extend the places of single people."),
        )
    if starts_on < act.today:
        raise Refused("start_in_past", _("A cohort with people in it starts today or later."))
    rows = selectors.starting_with(cohort)
    moving = list(rows.select_for_update(of=("self", "person"), no_key=True).select_related("person"))
    rows.update(starts_on=starts_on)
    for row in moving:
        row.starts_on = starts_on
    if active := [row for row in moving if row.state == State.ACTIVE]:
        started(act, active)
    return len(moving)


def _save_cohort(cohort: Cohort) -> None:
    try:
        with transaction.atomic():
            cohort.save()
    except IntegrityError as error:
        if "cohort_name" not in str(error):
            raise
        raise Refused(
            "name_taken", _("The contract has a cohort of this name."), _("Choose another name.")
        ) from error


@action("lead.appoint")
def appoint_lead(
    act: Act, *, person: Person, organisation: Organisation, email: str = "", on: date | None = None
) -> Membership:
    """Make a person lead of an organisation from a day on. Appointing twice changes nothing."""
    membership, created = memberships.appoint_lead(
        person, organisation=organisation, email=email, on=on or act.today
    )
    if not created:
        act.changed_nothing()
        return membership
    act.audit(
        Change(
            membership,
            codes={"role": membership.role},
            subject_key=person.pk,
            organisation_key=organisation.pk,
        )
    )
    return membership


@action("membership.end")
def end_membership(act: Act, *, membership: Membership, on: date | None = None) -> Membership:
    """End a membership: the organisation loses sight of the person from the next day on."""
    memberships.end_membership(membership, on=on or act.today)
    act.audit(
        Change(
            membership,
            codes={"role": membership.role},
            subject_key=membership.person_id,
            organisation_key=membership.organisation_id,
        )
    )
    return membership


def _own_values(row: Any) -> dict[str, str]:
    return {field.attname: str(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def _values(row: Any) -> dict[str, str]:
    """The values in the database before this change; none for a new row."""
    if row.pk is None:
        return {}
    rows: Any = type(row)._base_manager
    stored = rows.unscoped(reason="the state before a change") if isinstance(row, GuardedModel) else rows
    before = stored.filter(pk=row.pk).first()
    return _own_values(before) if before else {}


def _change(row: Any, organisation_id: int | None, before: dict[str, str] | None = None) -> Change:
    return Change(row, before=before or {}, after=_own_values(row), organisation_key=organisation_id)
