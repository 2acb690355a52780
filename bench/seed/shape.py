"""How many of everything, and when: chosen so that counts and moments are exact and the same every time.

Module ``m`` (from 0) is due ``DUE_EVERY * (m + 1)`` days after the start. Reminders go 7 days and 1 day
before, on the day, 2 days after; after 28 days without a fact; and 7 days after an invitation. Starts are
chosen so that none falls due yesterday, today or tomorrow, but those of one module of the largest trust:
7 days before, tomorrow morning.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MODULES, ACTIVITIES = 40, 3
OPEN_MODULES = 4
DUE_EVERY = 9
REMINDER_DAYS = (7, 1)
OVERDUE_DAYS, INACTIVE_DAYS, UNANSWERED_DAYS = 2, 28, 7
PLANNED_AHEAD_DAYS = 62
"""Two days beyond the planner's own horizon, so that what is missing tomorrow is what a run measures."""

LARGEST_FACTS = 48
LARGEST_DONE = LARGEST_FACTS // ACTIVITIES
TARGET_FACTS_EACH = 25
QUIET = (3, 4, 5)
"""Days from today, modulo ``DUE_EVERY``, on which a date may fall due without a reminder near today."""

RESTING = {4: 20, 5: 45}
"""Of every fifty doctors these have done nothing for so many days: one is reminded soon, one was."""
REFUSED, REFUSED_OF_FIFTY = 20, 6
"""In the largest trust so many have a former address that a mail server refused; elsewhere one in fifty."""
ASKED_DAYS_AGO = (9, 3)
"""Invitations that are open: half of them should have been reminded, half will be."""

SEED = 20


@dataclass(frozen=True)
class Shape:
    doctors: int
    trusts: int = 200

    @property
    def largest(self) -> int:
        """The doctors of the largest trust."""
        return self.doctors // 10

    @property
    def facts(self) -> int:
        return self.doctors * TARGET_FACTS_EACH


@dataclass(frozen=True)
class Doctor:
    number: int
    trust: int
    state: str
    facts: int
    start: date
    joins_open: bool
    rests: int
    """For so many days nothing was done; 0 where it goes on."""


def doctors(shape: Shape, *, today: date) -> Iterator[Doctor]:
    """Every doctor in order; those of the largest trust (number 0) come first."""
    chance = random.Random(SEED)
    states = [_state(shape, number) for number in range(shape.doctors)]
    facts = _facts(shape, states, chance)
    for number, (state, done) in enumerate(zip(states, facts, strict=True)):
        largest = number < shape.largest
        rests = RESTING.get(number % 50, 0) if state == "active" and not largest else 0
        yield Doctor(
            number=number,
            trust=0 if largest else 1 + number % (shape.trusts - 1),
            state=state,
            facts=done,
            start=_largest_start(today) if largest else _start(done, today, chance, rests),
            joins_open=not largest and state == "active" and number % 10 == 3,
            rests=rests,
        )


def _state(shape: Shape, number: int) -> str:
    if number < shape.largest:
        return "active"
    return {0: "invited", 1: "withdrawn"}.get(number % 50, "active")


def _facts(shape: Shape, states: list[str], chance: random.Random) -> list[int]:
    """Facts per doctor: the largest trust's exactly, the others' spread around what is left for each."""
    active = [n for n in range(shape.largest, shape.doctors) if states[n] == "active"]
    left = shape.facts - shape.largest * LARGEST_FACTS
    mean, more = divmod(left, len(active))
    found = [LARGEST_FACTS if n < shape.largest else 0 for n in range(shape.doctors)]
    for place, number in enumerate(active):
        found[number] = mean + (place < more)
    for first, second in zip(active[::2], active[1::2], strict=False):
        shift = chance.randint(0, 15)
        found[first] += shift
        found[second] -= shift
    return found


def _largest_start(today: date) -> date:
    """The next open module is due in 8 days, so that its first reminder goes tomorrow."""
    return today + timedelta(days=8 - DUE_EVERY * (LARGEST_DONE + 1))


def _start(facts: int, today: date, chance: random.Random, rests: int) -> date:
    """Most are in time, some are a module or two late; those who rest are late by that much more."""
    late = chance.choice((0, 0, 0, 0, 1, 1, 2)) + rests // DUE_EVERY
    periods = max(facts // ACTIVITIES + late, 1)
    return today + timedelta(days=chance.choice(QUIET) - DUE_EVERY * periods)
