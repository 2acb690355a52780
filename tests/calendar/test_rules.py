"""When a thing is due: exact dates, and the definition itself against what Hypothesis thinks of."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.calendar.rules import Away, due_on, pauses

START = date(2026, 9, 1)


def day(offset: int) -> date:
    return START + timedelta(days=offset)


def away(first: int, last: int) -> Away:
    return Away(day(first), day(last))


@pytest.mark.parametrize(
    ("days", "absences", "expected"),
    [
        (60, [], 60),
        (60, [away(10, 23)], 74),
        (60, [away(-20, -1)], 60),
        (60, [away(-20, 0)], 60),
        (60, [away(-20, 1)], 61),
        (60, [away(61, 70)], 60),
        (60, [away(60, 69)], 70),
        (60, [away(55, 64), away(68, 70)], 73),
        (60, [away(55, 64), away(71, 75)], 70),
        (60, [away(10, 19), away(15, 24)], 75),
        (60, [away(10, 29), away(15, 19)], 80),
        (60, [away(10, 19), away(10, 19)], 70),
        (0, [], 0),
        (0, [away(0, 4)], 5),
        (0, [away(1, 4)], 0),
        (0, [away(-3, -1)], 0),
        (1, [away(1, 1), away(2, 2)], 3),
    ],
)
def test_absence_stretches_the_time(days: int, absences: list[Away], expected: int) -> None:
    for order in (absences, absences[::-1]):
        derivation = due_on(START, days, order)
        assert derivation.on == day(expected)
        assert derivation.absence_days == expected - days


def test_derivation_keeps_its_numbers() -> None:
    assert due_on(START, 60, [away(10, 23)]).as_json() == {
        "rule": "days_after_start",
        "start": "2026-09-01",
        "days": 60,
        "absence_days": 14,
    }


def test_a_pause_stretches_the_time_like_absence_and_is_counted_apart() -> None:
    pause = Away(day(10), day(19), is_pause=True)
    found = due_on(START, 60, [pause, away(15, 24), away(70, 74)])
    assert (found.on, found.paused_days, found.absence_days) == (day(80), 10, 10)
    assert found.as_json() == {
        "rule": "days_after_start",
        "start": "2026-09-01",
        "days": 60,
        "absence_days": 10,
        "paused_days": 10,
    }


def test_a_pause_after_the_day_does_not_move_it() -> None:
    assert due_on(START, 60, [Away(day(61), day(90), is_pause=True)]).on == day(60)


def test_pauses_are_read_off_the_changes() -> None:
    changes = [
        (1, True, day(10)),
        (2, True, day(10)),
        (1, False, day(20)),
        (1, True, day(30)),
        (1, False, day(30)),
        (1, True, day(40)),
    ]
    assert pauses(changes) == {1: [Away(day(10), day(19), is_pause=True)]}


@given(
    days=st.integers(0, 40),
    spans=st.lists(st.tuples(st.integers(-10, 60), st.integers(0, 15)), max_size=6),
)
def test_due_on_is_the_first_day_with_enough_days_that_count(days: int, spans: list[tuple[int, int]]) -> None:
    absences = [away(first, first + length) for first, length in spans]
    gone = {first + n for first, length in spans for n in range(length + 1)}
    counted = [n for n in range(1 if days else 0, 400) if n not in gone]
    expected = counted[days - 1] if days else counted[0]
    assert due_on(START, days, absences).on == day(expected)
