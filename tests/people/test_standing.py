"""Where somebody stands today, read by hand-written SQL: as the selectors of the histories say it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from competencies.enums import Stage
from lms.people.enums import MemberRole
from lms.people.models import StagePeriod
from lms.people.selectors import person_of, stage_on
from lms.people.standing import EndingPost, standing_of
from tests.factories.organisations import a_trust
from tests.factories.people import TODAY, a_doctor, a_membership, a_user, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor() -> Any:
    return a_doctor("ada@trust.example")


def test_the_person_is_the_same_row(doctor: Any, django_assert_num_queries: Any) -> None:
    user = user_of(doctor)
    known = person_of(user)

    with django_assert_num_queries(1):
        found = standing_of(user, on=TODAY)

    assert found is not None
    assert known is not None
    assert found.person == known
    values = {field.attname: getattr(known, field.attname) for field in known._meta.concrete_fields}
    assert {name: getattr(found.person, name) for name in values} == values
    found.person.given_name = "Other"
    found.person.save()
    known.refresh_from_db()
    assert known.given_name == "Other"


@pytest.mark.parametrize("days", [-1, 0, 9, 10, 11])
def test_the_stage_is_that_of_the_day(doctor: Any, days: int) -> None:
    rows = StagePeriod.objects.unscoped(reason="test").filter(person=doctor)
    rows.update(ends_on=TODAY + timedelta(days=10))
    StagePeriod.objects.create(person=doctor, stage=Stage.UNDERGRADUATE, starts_on=TODAY + timedelta(days=11))
    on = TODAY + timedelta(days=days)

    found = standing_of(user_of(doctor), on=on)

    assert found is not None
    assert found.stage == stage_on(doctor, on=on)


def test_the_first_post_to_end_within_the_days_is_named(doctor: Any, settings: Any) -> None:
    trust, other = a_trust(), a_trust()
    a_membership(doctor, other, until=TODAY + timedelta(days=40))
    post = a_membership(doctor, trust, until=TODAY + timedelta(days=30), email="ada@trust.example")
    a_membership(doctor, a_trust(), role=MemberRole.LEAD, until=TODAY + timedelta(days=1))
    a_membership(doctor, a_trust())
    user = user_of(doctor)

    def ending() -> EndingPost | None:
        found = standing_of(user, on=TODAY)
        return found.ending if found else None

    ends_on = TODAY + timedelta(days=30)
    assert ending() == EndingPost(post.uid, trust.name, "ada@trust.example", ends_on)
    post.ask_again_on = TODAY + timedelta(days=1)
    post.save()
    second = ending()
    assert second is not None
    assert second.organisation == other.name
    settings.LEADERSHIP_POST_END_DAYS = 39
    assert ending() is None


def test_nobody_and_strangers_stand_nowhere(doctor: Any) -> None:
    assert standing_of(AnonymousUser(), on=TODAY) is None
    assert standing_of(a_user(), on=TODAY) is None
