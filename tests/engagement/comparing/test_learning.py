"""Learning beside engagement: what a trust sees of its own, and whoever compares trusts of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from competencies.models import Node
from engagement.comparing.learning import Learning, learning_by_trust, learning_until
from lms.enrolment.enums import State
from lms.enrolment.models import Cohort, Enrolment
from lms.records.models import LearningFact, SelfRating
from programmes.models import Activity
from tests.competencies.conftest import load, small_file
from tests.factories import courses, trusts
from tests.factories.comparisons import published
from tests.factories.flocks import Flock, moment
from tests.factories.waves import make_version
from tests.ready import ready

pytestmark = pytest.mark.django_db

REASON = "a test's own rows"
EARLY, LATE = date(2026, 7, 1), date(2026, 8, 20)
BETWEEN, AFTER = date(2026, 8, 1), date(2026, 8, 30)


class World:
    """A trust with two waves. Before the first 24 took part, 12 of them to the end; three came later."""

    course: courses.World
    first: Any
    second: Any


def make_world() -> World:
    world = World()
    load(small_file())
    world.course = courses.make_world(seats=30)
    version = make_version()
    days = [(trusts.TODAY - day).days for day in (BETWEEN, AFTER)]
    world.first, world.second = (
        published(world.course.trust, version, index=index, days_ago=ago)
        for index, ago in zip(("50", "55"), days, strict=True)
    )
    contract = world.course.contract
    cohort = Cohort.objects.unscoped(reason=REASON).create(
        contract=contract, name="Autumn", capacity=30, starts_on=contract.starts_on, ends_on=contract.ends_on
    )
    done = {"Text one": 1, "Text two": 9}
    finished = Flock(12, world.course.version, done, state=State.COMPLETED, starts_on=EARLY, cohort=cohort)
    others = Flock(12, world.course.version, done, starts_on=EARLY, cohort=cohort)
    better, same = finished.settle(), others.settle()
    rate([*better, *same], "Text one", step=1)
    rate(better, "Text two", step=3)
    rate(same, "Text two", step=1)
    Flock(3, world.course.version, done, starts_on=LATE, cohort=cohort).settle()
    return world


def rate(rows: Sequence[Enrolment], handed_in: str, *, step: int) -> None:
    """With what was handed in under that title."""
    activity = Activity.objects.get(title=handed_in)
    facts = LearningFact.objects.unscoped(reason=REASON).filter(
        activity_key=activity.key, enrolment__in=[row.pk for row in rows]
    )
    SelfRating.objects.unscoped(reason=REASON).bulk_create(
        SelfRating(
            person_id=fact.person_id,
            fact=fact,
            node=Node.objects.order_by("pk")[0],
            activity=activity,
            step=step,
            steps=4,
            rated_at=fact.effective_at,
        )
        for fact in facts
    )


ready_learning_beside = ready("ready_learning_beside", make_world)


@pytest.fixture
def world(ready_learning_beside: World) -> World:
    return ready_learning_beside


def test_a_trust_as_it_was_when_each_wave_closed(world: World, django_assert_num_queries: Any) -> None:
    days = [world.first.closed_at, world.second.closed_at]

    with django_assert_num_queries(2):
        found = learning_until(world.course.trust.pk, days)

    # Three more are too few to be told of, and so is a share of them.
    assert found == [Learning(24, 50, 24, 50), Learning(None, None, 24, 50)]
    assert learning_until(world.course.trust.pk, [moment(EARLY - timedelta(days=1))]) == [Learning()]


def test_of_every_trust_as_it_is_today(world: World) -> None:
    assert learning_by_trust() == {world.course.trust.pk: Learning(27, 44, 24, 50)}


def test_the_lead_sees_it_beside_the_index(world: World) -> None:
    desk = Client()
    desk.force_login(world.course.lead)

    page = desk.get(reverse("leadership_surveys:results", args=[world.second.uid])).content.decode()

    assert "Learning beside engagement" in page
    assert '<td data-label="Took part" class="lp-number">24</td>' in page
    assert '<td data-label="Higher the second time" class="lp-number">50 %</td>' in page
    assert "that does not show that one leads to the other" in page


def test_where_few_took_part_nothing_is_told(db: None) -> None:
    lead = trusts.make_lead(trusts.make_trust())
    wave = published(trusts.trust_of(lead), make_version())
    desk = Client()
    desk.force_login(lead)

    page = desk.get(reverse("leadership_surveys:results", args=[wave.uid])).content.decode()

    assert "Fewer than ten doctors on your seats had taken part" in page
    assert "Rated themselves twice" not in page
