"""Rows for tests of dates and reminders: a programme, a sponsor, doctors on it. Bulk inserts throughout."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from wagtail.models import Locale

from kernel import clock
from kernel.clock import LONDON
from lms.calendar.services import due_dates
from lms.enrolment.enums import Source, State
from lms.enrolment.models import Contract, Enrolment
from lms.organisations.models import Organisation, OrganisationKind
from lms.people.enums import MemberRole
from lms.people.models import Membership, Person
from lms.reminders.models import PlanningMark
from lms.reminders.rules import SENT_AT
from programmes.enums import ReminderKind, RequirementKind, ShippedItem
from programmes.models import (
    Module,
    ModuleVersion,
    Programme,
    ProgrammeText,
    ProgrammeVersion,
    ReminderRule,
    Requirement,
)

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=LONDON)
START = date(2026, 9, 1)


@dataclass
class World:
    version: ProgrammeVersion
    requirements: list[Requirement]
    trust: Organisation
    contract: Contract
    enrolments: list[Enrolment] = field(default_factory=list)

    @property
    def ids(self) -> list[int]:
        return [enrolment.pk for enrolment in self.enrolments]


def world(
    *,
    due_days: tuple[int, ...] = (60,),
    reminder_days: tuple[int, ...] = (7,),
    rules: tuple[tuple[str, int], ...] = (),
    seats: int = 50_000,
) -> World:
    """One programme whose modules are due so many days after the start, sponsored by one trust."""
    version = programme_version()
    requirements = [leaf(version, position, days) for position, days in enumerate(due_days, start=1)]
    ReminderRule.objects.bulk_create(
        ReminderRule(version=version, key=uuid.uuid4(), kind=kind, days=days)
        for kind, days in [*((ReminderKind.BEFORE_DUE, days) for days in reminder_days), *rules]
    )
    trust = Organisation.objects.create(
        kind=OrganisationKind.TRUST, name=f"Invented Trust {uuid.uuid4().hex[:6]}", invented=True
    )
    contract = Contract.objects.create(
        organisation=trust,
        programme=version.programme,
        seats=seats,
        starts_on=START,
        ends_on=START + timedelta(days=730),
    )
    return World(version, requirements, trust, contract)


def programme_version() -> ProgrammeVersion:
    locale = Locale.objects.get_or_create(language_code="en-gb")[0]
    programme = Programme.objects.create(
        title="Leading a clinical team",
        slug=f"leading-{uuid.uuid4().hex[:8]}",
        summary="How to lead.",
        stage="consultant",
        locale=locale,
    )
    version = ProgrammeVersion.objects.create(
        programme=programme,
        programme_key=programme.translation_key,
        number=1,
        title=programme.title,
        slug=programme.slug,
        stage=programme.stage,
        open_to_all=False,
        duration_days=180,
        checksum="0" * 64,
        published_at=NOW,
    )
    Requirement.objects.create(
        version=version, key=uuid.uuid4(), kind=RequirementKind.ALL, title=programme.title, position=0
    )
    return version


def leaf(version: ProgrammeVersion, position: int, due_days: int | None) -> Requirement:
    title = f"Module {position}"
    module = Module.objects.create(
        title=title, summary="A module.", locale=Locale.objects.get_or_create(language_code="en-gb")[0]
    )
    module_version = ModuleVersion.objects.create(
        module=module,
        module_key=module.translation_key,
        number=1,
        title=title,
        minutes=30,
        checksum="0" * 64,
        published_at=NOW,
    )
    return Requirement.objects.create(
        version=version,
        parent=version.requirements.get(position=0),
        key=uuid.uuid4(),
        kind=RequirementKind.ITEM,
        item_type=ShippedItem.MODULE,
        title=title,
        position=position,
        module_version=module_version,
        due_days=due_days,
    )


def welsh_titles(world: World) -> None:
    ProgrammeText.objects.create(
        version=world.version,
        language="cy",
        minor=1,
        title="Arwain tîm clinigol",
        summary="Sut i arwain.",
        titles={},
        checksum="0" * 64,
        published_at=NOW,
    )


def enrol(
    world: World,
    count: int = 1,
    *,
    state: str = State.ACTIVE,
    starts_on: date = START,
    with_users: bool = True,
    **person: Any,
) -> list[Enrolment]:
    """Doctors of the trust on the programme; with ``with_users`` they have accepted and can sign in."""
    offset = len(world.enrolments)
    numbers = range(offset, offset + count)
    slug = world.contract.pk
    users: list[Any] = [None] * count
    if with_users:
        users = get_user_model().objects.bulk_create(
            get_user_model()(email=f"doctor{n}.{slug}@home.example", password="!") for n in numbers
        )
        EmailAddress.objects.bulk_create(
            EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
        )
    people = Person.objects.bulk_create(
        Person(
            user=user,
            introduced_by=None if with_users else world.trust,
            created_at=NOW,
            **{"given_name": "Ada", "family_name": f"Doctor {n}"} | person,
        )
        for n, user in zip(numbers, users, strict=True)
    )
    Membership.objects.bulk_create(
        Membership(
            person=one,
            organisation=world.trust,
            role=MemberRole.DOCTOR,
            email=f"doctor{n}.{slug}@trust.example",
            starts_on=START - timedelta(days=30),
        )
        for n, one in zip(numbers, people, strict=True)
    )
    made = Enrolment.objects.bulk_create(
        Enrolment(
            person=one,
            programme=world.version.programme,
            version=world.version,
            contract=world.contract,
            organisation=world.trust,
            source=Source.IMPORT,
            state=state,
            invited_as=f"doctor{n}.{slug}@trust.example",
            starts_on=starts_on,
            created_at=NOW,
            expires_at=NOW + timedelta(days=28) if state == State.INVITED else None,
        )
        for n, one in zip(numbers, people, strict=True)
    )
    world.enrolments += made
    return made


def enrol_with_reminders_due_now(here: World, count: int) -> list[Enrolment]:
    """Doctors on a real clock whose reminder came due within the last day: planning wakes the sender."""
    now = clock.now()
    early = now.astimezone(LONDON).time() < SENT_AT
    moment = clock.local_date(now) - timedelta(days=early)
    rows = enrol(here, count, starts_on=moment + timedelta(days=7) - timedelta(days=60))
    due_dates.derive([row.pk for row in rows], now=now)
    PlanningMark.objects.all().delete()
    return rows
