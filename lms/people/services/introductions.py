"""People whom an organisation brings in from a list: unclaimed persons, seen by no other organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lms.organisations.models import Organisation
from lms.people.enums import MemberRole
from lms.people.models import GradePeriod, Membership, Person


@dataclass(frozen=True)
class Introduction:
    """What an organisation says of one person. ``person_id`` when it already has them on its books."""

    line: int
    given_name: str
    family_name: str
    email: str
    gmc_number: str = ""
    grade: str = ""
    specialty: str = ""
    person_id: int | None = None


def introduce(
    introductions: Sequence[Introduction], *, organisation: Organisation, on: date, now: datetime
) -> dict[int, int]:
    """Line to person id. Three inserts however many people; those known to the organisation add no rows."""
    strangers = [given for given in introductions if given.person_id is None]
    people = Person.objects.bulk_create(
        [
            Person(
                given_name=given.given_name,
                family_name=given.family_name,
                gmc_number=given.gmc_number,
                introduced_by=organisation,
                created_at=now,
            )
            for given in strangers
        ],
        batch_size=2000,
    )
    pairs = list(zip(strangers, people, strict=True))
    Membership.objects.bulk_create(
        [
            Membership(
                person=person,
                organisation=organisation,
                role=MemberRole.DOCTOR,
                email=given.email.lower(),
                starts_on=on,
            )
            for given, person in pairs
        ],
        batch_size=2000,
    )
    GradePeriod.objects.bulk_create(
        [
            GradePeriod(person=person, grade=given.grade, specialty=given.specialty, starts_on=on)
            for given, person in pairs
            if given.grade
        ],
        batch_size=2000,
    )
    known = {given.line: given.person_id for given in introductions if given.person_id is not None}
    return known | {given.line: person.pk for given, person in pairs}
