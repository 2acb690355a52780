"""What may be told of groups of people, alone and beside each other."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from lms.reports.insight.cube import (
    Count,
    Cube,
    Dimension,
    Group,
    Module,
    Named,
    Outcome,
    Step,
    Stop,
    Version,
)
from lms.reports.insight.figures import Figures
from lms.reports.insight.report import Comparison, Funnel, Report, StopLine, Time, Wanted
from lms.reports.insight.secrets import Slice

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
STAGE = 1
VERSION, COHORT, TRUST, STARTED = Dimension


def named(numbers: set[int]) -> dict[int, Named]:
    return {
        number: Named(number, uuid.UUID(int=number), f"Number {number}")
        for number in sorted(numbers)
        if number
    }


def group(going_on: int, **given: int) -> Group:
    """People of whom all go on, all in the first version unless told otherwise."""
    completed, withdrawn = given.pop("completed", 0), given.pop("withdrawn", 0)
    values = {"version": 1, "cohort": 0, "trust": 0, "started": 20263, "stage": STAGE, **given}
    return Group(**values, outcomes=(completed, going_on, 0, 0, withdrawn))


def make_cube(
    *groups: Group,
    of_modules: dict[int, tuple[Count, ...]] | None = None,
    of_steps: dict[int, tuple[Count, ...]] | None = None,
    stops: tuple[Stop, ...] = (),
    versions: int = 1,
) -> Cube:
    """One module with two steps, asked for by every version; a second one by the first version alone."""
    both, first = frozenset({0, 1}), frozenset({0})
    return Cube(
        uuid.UUID(int=99),
        NOW,
        versions=tuple(Version(number, number, "Leading") for number in range(versions, 0, -1)),
        cohorts=named({each.cohort for each in groups}),
        trusts=named({each.trust for each in groups}),
        modules=(
            Module(uuid.UUID(int=50), "Meetings", 30, 20),
            Module(uuid.UUID(int=51), "Budgets", 10, None),
        ),
        steps=(
            Step(0, uuid.UUID(int=60), "Read", "reading", 10, True),
            Step(0, uuid.UUID(int=61), "Think", "reflection", 20, True),
        ),
        asked={
            (version, STAGE): (both if version == 1 else first, both) for version in range(1, versions + 1)
        },
        orders=((0, 1),) * versions,
        groups=groups,
        of_modules=of_modules or {},
        of_steps=of_steps or {},
        stops=stops,
    )


def report(cube: Cube, **wanted: int) -> Report:
    return Report(cube, Wanted(**wanted), fewest=10)


def told_of(cube: Cube, **chosen: int) -> bool:
    slice_: Slice = Wanted(**chosen).chosen
    return Figures(cube, fewest=10).tells_of(slice_)


# Whom anything is said of


@pytest.mark.parametrize(("people", "told"), [(9, False), (10, True)])
def test_nothing_is_said_about_nine(people: int, told: bool) -> None:
    found = report(make_cube(group(people)))

    assert (found.is_told, found.taken) == (told, people if told else None)
    assert (len(found.modules), len(found.compared(VERSION).lines)) == ((2, 1) if told else (0, 0))
    assert found.outcomes[Outcome.GOING_ON] == (people if told else None)


def test_a_small_cohort_takes_the_next_with_it() -> None:
    cube = make_cube(group(9, cohort=1), group(12, cohort=2), group(40, cohort=3))

    assert told_of(cube)
    assert [told_of(cube, cohort=number) for number in (1, 2, 3)] == [False, False, True]
    compared = report(cube).compared(COHORT)
    assert [(line.value, line.taken) for line in compared.lines] == [(3, 40)]
    assert compared.held_back == 2


def test_nothing_is_told_of_several_at_once() -> None:
    cube = make_cube(group(30, version=1, cohort=1), group(30, version=1, cohort=2))

    assert told_of(cube, cohort=1)
    assert told_of(cube, version=1)
    found = report(cube, cohort=1, version=1)
    assert (found.is_too_much, found.is_told, found.taken, found.modules) == (True, False, None, [])
    # What is compared is everybody.
    assert [line.taken for line in report(cube, cohort=1).compared(VERSION).lines] == [60]


def test_a_filter_that_names_nobody() -> None:
    found = report(make_cube(group(30)), cohort=-1)

    assert (found.is_empty, found.is_told, found.modules, found.stops) == (True, False, [], [])


# What is said of them


def funnel(done: int, begun: int, people: int, **wanted: int) -> Funnel:
    cube = make_cube(group(people), of_modules={0: (Count(0, begun, done, (5,) * done),)})
    return report(cube, **wanted).modules[0].funnel


@pytest.mark.parametrize(
    ("done", "begun", "people", "expected"),
    [
        (20, 30, 60, Funnel(60, 30, 20)),
        # Two have not begun: that is held back, and with it the ten who are under way.
        (50, 60, 62, Funnel(62, None, 50)),
        # Two have not begun, and three are under way: with them those who have done it.
        (50, 53, 55, Funnel(55, None, None)),
        # Four are under way: with them those who have done it.
        (20, 24, 50, Funnel(50, 24, None)),
        # Nobody is nobody's secret.
        (0, 0, 50, Funnel(50, 0, 0)),
        (50, 50, 50, Funnel(50, 50, 50)),
    ],
)
def test_a_funnel_tells_of_no_few(done: int, begun: int, people: int, expected: Funnel) -> None:
    assert funnel(done, begun, people) == expected


def test_shares_are_rounded_half_up_and_only_of_what_is_told() -> None:
    assert (Funnel(200, 31, 25).begun_percent, Funnel(200, 31, 25).done_percent) == (16, 13)
    assert (Funnel(None, 20, 10).done_percent, Funnel(30, 20, None).done_percent) == (None, None)


def test_modules_that_some_are_not_asked_for() -> None:
    cube = make_cube(group(40, version=1), group(30, version=2), versions=2)
    assert [(line.module.title, line.funnel.asked) for line in report(cube).modules] == [
        ("Meetings", 70),
        ("Budgets", 40),
    ]
    assert [line.module.title for line in report(cube, version=2).modules] == ["Meetings"]


def test_how_many_are_asked_is_held_back_where_it_would_reveal_a_small_version() -> None:
    cube = make_cube(group(40, version=1), group(4, version=2), versions=2)

    meetings, budgets = report(cube).modules

    assert (meetings.funnel.asked, budgets.funnel.asked) == (44, None)
    assert report(cube).compared(VERSION) == Comparison((), 2)


def test_two_cohorts_do_not_reveal_each_other() -> None:
    """All but one of the second cohort have done it: neither it nor the other says how many have not."""
    counts = (Count(0, 20, 20, (5,) * 20), Count(1, 39, 39, (5,) * 39))
    cube = make_cube(group(40, cohort=1), group(40, cohort=2), of_modules={0: counts})

    whole, first, second = (
        report(cube, **each).modules[0].funnel for each in ({}, {"cohort": 1}, {"cohort": 2})
    )

    assert whole == Funnel(80, 59, 59)
    assert first == Funnel(40, None, None)
    assert second == Funnel(40, None, None)


def test_activities_of_a_module() -> None:
    cube = make_cube(
        group(40), of_steps={0: (Count(0, 30, 20, (*range(20),)),), 1: (Count(0, 10, 10, (5,) * 10),)}
    )

    lines = report(cube).steps([0])

    assert [(line.step.title, line.module.title, line.funnel) for line in lines] == [
        ("Read", "Meetings", Funnel(40, 30, 20)),
        ("Think", "Meetings", Funnel(40, 10, 10)),
    ]
    assert [line.time for line in lines] == [
        Time(Decimal("9.5"), Decimal("4.8"), Decimal("14.3"), 20),
        Time(Decimal("5.0"), of=10),
    ]
    assert report(cube).steps([1]) == []
    assert len(report(cube).steps()) == 2


DAYS = (*range(5, 35),)
SPREAD = (Decimal("19.5"), Decimal("12.3"), Decimal("26.8"), 30)


@pytest.mark.parametrize(
    ("count", "time"),
    [
        (Count(0, 30, 30, DAYS, dated=30, in_time=20), Time(*SPREAD, 67)),
        # Three were late: their share is not told.
        (Count(0, 30, 30, DAYS, dated=30, in_time=27), Time(*SPREAD, None)),
        (Count(0, 30, 30, DAYS, dated=30, in_time=30), Time(*SPREAD, 100)),
        # Most were recognised: the days of nine are not told, of twelve no quartiles and not how many.
        (Count(0, 30, 30, (10,) * 9), Time()),
        (Count(0, 30, 30, (10,) * 12), Time(Decimal("10.0"))),
        (Count(0, 30, 30, (3,) * 30), Time(Decimal("3.0"), Decimal("3.0"), Decimal("3.0"), 30)),
        (Count(0, 30, 4, (3,) * 4), Time()),
    ],
)
def test_time(count: Count, time: Time) -> None:
    cube = make_cube(group(40), of_modules={0: (count,)})

    assert report(cube).modules[0].time == time


def test_where_people_stop() -> None:
    stops = (
        Stop(0, -1, Outcome.WITHDRAWN, 12),
        Stop(0, 0, Outcome.WITHDRAWN, 15),
        Stop(1, 0, Outcome.WITHDRAWN, 3),
        Stop(1, 1, Outcome.WITHDRAWN, 4),
        Stop(0, 1, Outcome.QUIET, 11),
    )
    cube = make_cube(group(60, withdrawn=27), group(10, withdrawn=7, started=20262), stops=stops)

    found = report(cube)

    read, think = cube.steps
    assert found.stops == [
        StopLine(Outcome.WITHDRAWN, read, think, 18),
        StopLine(Outcome.QUIET, think, None, 11),
    ]
    assert found.stops_held_back == 2


def test_how_they_stand_beside_each_other() -> None:
    cube = make_cube(
        group(20, completed=30, cohort=1, begun=50, percents=4_190),
        group(25, completed=10, cohort=2, begun=20, percents=1_000),
    )

    compared = report(cube).compared(COHORT)

    assert [(line.value, line.taken, line.begun, line.percent) for line in compared.lines] == [
        (1, 50, 50, 83),
        (2, 35, 20, 28),
    ]
    assert [line.outcomes[Outcome.COMPLETED] for line in compared.lines] == [30, 10]
    assert [(line.begun_percent, line.completed_percent) for line in compared.lines] == [(100, 60), (57, 29)]


def test_few_who_withdrew_are_held_back_in_both_cohorts() -> None:
    cube = make_cube(
        group(20, completed=30, withdrawn=2, cohort=1), group(25, completed=15, withdrawn=11, cohort=2)
    )

    first, second = report(cube).compared(COHORT).lines

    looked_at = (Outcome.COMPLETED, Outcome.GOING_ON, Outcome.WITHDRAWN)
    assert [first.outcomes[each] for each in looked_at] == [30, None, None]
    assert [second.outcomes[each] for each in looked_at] == [15, None, None]
    assert report(cube).outcomes[Outcome.WITHDRAWN] == 13
    # Its own page says the same as the line.
    assert report(cube, cohort=1).outcomes == first.outcomes


def test_versions_and_quarters_come_newest_first() -> None:
    cube = make_cube(group(20, version=1, started=20254), group(20, version=2, started=20261), versions=2)

    assert [line.value for line in report(cube).compared(VERSION).lines] == [2, 1]
    assert [line.value for line in report(cube).compared(STARTED).lines] == [20261, 20254]


def test_without_a_trust_comes_last() -> None:
    cube = make_cube(group(20), group(20, trust=3), group(20, trust=2))

    assert [line.value for line in report(cube).compared(TRUST).lines] == [2, 3, 0]
