"""Grade, stage and leadership role: three histories; a grade gives a first stage and changes none."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from competencies.enums import Stage
from kernel.access import Viewer
from lms.people.enums import Grade, LeadershipRole
from lms.people.models import GradePeriod, Person, RolePeriod, StagePeriod
from lms.people.rules import stage_of_grade
from lms.people.selectors import grade_on, roles_on, stage_on
from lms.people.services import careers
from tests.factories.organisations import a_trust
from tests.factories.people import TODAY, a_doctor, an_unclaimed_person

pytestmark = pytest.mark.django_db

LATER = date(2027, 2, 3)
DAY = timedelta(days=1)


def grades(person: Person) -> list[tuple[str, date, date | None]]:
    rows = GradePeriod.objects.unscoped(reason="a test").filter(person=person).order_by("starts_on")
    return list(rows.values_list("grade", "starts_on", "ends_on"))


def roles(person: Person) -> list[tuple[str, date, date | None]]:
    rows = RolePeriod.objects.unscoped(reason="a test").filter(person=person).order_by("starts_on", "role")
    return list(rows.values_list("role", "starts_on", "ends_on"))


def test_a_new_grade_ends_the_one_before_it_the_day_before() -> None:
    person = a_doctor(grade=Grade.FY1)

    careers.change_grade(person, grade=Grade.FY2, specialty=" Surgery ", on=LATER)

    assert grades(person) == [("fy1", TODAY, LATER - DAY), ("fy2", LATER, None)]
    yesterday, today = grade_on(person, on=LATER - DAY), grade_on(person, on=LATER)
    assert yesterday is not None
    assert today is not None
    assert (yesterday.grade, today.grade, today.specialty) == ("fy1", "fy2", "Surgery")


def test_the_same_grade_again_changes_nothing() -> None:
    person = a_doctor(grade=Grade.CONSULTANT)

    held = careers.change_grade(person, grade=Grade.CONSULTANT, on=LATER)

    assert held.starts_on == TODAY
    assert grades(person) == [("consultant", TODAY, None)]


def test_a_grade_corrected_on_its_first_day_is_one_entry() -> None:
    person = a_doctor(grade=Grade.FY1)

    careers.change_grade(person, grade=Grade.FY2, on=TODAY)

    assert grades(person) == [("fy2", TODAY, None)]


def test_a_change_before_a_later_entry_is_refused() -> None:
    person = a_doctor(grade=Grade.FY1)
    careers.change_grade(person, grade=Grade.FY2, on=LATER)
    before = grades(person)

    with pytest.raises(ValidationError) as refusal:
        careers.change_grade(person, grade=Grade.CORE, on=LATER - DAY)

    assert refusal.value.code == "later_entry"
    assert grades(person) == before


def test_a_grade_and_a_stage_do_not_move_each_other() -> None:
    person = a_doctor(grade=Grade.SPECIALTY, stage=Stage.POSTGRADUATE)

    careers.change_grade(person, grade=Grade.CONSULTANT, on=LATER)
    assert stage_on(person, on=LATER) is Stage.POSTGRADUATE

    careers.change_stage(person, stage=Stage.CONTINUING, on=LATER + DAY)
    assert stage_on(person, on=LATER) is Stage.POSTGRADUATE
    assert stage_on(person, on=LATER + DAY) is Stage.CONTINUING
    assert len(grades(person)) == 2


def test_before_the_first_entry_the_history_says_nothing() -> None:
    person = a_doctor()

    assert grade_on(person, on=TODAY - DAY) is None
    assert stage_on(person, on=TODAY - DAY) is None


def test_several_roles_may_be_held_at_once() -> None:
    person, trust = a_doctor(), a_trust()

    careers.take_role(person, organisation=trust, role=LeadershipRole.CLINICAL_LEAD, on=TODAY)
    careers.take_role(person, organisation=trust, role=LeadershipRole.CLINICAL_DIRECTOR, on=LATER)
    again = careers.take_role(person, organisation=trust, role=LeadershipRole.CLINICAL_LEAD, on=LATER)

    assert again.starts_on == TODAY
    assert [role.role for role in roles_on(person, on=LATER)] == ["clinical_director", "clinical_lead"]


def test_changing_the_role_ends_the_others_in_that_organisation_only() -> None:
    person, trust, elsewhere = a_doctor(), a_trust(), a_trust()
    careers.take_role(person, organisation=trust, role=LeadershipRole.CLINICAL_LEAD, on=TODAY)
    careers.take_role(person, organisation=elsewhere, role=LeadershipRole.CLINICAL_LEAD, on=TODAY)

    careers.change_role(person, organisation=trust, role=LeadershipRole.CLINICAL_DIRECTOR, on=LATER)

    assert sorted(roles(person), key=str) == [
        ("clinical_director", LATER, None),
        ("clinical_lead", TODAY, None),
        ("clinical_lead", TODAY, LATER - DAY),
    ]
    assert {role.organisation_id for role in roles_on(person, on=LATER)} == {trust.pk, elsewhere.pk}


def test_a_role_changed_on_its_first_day_is_refused() -> None:
    person, trust = a_doctor(), a_trust()
    careers.take_role(person, organisation=trust, role=LeadershipRole.CLINICAL_LEAD, on=TODAY)

    with pytest.raises(ValidationError) as refusal:
        careers.change_role(person, organisation=trust, role=LeadershipRole.CLINICAL_DIRECTOR, on=TODAY)

    assert refusal.value.code == "same_day"
    assert roles(person) == [("clinical_lead", TODAY, None)]


def test_leaving_a_role_keeps_its_days() -> None:
    person, trust = a_doctor(), a_trust()
    careers.take_role(person, organisation=trust, role=LeadershipRole.CLINICAL_LEAD, on=TODAY)

    careers.leave_role(person, organisation=trust, role=LeadershipRole.CLINICAL_LEAD, on=LATER)

    assert roles(person) == [("clinical_lead", TODAY, LATER)]
    with pytest.raises(ValidationError) as refusal:
        careers.leave_role(person, organisation=trust, role=LeadershipRole.CLINICAL_LEAD, on=LATER + DAY)
    assert refusal.value.code == "not_held"


def test_a_role_cannot_start_before_a_later_one_of_the_same() -> None:
    person, trust = a_doctor(), a_trust()
    careers.take_role(person, organisation=trust, role=LeadershipRole.CLINICAL_LEAD, on=LATER)

    with pytest.raises(ValidationError) as refusal:
        careers.take_role(person, organisation=trust, role=LeadershipRole.CLINICAL_LEAD, on=TODAY)

    assert refusal.value.code == "later_entry"
    assert roles(person) == [("clinical_lead", LATER, None)]


@pytest.mark.parametrize("model", [GradePeriod, StagePeriod, RolePeriod])
def test_a_trust_never_reads_a_career(model: Any) -> None:
    person, trust = a_doctor(), a_trust()
    careers.take_role(person, organisation=trust, role=LeadershipRole.CLINICAL_LEAD, on=TODAY)

    assert model.objects.visible_to(Viewer.of_person(person.pk)).count() == 1
    assert model.objects.visible_to(Viewer.of_organisations([trust.pk], on=TODAY)).count() == 0


class TestStageFromGrade:
    def test_every_grade_has_a_stage_but_the_one_that_may_mean_two(self) -> None:
        assert {str(grade): str(stage_of_grade(grade) or "") for grade in Grade} == {
            "student": "undergraduate",
            "fy1": "postgraduate",
            "fy2": "postgraduate",
            "core": "postgraduate",
            "specialty": "postgraduate",
            "gp_trainee": "postgraduate",
            "locally_employed": "",
            "specialty_doctor": "continuing",
            "specialist": "continuing",
            "associate_specialist": "continuing",
            "consultant": "continuing",
            "gp": "continuing",
        }
        assert stage_of_grade("") is None

    def test_a_grade_that_has_ended_says_nothing(self) -> None:
        person = a_person_with_grade(Grade.FY2, until=TODAY - DAY)

        assert careers.stage_from_grade(person, on=TODAY) is None
        assert stage_on(person, on=TODAY) is None

    def test_it_is_given_once(self, django_assert_num_queries: Any) -> None:
        person = a_person_with_grade(Grade.FY2)

        assert careers.stage_from_grade(person, on=TODAY) is Stage.POSTGRADUATE
        careers.change_grade(person, grade=Grade.CONSULTANT, on=LATER)
        with django_assert_num_queries(4):  # a savepoint and its end, the lock, the question
            assert careers.stage_from_grade(person, on=LATER) is None
        assert stage_on(person, on=LATER) is Stage.POSTGRADUATE


def a_person_with_grade(grade: Grade, *, until: date | None = None) -> Person:
    person = an_unclaimed_person(a_trust())
    starts_on = TODAY - 30 * DAY
    GradePeriod.objects.create(person=person, grade=grade, starts_on=starts_on, ends_on=until)
    return person
