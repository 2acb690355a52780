"""What the database itself refuses about people, whoever asks."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection

from lms.people.enums import LeadershipRole
from lms.people.services import careers
from tests.factories.organisations import a_trust
from tests.factories.people import TODAY, a_doctor, a_membership, an_unclaimed_person

pytestmark = pytest.mark.django_db


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    "number", ["9999998", "123456", "L12345", "C123456", "abcdefg", "l123456", "1234567"]
)
def test_a_number_of_the_wrong_form(number: str) -> None:
    person = a_doctor()
    change = "UPDATE leadership_people_person SET gmc_number = %s WHERE id = %s"
    if number == "1234567":
        run(change, number, person.pk)
        return

    with pytest.raises(IntegrityError, match="person_gmc_form"):
        run(change, number, person.pk)


def test_a_person_merged_into_itself() -> None:
    person = an_unclaimed_person(a_trust())

    with pytest.raises(IntegrityError, match="person_not_merged_into_itself"):
        run("UPDATE leadership_people_person SET merged_into_id = id WHERE id = %s", person.pk)


def test_a_merged_person_with_an_account() -> None:
    person, other = a_doctor(), a_doctor()

    with pytest.raises(IntegrityError, match="person_merged_has_no_user"):
        run("UPDATE leadership_people_person SET merged_into_id = %s WHERE id = %s", other.pk, person.pk)


def test_two_persons_of_one_account() -> None:
    person, other = a_doctor(), an_unclaimed_person(a_trust())

    with pytest.raises(IntegrityError, match="user_id"):
        run("UPDATE leadership_people_person SET user_id = %s WHERE id = %s", person.user_id, other.pk)


def test_two_memberships_of_the_same_days() -> None:
    membership = a_membership(a_doctor(), a_trust())

    with pytest.raises(IntegrityError, match="membership_no_overlap"):
        run(
            "INSERT INTO leadership_people_membership"
            " (uid, person_id, organisation_id, role, email, starts_on)"
            " VALUES (gen_random_uuid(), %s, %s, 'doctor', '', %s)",
            membership.person_id,
            membership.organisation_id,
            "2027-01-01",
        )


def test_two_memberships_that_share_one_day() -> None:
    membership = a_membership(a_doctor(), a_trust(), until=TODAY)

    with pytest.raises(IntegrityError, match="membership_no_overlap"):
        run(
            "INSERT INTO leadership_people_membership"
            " (uid, person_id, organisation_id, role, email, starts_on)"
            " VALUES (gen_random_uuid(), %s, %s, 'doctor', '', %s)",
            membership.person_id,
            membership.organisation_id,
            TODAY,
        )


@pytest.mark.parametrize(
    ("table", "constraint", "column", "value"),
    [
        ("gradeperiod", "grade_no_overlap", "grade", "fy1"),
        ("stageperiod", "stage_no_overlap", "stage", "undergraduate"),
    ],
)
def test_two_grades_or_stages_of_the_same_days(table: str, constraint: str, column: str, value: str) -> None:
    person = a_doctor()
    extra = ", specialty" if table == "gradeperiod" else ""
    filler = ", ''" if table == "gradeperiod" else ""

    with pytest.raises(IntegrityError, match=constraint):
        run(
            f"INSERT INTO leadership_people_{table} (person_id, {column}, starts_on{extra})"
            f" VALUES (%s, %s, %s{filler})",
            person.pk,
            value,
            "2027-01-01",
        )


def test_one_role_twice_at_once() -> None:
    person, trust = a_doctor(), a_trust()
    careers.take_role(person, organisation=trust, role=LeadershipRole.CLINICAL_LEAD, on=TODAY)

    with pytest.raises(IntegrityError, match="leadership_role_no_overlap"):
        run(
            "INSERT INTO leadership_people_roleperiod (person_id, organisation_id, role, starts_on)"
            " VALUES (%s, %s, 'clinical_lead', '2027-01-01')",
            person.pk,
            trust.pk,
        )


@pytest.mark.parametrize(
    ("table", "constraint"),
    [("gradeperiod", "grade_dates"), ("stageperiod", "stage_dates"), ("membership", "membership_dates")],
)
def test_an_end_before_the_start(table: str, constraint: str) -> None:
    person = a_doctor()
    a_membership(person, a_trust())

    with pytest.raises(IntegrityError, match=constraint):
        run(f"UPDATE leadership_people_{table} SET ends_on = starts_on - 1 WHERE person_id = %s", person.pk)


def test_a_role_that_ends_before_it_starts() -> None:
    person, trust = a_doctor(), a_trust()
    careers.take_role(person, organisation=trust, role=LeadershipRole.CLINICAL_LEAD, on=TODAY)

    with pytest.raises(IntegrityError, match="leadership_role_dates"):
        run("UPDATE leadership_people_roleperiod SET ends_on = starts_on - 1")


def test_a_person_with_memberships_is_not_deleted() -> None:
    membership = a_membership(a_doctor(), a_trust())

    run("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError, match="violates foreign key"):
        run("DELETE FROM leadership_people_person WHERE id = %s", membership.person_id)
