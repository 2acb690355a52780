"""Belonging to an organisation, in a role, between two dates. The last day still counts."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.organisations.models import Organisation
from lms.people.enums import MemberRole
from lms.people.locks import lock_people
from lms.people.models import Membership, Person


@transaction.atomic
def add_membership(
    person: Person,
    *,
    organisation: Organisation,
    role: MemberRole,
    email: str = "",
    on: date,
    until: date | None = None,
) -> tuple[Membership, bool]:
    """The person belongs from that day. Where they do already, that membership is the answer, and False."""
    (person,) = lock_people([person.pk])
    if person.merged_into_id is not None:
        raise ValidationError(_("This person has been joined with another."), code="merged")
    if organisation.closed_on is not None and organisation.closed_on < on:
        raise ValidationError(
            _("%(name)s closed on that day or before.") % {"name": organisation.name}, code="closed"
        )
    same = Membership.objects.unscoped(reason="a person's memberships, under the person's lock").filter(
        person=person, organisation=organisation, role=role
    )
    held = same.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on).first()
    if held is not None:
        return held, False
    membership = Membership(
        person=person, organisation=organisation, role=role, email=email.lower(), starts_on=on, ends_on=until
    )
    membership.full_clean()
    membership.save()
    return membership, True


def appoint_lead(
    person: Person, *, organisation: Organisation, email: str = "", on: date, until: date | None = None
) -> tuple[Membership, bool]:
    """A trust lead sees, by name, the seats of this organisation while the membership lasts."""
    return add_membership(
        person, organisation=organisation, role=MemberRole.LEAD, email=email, on=on, until=until
    )


def change_email(person: Person, *, organisation_id: int, email: str) -> None:
    """The address by which the organisation knows a doctor, whose lock the caller has."""
    rows = Membership.objects.unscoped(reason="a person's memberships, under the person's lock")
    rows.filter(person=person, organisation_id=organisation_id, role=MemberRole.DOCTOR).update(email=email)


def has_address(organisation_id: int, email: str, *, except_for: int) -> bool:
    """Whether another doctor of the organisation is known by this address."""
    rows = Membership.objects.unscoped(reason="an organisation against its own books")
    theirs = rows.filter(organisation_id=organisation_id, role=MemberRole.DOCTOR, email=email)
    return theirs.exclude(person_id=except_for).exists()


@transaction.atomic
def end_membership(membership: Membership, *, on: date) -> Membership:
    """``on`` is the last day; from the next the organisation sees nothing of the person."""
    lock_people([membership.person_id])
    membership.refresh_from_db()
    if on < membership.starts_on:
        raise ValidationError(
            _("The last day cannot be before the first, %(first)s.")
            % {"first": f"{membership.starts_on:%-d %B %Y}"},
            code="before_start",
        )
    membership.ends_on = on
    membership.full_clean()
    membership.save()
    return membership
