"""The person of a user who signs up, and what people change about themselves."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from competencies.enums import Stage
from lms.people.enums import Grade
from lms.people.models import Person
from lms.people.rules import normalise_gmc_number
from lms.people.selectors import person_of
from lms.people.services.careers import change_grade, change_stage


@transaction.atomic
def register_person(
    *,
    user: AbstractBaseUser,
    given_name: str,
    family_name: str,
    stage: Stage | str,
    grade: Grade | str = "",
    gmc_number: str = "",
    language: str = "en-gb",
    on: date,
    now: datetime,
) -> Person:
    """The person that a new user is, with the first entry of the stage history, and of grades where given."""
    if person_of(user) is not None:
        raise ValidationError(_("This account belongs to a person already."), code="has_person")
    person = Person(
        user_id=user.pk,
        given_name=given_name.strip(),
        family_name=family_name.strip(),
        gmc_number=normalise_gmc_number(gmc_number),
        language=language,
        created_at=now,
    )
    person.full_clean()
    person.save()
    change_stage(person, stage=Stage(stage), on=on)
    if grade:
        change_grade(person, grade=Grade(grade), on=on)
    return person
