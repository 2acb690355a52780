"""What is counted of a programme, exactly."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from competencies.enums import Stage
from lms.enrolment.enums import State
from lms.records.models import LearningFact, Verb
from lms.reports.insight.cube import Count, Cube, Outcome, Stop
from lms.reports.insight.gathering import gather
from programmes.models import ProgrammeVersion
from programmes.services.authoring import GroupData, module_item
from tests.factories import programmes, trusts
from tests.factories.flocks import Flock, settle
from tests.ready import ready

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
AUTUMN, SUMMER = date(2026, 9, 1), date(2026, 6, 30)


def make_version() -> ProgrammeVersion:
    """Meetings (a reading, a quiz, and a link that nobody needs) by day 30; for some also budgets."""
    link = programmes.a_link("Link", required=False)
    meetings = programmes.make_module(
        "Meetings", activities=[programmes.a_reading("Read"), programmes.a_quiz("Quiz"), link]
    )
    budgets = programmes.make_module("Budgets", activities=[programmes.a_reading("Sums")])
    items = (module_item(meetings, due_days=30), module_item(budgets, stages=(Stage.CONTINUING,)))
    parts = [GroupData(title="All of it", children=items)]
    return programmes.programme_version(programmes.make_programme("Leading", parts=parts))


ready_counted = ready("ready_counted", make_version)


@pytest.fixture
def version(ready_counted: Any) -> Any:
    return ready_counted


def counted(version: ProgrammeVersion) -> Cube:
    found = gather(version.programme_key, now=NOW)
    assert found is not None
    return found


def test_a_programme_nobody_is_on(version: ProgrammeVersion) -> None:
    cube = counted(version)

    assert (cube.groups, cube.stops, cube.of_modules) == ((), (), {})
    assert [module.title for module in cube.modules] == ["Meetings", "Budgets"]
    assert [step.title for step in cube.steps] == ["Read", "Quiz", "Link", "Sums"]
    assert (cube.title, cube.modules[0].due_days, cube.modules[1].due_days) == ("Leading", 30, None)
    assert cube.step_after(-1).title == "Read"  # type: ignore[union-attr]


def test_a_programme_that_was_never_published(db: None) -> None:
    assert gather(trusts.make_trust().uid, now=NOW) is None


def test_who_is_where(version: ProgrammeVersion) -> None:
    settle(
        [
            Flock(1, version, state=State.INVITED, taken=False),
            Flock(2, version, state=State.DECLINED, taken=False),
            Flock(1, version, state=State.WITHDRAWN, taken=False),
            Flock(3, version, {"Read": 80}, percent=50),
            Flock(2, version, {"Read": 4}, percent=50),
            Flock(1, version, state=State.DEFERRED),
            Flock(2, version, {"Read": 1, "Quiz": 2}, state=State.COMPLETED, percent=100),
            Flock(1, version, state=State.WITHDRAWN),
        ]
    )

    (group,) = counted(version).groups

    assert (group.version, group.cohort, group.trust, group.started) == (version.pk, 0, 0, 20263)
    assert (group.invited, group.never_taken, group.taken, group.begun, group.percents) == (1, 3, 9, 7, 450)
    assert dict(zip(Outcome, group.outcomes, strict=True)) == {
        Outcome.COMPLETED: 2,
        Outcome.GOING_ON: 3,
        Outcome.QUIET: 2,
        Outcome.PAUSED: 1,
        Outcome.WITHDRAWN: 1,
    }


def test_modules_and_activities(version: ProgrammeVersion) -> None:
    settle(
        [
            Flock(2, version, {"Read": 3, "Quiz": 10}),
            Flock(1, version, {"Read": 20, "Quiz": 40, "Link": 50}),
            Flock(4, version, {"Read": 5}, begun=["Quiz"]),
            Flock(1, version, begun=["Quiz"]),
            Flock(2, version),
        ]
    )

    cube = counted(version)

    # Needed are the reading and the quiz: three have done it, on days 10, 10 and 40; two of them by day 30.
    assert cube.of_modules[0] == (Count(0, begun=8, done=3, days=(10, 10, 40), dated=3, in_time=2),)
    assert 1 not in cube.of_modules
    assert cube.of_steps == {
        0: (Count(0, begun=7, done=7, days=(3, 3, 5, 5, 5, 5, 20)),),
        1: (Count(0, begun=8, done=3, days=(10, 10, 40)),),
        2: (Count(0, begun=1, done=1, days=(50,)),),
    }


def test_where_people_stop_and_what_comes_next(version: ProgrammeVersion) -> None:
    settle(
        [
            Flock(2, version, {"Quiz": 1, "Read": 2}, state=State.WITHDRAWN),
            Flock(1, version, state=State.WITHDRAWN),
            Flock(3, version, {"Read": 5}),
            Flock(1, version),
            Flock(1, version, {"Read": 70}),
            Flock(1, version, {"Read": 5}, state=State.DEFERRED),
        ]
    )

    cube = counted(version)

    assert sorted(cube.stops, key=lambda each: (each.how, each.step)) == [
        Stop(0, -1, Outcome.QUIET, 1),
        Stop(0, 0, Outcome.QUIET, 3),
        Stop(0, -1, Outcome.WITHDRAWN, 1),
        Stop(0, 0, Outcome.WITHDRAWN, 2),
    ]
    assert [cube.step_after(step).title for step in (-1, 0, 1)] == ["Read", "Quiz", "Link"]  # type: ignore[union-attr]
    assert cube.step_after(2) is None


def test_groups_are_told_apart_by_all_that_can_be_asked_for(version: ProgrammeVersion) -> None:
    contract = trusts.make_contract(trusts.make_trust("Riverside"), version.programme)
    cohort = trusts.make_cohort(contract)
    settle(
        [
            Flock(1, version),
            Flock(2, version, cohort=cohort),
            Flock(3, version, starts_on=SUMMER),
            Flock(4, version, {"Sums": 1}, stage=Stage.CONTINUING),
        ]
    )

    cube = counted(version)

    found = {(each.cohort, each.trust, each.started, each.stage): each.taken for each in cube.groups}
    trust = contract.organisation_id
    assert found == {
        (0, 0, 20263, 1): 1,
        (cohort.pk, trust, 20263, 1): 2,
        (0, 0, 20262, 1): 3,
        (0, 0, 20263, 2): 4,
    }
    assert cube.asked[version.pk, 1] == (frozenset({0}), frozenset({0, 1, 2}))
    assert cube.asked[version.pk, 2] == (frozenset({0, 1}), frozenset({0, 1, 2, 3}))
    assert [each.begun for each in cube.of_modules[1]] == [4]
    assert (cube.cohorts[cohort.pk].name, cube.cohorts[cohort.pk].of) == (cohort.name, trust)
    assert cube.trusts[trust].name == "Riverside"


def test_what_is_taken_back_does_not_count_and_what_is_recognised_does(version: ProgrammeVersion) -> None:
    (row,) = Flock(1, version, {"Read": 1}).settle()
    (other,) = Flock(1, version).settle()
    fact = LearningFact.objects.unscoped(reason="a test").get()
    common = {"effective_at": NOW, "recorded_at": NOW, "source": "test"}
    LearningFact.objects.create(
        person_id=row.person_id,
        enrolment=row,
        verb=Verb.REVOKED,
        module_key=fact.module_key,
        activity_key=fact.activity_key,
        module_version_id=fact.module_version_id,
        supersedes=fact,
        source_key="1",
        **common,
    )
    key = version.requirements.get(module_version__title="Meetings").parent.key  # type: ignore[union-attr]
    LearningFact.objects.create(
        person_id=other.person_id,
        enrolment=other,
        verb=Verb.RECOGNISED,
        requirement_key=key,
        source_key="2",
        **common,
    )

    cube = counted(version)

    assert cube.of_steps == {}
    assert cube.of_modules == {0: (Count(0, begun=1, done=1),)}
    assert [group.begun for group in cube.groups] == [1]


def test_the_same_queries_whatever_the_number(
    version: ProgrammeVersion, django_assert_num_queries: Any
) -> None:
    counted(version)
    cohort = trusts.make_cohort(trusts.make_contract(trusts.make_trust(), version.programme))
    for size in (1, 3):
        Flock(size, version, {"Read": 1}, cohort=cohort).settle()
        # The versions, two savepoints around the setting and the statement, cohorts, trusts.
        with django_assert_num_queries(7):
            counted(version)
