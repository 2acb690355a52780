"""The people of a trust's list, and nobody learning that a doctor is known elsewhere (invariant 14)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import DjangoAssertNumQueries

from kernel.access import Viewer
from lms.people.models import GradePeriod, Membership, Person
from lms.people.services.introductions import Introduction, introduce
from tests.factories.organisations import a_trust
from tests.factories.people import NOW, TODAY, a_doctor, a_membership

pytestmark = pytest.mark.django_db

ALL = "a test"


def a_line(line: int = 1, **values: str | int) -> Introduction:
    values = {
        "given_name": "Ada",
        "family_name": f"Listed{line}",
        "email": f"Ada{line}@Trust.example",
        "gmc_number": f"{1000000 + line}",
        **values,
    }
    return Introduction(line=line, **values)  # type: ignore[arg-type]


def test_a_new_line_becomes_an_unclaimed_person_who_belongs() -> None:
    trust = a_trust()

    found = introduce(
        [a_line(7, grade="consultant", specialty="Surgery")], organisation=trust, on=TODAY, now=NOW
    )

    person = Person.objects.unscoped(reason=ALL).get()
    assert found == {7: person.pk}
    assert (person.user_id, person.introduced_by_id, person.merged_into_id) == (None, trust.pk, None)
    assert (person.full_name, person.gmc_number, person.created_at) == ("Ada Listed7", "1000007", NOW)
    membership = Membership.objects.unscoped(reason=ALL).get()
    assert (membership.person_id, membership.organisation_id) == (person.pk, trust.pk)
    assert (membership.role, membership.email) == ("doctor", "ada7@trust.example")
    assert (membership.starts_on, membership.ends_on) == (TODAY, None)
    grade = GradePeriod.objects.unscoped(reason=ALL).get()
    assert (grade.person_id, grade.grade, grade.specialty) == (person.pk, "consultant", "Surgery")


def test_a_member_known_by_the_trust_stays_as_they_are() -> None:
    trust, person = a_trust(), a_doctor(gmc_number="1234567")
    a_membership(person, trust)

    found = introduce(
        [a_line(1, person_id=person.pk, given_name="Wrong", gmc_number="7654321", grade="fy1"), a_line(2)],
        organisation=trust,
        on=TODAY,
        now=NOW,
    )

    assert found[1] == person.pk
    assert found[2] != person.pk
    person.refresh_from_db()
    assert (person.given_name, person.gmc_number) == ("Ada", "1234567")
    assert GradePeriod.objects.unscoped(reason=ALL).get(person=person).grade == "consultant"
    assert Membership.objects.unscoped(reason=ALL).filter(person=person).count() == 1


def test_a_doctor_known_elsewhere_comes_in_as_somebody_new() -> None:
    elsewhere, trust = a_trust(), a_trust()
    known = a_doctor("ada@nhs.example", gmc_number="1234567")
    a_membership(known, elsewhere, email="ada@nhs.example")

    found = introduce(
        [a_line(1, email="ada@nhs.example", gmc_number="1234567")], organisation=trust, on=TODAY, now=NOW
    )

    assert found[1] != known.pk
    viewer = Viewer.of_organisations([trust.pk], on=TODAY)
    assert list(Person.objects.visible_to(viewer).values_list("pk", flat=True)) == [found[1]]
    there = Viewer.of_organisations([elsewhere.pk], on=TODAY)
    assert list(Person.objects.visible_to(there).values_list("pk", flat=True)) == [known.pk]


def test_two_trusts_introducing_the_same_doctor_do_not_meet() -> None:
    one, two = a_trust(), a_trust()

    first = introduce([a_line(1)], organisation=one, on=TODAY, now=NOW)
    second = introduce([a_line(1)], organisation=two, on=TODAY, now=NOW)

    assert first[1] != second[1]
    for trust, person_id in ((one, first[1]), (two, second[1])):
        viewer = Viewer.of_organisations([trust.pk], on=TODAY + timedelta(days=400))
        assert list(Person.objects.visible_to(viewer).values_list("pk", flat=True)) == [person_id]


def test_a_bad_number_introduces_nobody() -> None:
    with pytest.raises(IntegrityError, match="person_gmc_form"), transaction.atomic():
        introduce([a_line(1), a_line(2, gmc_number="9999998")], organisation=a_trust(), on=TODAY, now=NOW)

    assert Person.objects.unscoped(reason=ALL).count() == 0


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_number_of_queries_does_not_grow(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    trust = a_trust()
    lines = [a_line(number, grade="gp") for number in range(1, count + 1)]

    with django_assert_num_queries(3):
        introduce(lines, organisation=trust, on=TODAY, now=NOW)
