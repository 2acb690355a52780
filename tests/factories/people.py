"""Users with verified addresses, persons, and where they belong."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from cms.accounts.models import User
from competencies.enums import Stage
from kernel.admin import OPERATORS
from lms.organisations.models import Organisation
from lms.people.enums import Grade, MemberRole
from lms.people.models import Membership, Person
from lms.people.services.memberships import add_membership
from lms.people.services.registration import register_person

NOW = datetime(2026, 8, 5, 9, 0, tzinfo=UTC)
TODAY = date(2026, 8, 5)
PASSWORD = "three words together"

_numbers = itertools.count(1)


def a_user(email: str = "", *, verified: bool = True, **values: Any) -> User:
    email = email or f"user{next(_numbers)}@northmoor.example"
    user = User.objects.create_user(email, PASSWORD, **values)
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    return user


def a_superuser(email: str = "") -> User:
    return a_user(email, is_staff=True, is_superuser=True)


def an_operator(email: str = "") -> User:
    user = a_user(email)
    user.groups.add(Group.objects.get(name=OPERATORS))
    return user


def a_doctor(email: str = "", *, user: User | None = None, **values: Any) -> Person:
    """A registered consultant with an account."""
    number = next(_numbers)
    values = {
        "given_name": "Ada",
        "family_name": f"Doctor{number}",
        "stage": Stage.CONTINUING,
        "grade": Grade.CONSULTANT,
        "on": TODAY,
        "now": NOW,
        **values,
    }
    return register_person(user=user or a_user(email), **values)


def an_unclaimed_person(organisation: Organisation, **values: Any) -> Person:
    """Somebody whom a trust's list introduced, with no membership yet."""
    values = {
        "given_name": "Ada",
        "family_name": f"Unclaimed{next(_numbers)}",
        "introduced_by": organisation,
        "created_at": NOW,
        **values,
    }
    return Person.objects.create(**values)


def a_membership(
    person: Person,
    organisation: Organisation,
    *,
    role: MemberRole = MemberRole.DOCTOR,
    on: date = TODAY,
    until: date | None = None,
    email: str = "",
) -> Membership:
    membership, _made = add_membership(
        person, organisation=organisation, role=role, on=on, until=until, email=email
    )
    return membership


def a_lead(organisation: Organisation, *, on: date = TODAY, until: date | None = None) -> Person:
    person = a_doctor()
    a_membership(person, organisation, role=MemberRole.LEAD, on=on, until=until)
    return person


def user_of(person: Person) -> User:
    return User.objects.get(pk=person.user_id)
