"""What the admin's screens save, saved as actions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError

from kernel.admin import Acting, saves
from lms.actions import brands, marking, organisations, people
from lms.actions.base import Context
from lms.actions.errors import Refused
from lms.assignments.models import Marker
from lms.enrolment.models import Cohort, Contract
from lms.organisations.models import Brand, Organisation
from lms.organisations.services.brands import Look
from lms.people.models import GradePeriod, Membership, StagePeriod
from lms.people.selectors import period_from


def _context(acting: Acting) -> Context:
    return Context(acting.actor, acting.viewer, acting.now)


@contextmanager
def _said_on_the_form() -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        raise ValidationError(str(refusal), code=refusal.code) from refusal


@saves(Organisation)
def save_organisation(acting: Acting, organisation: Organisation) -> Organisation:
    with _said_on_the_form():
        return organisations.save_organisation(_context(acting), organisation=organisation)


@saves(Brand)
def save_brand(acting: Acting, brand: Brand) -> Brand:
    """The form has left on the row what it says."""
    look: Look = brand.look  # type: ignore[attr-defined]
    with _said_on_the_form():
        return brands.save_brand(_context(acting), organisation_id=brand.organisation_id, look=look)


@saves(Contract)
def save_contract(acting: Acting, contract: Contract) -> Contract:
    with _said_on_the_form():
        if contract.pk is None:
            return organisations.create_contract(_context(acting), contract=contract)
        return organisations.change_contract(_context(acting), contract=contract)


@saves(Cohort)
def save_cohort(acting: Acting, cohort: Cohort) -> Cohort:
    with _said_on_the_form():
        if cohort.pk is None:
            return organisations.create_cohort(_context(acting), cohort=cohort)
        return organisations.change_cohort(_context(acting), cohort=cohort)


@saves(StagePeriod)
def save_stage(acting: Acting, period: StagePeriod) -> StagePeriod:
    """The entry that holds from that day; a known one is corrected."""
    with _said_on_the_form():
        person = people.change_post(
            _context(acting), person=period.person, stage=period.stage, on=period.starts_on
        )
    return period_from(StagePeriod, person, on=period.starts_on)


@saves(GradePeriod)
def save_grade(acting: Acting, period: GradePeriod) -> GradePeriod:
    with _said_on_the_form():
        person = people.change_post(
            _context(acting),
            person=period.person,
            grade=period.grade,
            specialty=period.specialty,
            on=period.starts_on,
        )
    return period_from(GradePeriod, person, on=period.starts_on)


@saves(Marker)
def save_marker(acting: Acting, marker: Marker) -> Marker:
    """A new row appoints; a known one gets its last day."""
    context = _context(acting)
    with _said_on_the_form():
        if marker.pk is None:
            return marking.appoint_marker(
                context,
                programme_key=marker.programme_key,
                organisation=marker.organisation,
                person=marker.person,
                on=marker.starts_on,
            )
        return marking.end_marker(context, marker_uid=marker.uid, on=marker.ends_on)


@saves(Membership)
def save_lead(acting: Acting, membership: Membership) -> Membership:
    """A new row appoints; a known one gets its last day."""
    context = _context(acting)
    with _said_on_the_form():
        if membership.pk is None:
            return organisations.appoint_lead(
                context,
                person=membership.person,
                organisation=membership.organisation,
                on=membership.starts_on,
            )
        return organisations.end_membership(context, membership=membership, on=membership.ends_on)
