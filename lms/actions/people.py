"""What people say about themselves."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from kernel.audit import Change
from lms.actions.base import Act, action
from lms.actions.errors import NotAllowed, Refused
from lms.people import selectors
from lms.people.locks import lock_self
from lms.people.models import Person
from lms.people.rules import normalise_gmc_number
from lms.people.services import registration


@action("person.register")
def register_person(
    act: Act,
    *,
    user: Any,
    given_name: str,
    family_name: str,
    stage: str,
    grade: str = "",
    gmc_number: str = "",
) -> Person:
    """Make the user's person. A user has one: registering twice gives the one that is there."""
    there = selectors.person_of(user)
    if there is not None:
        act.changed_nothing()
        return there
    person = registration.register_person(
        user=user,
        given_name=given_name,
        family_name=family_name,
        gmc_number=_gmc(gmc_number),
        stage=stage,
        grade=grade,
        on=act.today,
        now=act.now,
    )
    act.audit(Change(person, subject_key=person.pk))
    return person


@action("person.update")
def update_profile(act: Act, *, given_name: str, family_name: str, gmc_number: str, language: str) -> Person:
    person = lock_self(act.viewer)
    if person is None:
        raise NotAllowed
    before = _profile(person)
    person.given_name = given_name
    person.family_name = family_name
    person.gmc_number = _gmc(gmc_number)
    person.language = language
    if _profile(person) == before:
        act.changed_nothing()
        return person
    person.save()
    act.audit(Change(person, before=before, after=_profile(person), subject_key=person.pk))
    return person


def _profile(person: Person) -> dict[str, str]:
    return {name: getattr(person, name) for name in ("given_name", "family_name", "gmc_number", "language")}


def _gmc(value: str) -> str:
    try:
        return normalise_gmc_number(value) if value else ""
    except ValidationError as error:
        raise Refused("gmc_number", error.messages[0]) from error
