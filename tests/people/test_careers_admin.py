"""Career stages and grades in the admin: entered by operators, through the same action."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kernel.clock import today
from kernel.models import AuditEntry
from lms.people.models import GradePeriod, StagePeriod
from lms.people.selectors import grade_on, stage_on
from tests.factories.people import a_doctor, a_user, an_operator

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client: Client) -> Any:
    user = an_operator()
    client.force_login(user)
    return user


def count() -> tuple[int, int]:
    return (
        StagePeriod.objects.unscoped(reason="a test").count(),
        GradePeriod.objects.unscoped(reason="a test").count(),
    )


def test_a_new_stage_ends_the_one_before(client: Client, operator: Any) -> None:
    person = a_doctor("ada@trust.example")
    given = {"email": "Ada@trust.example", "stage": "postgraduate", "starts_on": today().isoformat()}

    response = client.post("/admin/stages/new/", given)

    assert (response.status_code, response["Location"]) == (302, "/admin/stages/")
    assert stage_on(person, on=today()) == "postgraduate"
    assert stage_on(person, on=today() - timedelta(days=1)) == "continuing"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_id, entry.subject_key) == (
        "person.change_post",
        operator.pk,
        person.pk,
    )


def test_a_grade_is_corrected_where_it_stands(client: Client, operator: Any) -> None:
    person = a_doctor()
    row = GradePeriod.objects.unscoped(reason="a test").get()

    response = client.post(f"/admin/grades/edit/{row.pk}/", {"grade": "specialist", "specialty": "Surgery"})

    assert response.status_code == 302
    grade = grade_on(person, on=today())
    assert grade is not None
    assert (grade.pk, grade.grade, grade.specialty, grade.starts_on) == (
        row.pk,
        "specialist",
        "Surgery",
        row.starts_on,
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"email": "nobody@trust.example"}, "Nobody has an account with this address."),
        ({"starts_on": "2020-01-01"}, "There is a later entry already."),
        ({"starts_on": "9999-12-31"}, "This is more than a year ahead."),
        ({"stage": "retired"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_written_nowhere(
    client: Client, operator: Any, changed: dict[str, str], said: str
) -> None:
    a_doctor("ada@trust.example")
    given = {"email": "ada@trust.example", "stage": "postgraduate", "starts_on": today().isoformat()}

    response = client.post("/admin/stages/new/", {**given, **changed})

    assert response.status_code == 200
    assert said in response.content.decode()
    assert count() == (1, 1)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("page", ["stages", "grades"])
def test_lists_are_for_operators(client: Client, page: str) -> None:
    a_doctor(family_name="Imagined")
    client.force_login(a_user())
    assert client.get(f"/admin/{page}/").status_code == 302
    client.force_login(an_operator())
    assert "Imagined" in client.get(f"/admin/{page}/").content.decode()
