"""Trusts with their leads and contracts, and the doctors with their accounts, memberships and careers."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model

from bench.seed.copying import a_uuid, copy_into, first_free_id, move_sequences
from bench.seed.shape import SEED, Doctor, Shape
from competencies.enums import Stage
from lms.enrolment.models import Cohort, Contract
from lms.organisations.models import Organisation, OrganisationKind
from lms.people.enums import Grade, MemberRole
from lms.people.models import GradePeriod, Membership, Person, StagePeriod
from programmes.models import Programme

GIVEN = ("Ada", "Bashir", "Carys", "Dilip", "Eleri", "Femi", "Gwen", "Hari", "Ines", "Jonah", "Kemi", "Lowri")
FAMILY = ("Imagined", "Madeup", "Pretend", "Fictive", "Invented", "Nobody", "Supposed", "Feigned", "Unreal")
SPARE_SEATS = 20
SEATS_TO_FILL = 5000
"""Free seats in each of the last two trusts, for the lists that a run uploads."""
BEGAN_DAYS_AGO = 900
FIRST_INTAKE = "First intake"
LATER_INTAKES = 11
"""Cohorts of the largest trust beside the first, which everybody is in."""
EVERYWHERE, OPERATOR = "everywhere@bench.example", "operator@bench.example"
NO_PASSWORD = "!no sign-in by password"


@dataclass(frozen=True)
class Settled:
    """A doctor with the rows that exist for them."""

    doctor: Doctor
    person_id: int
    person_uid: UUID
    user_id: int | None
    organisation_id: int
    contract_id: int
    cohort_id: int

    @property
    def email(self) -> str:
        return email_of(self.doctor.number)


def email_of(number: int) -> str:
    return f"doctor{number}@bench.example"


def lead_email_of(trust: int) -> str:
    return f"lead{trust}@bench.example"


def add_trusts(shape: Shape, *, programme: Programme, found: Sequence[Doctor], today: date) -> list[Cohort]:
    """One contract and one cohort each, the first trust with more to come; the first cohorts, in order."""
    trusts = Organisation.objects.bulk_create(
        Organisation(kind=OrganisationKind.TRUST, name=f"Trust {number:03} (invented)", invented=True)
        for number in range(shape.trusts)
    )
    counts = [0] * shape.trusts
    for doctor in found:
        counts[doctor.trust] += 1
    began = today - timedelta(days=BEGAN_DAYS_AGO)
    ends = today + timedelta(days=BEGAN_DAYS_AGO)
    contracts = Contract.objects.bulk_create(
        Contract(
            organisation=trust,
            programme=programme,
            seats=counts[number] + (SEATS_TO_FILL if number >= shape.trusts - 2 else SPARE_SEATS),
            starts_on=began,
            ends_on=ends,
        )
        for number, trust in enumerate(trusts)
    )
    first = Cohort.objects.bulk_create(
        Cohort(contract=contract, name=FIRST_INTAKE, starts_on=began, ends_on=ends, capacity=contract.seats)
        for contract in contracts
    )
    Cohort.objects.bulk_create(
        Cohort(
            contract=contracts[0],
            name=f"Intake {number + 2}",
            starts_on=today + timedelta(days=30 * number),
            ends_on=ends,
            capacity=20,
        )
        for number in range(LATER_INTAKES)
    )
    return first


def add_leads(cohorts: Sequence[Cohort], *, today: date, now: datetime) -> None:
    users: Any = get_user_model()._default_manager
    made = users.bulk_create(
        users.model(email=lead_email_of(n), password=NO_PASSWORD, first_name="Lena", last_name=f"Lead {n}")
        for n in range(len(cohorts))
    )
    people = Person.objects.bulk_create(
        Person(user=user, given_name="Lena", family_name=f"Lead {n}", created_at=now)
        for n, user in enumerate(made)
    )
    Membership.objects.bulk_create(
        Membership(
            person=person,
            organisation=cohort.contract.organisation,
            role=MemberRole.LEAD,
            email=user.email,
            starts_on=today - timedelta(days=BEGAN_DAYS_AGO),
        )
        for person, user, cohort in zip(people, made, cohorts, strict=True)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in made
    )


def add_those_who_see_all(cohorts: Sequence[Cohort], *, today: date, now: datetime) -> None:
    """Somebody who leads every trust at once, and an operator."""
    users: Any = get_user_model()._default_manager
    lead, operator = users.bulk_create(
        [
            users.model(email=EVERYWHERE, password=NO_PASSWORD, first_name="Rhys", last_name="Region"),
            users.model(
                email=OPERATOR,
                password=NO_PASSWORD,
                first_name="Olu",
                last_name="Operator",
                is_staff=True,
                is_superuser=True,
            ),
        ]
    )
    person = Person.objects.create(user=lead, given_name="Rhys", family_name="Region", created_at=now)
    Membership.objects.bulk_create(
        Membership(
            person=person,
            organisation=cohort.contract.organisation,
            role=MemberRole.LEAD,
            email=lead.email,
            starts_on=today - timedelta(days=BEGAN_DAYS_AGO),
        )
        for cohort in cohorts
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in (lead, operator)
    )


def add_doctors(found: Iterable[Doctor], cohorts: Sequence[Cohort], *, now: datetime) -> list[Settled]:
    """Those invited have no account yet; all others have one with a verified address."""
    settled = list(_settle(found, cohorts))
    with_user = [one for one in settled if one.user_id is not None]
    users: Any = get_user_model()
    copy_into(
        users,
        "id email password first_name last_name is_staff is_active is_superuser date_joined",
        (
            (one.user_id, one.email, NO_PASSWORD, *_names(one.doctor.number), False, True, False, now)
            for one in with_user
        ),
    )
    copy_into(
        EmailAddress,
        'user_id email verified "primary"',
        ((one.user_id, one.email, True, True) for one in with_user),
    )
    copy_into(
        Person,
        "id uid user_id given_name family_name gmc_number language introduced_by_id created_at",
        (_person(one, now) for one in settled),
    )
    _add_careers(settled)
    move_sequences(users, Person)
    return settled


def _settle(found: Iterable[Doctor], cohorts: Sequence[Cohort]) -> Iterator[Settled]:
    chance = random.Random(SEED + 1)
    first_person, first_user = first_free_id(Person), first_free_id(get_user_model())
    for doctor in found:
        cohort = cohorts[doctor.trust]
        yield Settled(
            doctor=doctor,
            person_id=first_person + doctor.number,
            person_uid=a_uuid(chance),
            user_id=None if doctor.state == "invited" else first_user + doctor.number,
            organisation_id=cohort.contract.organisation_id,
            contract_id=cohort.contract_id,
            cohort_id=cohort.pk,
        )


def _names(number: int) -> tuple[str, str]:
    return GIVEN[number % len(GIVEN)], f"{FAMILY[number % len(FAMILY)]} {number // len(FAMILY)}"


def _person(one: Settled, now: datetime) -> tuple[Any, ...]:
    introduced = one.organisation_id if one.user_id is None else None
    names = _names(one.doctor.number)
    gmc_number = f"{one.doctor.number + 1:07}"
    return (one.person_id, one.person_uid, one.user_id, *names, gmc_number, "en-gb", introduced, now)


def _add_careers(settled: Sequence[Settled]) -> None:
    chance = random.Random(SEED + 2)
    copy_into(
        Membership,
        "uid person_id organisation_id role email starts_on",
        (
            (
                a_uuid(chance),
                one.person_id,
                one.organisation_id,
                MemberRole.DOCTOR,
                one.email,
                one.doctor.start - timedelta(days=30),
            )
            for one in settled
        ),
    )
    copy_into(
        GradePeriod,
        "person_id grade specialty starts_on",
        (
            (one.person_id, Grade.CONSULTANT, "Cardiology", one.doctor.start - timedelta(days=400))
            for one in settled
        ),
    )
    copy_into(
        StagePeriod,
        "person_id stage starts_on",
        ((one.person_id, Stage.CONTINUING, one.doctor.start - timedelta(days=400)) for one in settled),
    )
