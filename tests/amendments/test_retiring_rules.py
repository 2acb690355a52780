"""Whom a closing date comes too early for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from lms.amendments.retiring.rules import Alike, Concerned, concerned, expected_end
from lms.enrolment.retiring import GroupKey
from programmes.rules.retiring import fault_of_dates, may_be_taken_back, takes_nobody_new

DAY = date(2026, 8, 5)
HERE, THERE = GroupKey(1, None), GroupKey(1, 7)


def alike(**given: Any) -> Alike:
    usual: dict[str, Any] = {
        "group": HERE,
        "state": "active",
        "starts_on": DAY,
        "length": 100,
        "last_due": None,
        "answer_by": None,
        "people": 1,
    }
    return Alike(**{**usual, **given})


def test_the_cut_off_is_the_first_day_without_anybody_new() -> None:
    assert not takes_nobody_new(DAY, on=DAY - timedelta(days=1))
    assert takes_nobody_new(DAY, on=DAY)
    assert may_be_taken_back(DAY, on=DAY - timedelta(days=1))
    assert not may_be_taken_back(DAY, on=DAY)


@pytest.mark.parametrize(
    ("cut_off", "closes_on", "fault"),
    [
        (1, 1, ""),
        (0, 5, "cut_off_passed"),
        (-1, 5, "cut_off_passed"),
        (5, 4, "closes_before"),
        (5, 5, ""),
    ],
)
def test_dates_that_cannot_be(cut_off: int, closes_on: int, fault: str) -> None:
    days = (DAY + timedelta(days=each) for each in (cut_off, closes_on))
    assert fault_of_dates(*days, on=DAY) == fault


@pytest.mark.parametrize(
    ("given", "end"),
    [
        ({}, DAY + timedelta(days=100)),
        ({"last_due": DAY + timedelta(days=3)}, DAY + timedelta(days=3)),
        ({"last_due": DAY + timedelta(days=300)}, DAY + timedelta(days=300)),
        ({"state": "invited", "answer_by": DAY + timedelta(days=21)}, DAY + timedelta(days=121)),
        ({"state": "invited", "answer_by": DAY - timedelta(days=2)}, DAY + timedelta(days=100)),
        ({"answer_by": DAY + timedelta(days=21)}, DAY + timedelta(days=100)),
    ],
)
def test_when_somebody_will_have_finished(given: dict[str, Any], end: date) -> None:
    assert expected_end(alike(**given)) == end


def test_each_group_by_its_own_closing_date() -> None:
    rows = [
        alike(people=3),
        alike(people=2, state="invited", answer_by=DAY + timedelta(days=21)),
        alike(people=1, state="deferred", last_due=DAY),
        alike(people=4, group=THERE),
    ]
    last = DAY + timedelta(days=100)
    found = concerned(rows, closes_on=last, later={THERE: last + timedelta(days=1)})
    assert found == {
        HERE: Concerned(last, people=6, invited=2, paused=1, late=2, last=DAY + timedelta(days=121)),
        THERE: Concerned(last + timedelta(days=1), people=4, last=last),
    }
    assert found[HERE].learning == 3
    assert concerned(rows, closes_on=DAY, later={})[HERE].late == 5
