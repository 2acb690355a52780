"""My post: career stage and grade in force, changed from a day on; nothing said earlier is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kernel.models import AuditDetail, AuditEntry
from lms.actions.errors import NotAllowed, Refused
from lms.actions.people import change_post
from lms.people.models import GradePeriod, Person, StagePeriod
from lms.people.selectors import grade_on, person_of, stage_on
from tests.factories import trusts
from tests.factories.people import a_doctor, user_of
from tests.factories.trusts import TODAY
from tests.web.conftest import text_of

pytestmark = pytest.mark.django_db
GIVEN = {"stage": "postgraduate", "grade": "core", "specialty": "Surgery", "on": "2026-09-01"}


@pytest.fixture
def doctor() -> Person:
    """A consultant, continuing, since 5 August 2026."""
    return a_doctor()


def rows() -> tuple[list[Any], list[Any]]:
    stages = StagePeriod.objects.unscoped(reason="a test").order_by("starts_on")
    grades = GradePeriod.objects.unscoped(reason="a test").order_by("starts_on")
    return (
        list(stages.values_list("stage", "starts_on", "ends_on")),
        list(grades.values_list("grade", "specialty", "starts_on", "ends_on")),
    )


AUGUST, LAST_OF_AUGUST = date(2026, 8, 5), date(2026, 8, 31)
BEFORE = ([("continuing", AUGUST, None)], [("consultant", "", AUGUST, None)])


def test_what_is_in_force_is_shown(doctor: Person, as_user: Any) -> None:
    page = text_of(as_user(user_of(doctor)).get("/learn/post/"))
    today = page.split('id="now"')[1].split("</section>")[0]
    assert "Continuing practice" in today
    assert "Consultant" in today
    assert "from 5 August 2026" in page
    profile = text_of(as_user(user_of(doctor)).get("/learn/profile/"))
    assert "Consultant" in profile
    assert 'href="/learn/post/"' in profile


def test_a_change_ends_what_held_the_day_before(doctor: Person, as_user: Any) -> None:
    response = as_user(user_of(doctor)).post("/learn/post/", GIVEN)

    assert (response.status_code, response.url) == (302, "/learn/post/")
    assert rows() == (
        [("continuing", AUGUST, LAST_OF_AUGUST), ("postgraduate", TODAY, None)],
        [("consultant", "", AUGUST, LAST_OF_AUGUST), ("core", "Surgery", TODAY, None)],
    )
    assert (stage_on(doctor, on=TODAY), stage_on(doctor, on=LAST_OF_AUGUST)) == ("postgraduate", "continuing")
    entry = AuditEntry.objects.get(action="person.change_post")
    assert (entry.actor_id, entry.subject_key, entry.codes) == (doctor.user_id, doctor.pk, {})
    detail = AuditDetail.objects.get(entry=entry)
    assert detail.before == {"stage": "continuing", "grade": "consultant", "specialty": ""}
    assert detail.after == {
        "stage": "postgraduate",
        "grade": "core",
        "specialty": "Surgery",
        "from": "2026-09-01",
    }


def test_a_day_ahead_changes_nothing_today(doctor: Person, as_user: Any) -> None:
    client = as_user(user_of(doctor))
    client.post("/learn/post/", {**GIVEN, "on": "2026-10-01"})
    assert stage_on(doctor, on=TODAY) == "continuing"
    grade = grade_on(doctor, on=date(2026, 10, 1))
    assert grade is not None
    assert grade.grade == "core"
    today = text_of(client.get("/learn/post/")).split('id="now"')[1].split("</section>")[0]
    assert "Continuing practice" in today


def test_the_same_again_writes_nothing(doctor: Person, as_user: Any) -> None:
    given = {"stage": "continuing", "grade": "consultant", "specialty": "", "on": "2026-09-01"}
    assert as_user(user_of(doctor)).post("/learn/post/", given).status_code == 302
    assert rows() == BEFORE
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"on": "2026-08-01"}, "There is a later entry already."),
        ({"on": "2027-09-03"}, "This is more than a year ahead."),
        ({"on": "9999-12-31"}, "Give a day between 1900 and 2100."),
        ({"on": ""}, "Fill in “From”."),
        ({"stage": "retired"}, "Select a valid choice."),
        ({"stage": ""}, "Choose “Career stage”."),
        ({"grade": "professor"}, "Select a valid choice."),
    ],
)
def test_what_makes_no_sense_is_said_and_written_nowhere(
    doctor: Person, as_user: Any, changed: dict[str, str], said: str
) -> None:
    response = as_user(user_of(doctor)).post("/learn/post/", {**GIVEN, **changed})
    assert response.status_code == 422
    assert said in text_of(response)
    assert rows() == BEFORE
    assert not AuditEntry.objects.exists()


def test_a_refusal_of_the_grade_takes_the_stage_back(doctor: Person) -> None:
    context = trusts.learner_context(user_of(doctor))
    change_post(context, grade="core", on=date(2026, 12, 1))
    before = rows()
    with pytest.raises(Refused) as refused:
        change_post(context, stage="postgraduate", grade="gp", on=date(2026, 10, 1))
    assert refused.value.code == "post"
    assert rows() == before


def test_nobody_names_another(doctor: Person) -> None:
    user = trusts.make_user()
    trusts.make_person(user)
    change_post(trusts.learner_context(user), stage="postgraduate", on=TODAY, person=doctor)
    assert stage_on(doctor, on=TODAY) == "continuing"
    own = person_of(user)
    assert own is not None
    assert stage_on(own, on=TODAY) == "postgraduate"


def test_who_is_no_person_has_no_post() -> None:
    with pytest.raises(NotAllowed):
        change_post(trusts.learner_context(trusts.make_user()), stage="postgraduate", on=TODAY)
    assert rows() == ([], [])
