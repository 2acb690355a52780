"""The person of a user who signs up."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from competencies.enums import Stage
from lms.people.enums import Grade
from lms.people.models import GradePeriod, Person, StagePeriod
from lms.people.selectors import grade_on, history_of, person_of, stage_on
from lms.people.services.registration import register_person
from tests.factories.people import NOW, TODAY, a_doctor, a_user

pytestmark = pytest.mark.django_db

ALL = "a test counts every row"


def counts() -> tuple[int, int, int]:
    return (
        Person.objects.unscoped(reason=ALL).count(),
        StagePeriod.objects.unscoped(reason=ALL).count(),
        GradePeriod.objects.unscoped(reason=ALL).count(),
    )


def test_a_user_becomes_a_person_with_a_stage_and_a_grade() -> None:
    user = a_user()

    person = register_person(
        user=user,
        given_name=" Ada ",
        family_name="Bell",
        gmc_number="C 1234567",
        stage=Stage.POSTGRADUATE,
        grade=Grade.FY1,
        on=TODAY,
        now=NOW,
    )

    assert person_of(user) == person
    assert (person.full_name, person.gmc_number, person.language) == ("Ada Bell", "1234567", "en-gb")
    assert (person.introduced_by_id, person.created_at) == (None, NOW)
    assert stage_on(person, on=TODAY) is Stage.POSTGRADUATE
    grade = grade_on(person, on=TODAY)
    assert grade is not None
    assert (grade.grade, grade.starts_on, grade.ends_on) == (Grade.FY1, TODAY, None)


def test_a_grade_need_not_be_said() -> None:
    person = a_doctor(grade="", stage="undergraduate")

    assert stage_on(person, on=TODAY) is Stage.UNDERGRADUATE
    assert grade_on(person, on=TODAY) is None


def test_one_account_is_one_person() -> None:
    user = a_user()
    a_doctor(user=user)
    before = counts()

    with pytest.raises(ValidationError) as refusal:
        a_doctor(user=user)

    assert refusal.value.code == "has_person"
    assert counts() == before


@pytest.mark.parametrize(
    "wrong", [{"gmc_number": "9999998"}, {"family_name": "  "}, {"given_name": "x" * 81}, {"given_name": ""}]
)
def test_what_is_wrong_writes_nothing(wrong: dict[str, str]) -> None:
    before = counts()

    with pytest.raises(ValidationError):
        a_doctor(**wrong)

    assert counts() == before


def test_two_doctors_may_give_the_same_number() -> None:
    """A number only proposes: refusing it would tell a stranger that the doctor is known here."""
    first, second = a_doctor(gmc_number="1234567"), a_doctor(gmc_number="1234567")

    assert first.pk != second.pk


def test_a_visitor_is_no_person() -> None:
    assert person_of(AnonymousUser()) is None


def test_a_history_is_the_persons_own() -> None:
    person, other = a_doctor(), a_doctor()

    found = history_of(person)

    assert [period.person_id for period in found["grades"]] == [person.pk]
    assert [period.person_id for period in found["stages"]] == [person.pk]
    assert (found["roles"], found["memberships"]) == ([], [])
    assert other.pk != person.pk
