"""What is counted of a programme: by groups of people who share version, cohort, trust, quarter and stage.

Nothing in it is about one person, but groups may be small: only `figures` says what of it may be told.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Dimension(StrEnum):
    """By what people can be told apart here; also the names in addresses."""

    VERSION = "version"
    COHORT = "cohort"
    TRUST = "trust"
    STARTED = "started"


class Outcome(StrEnum):
    """How somebody who took up a place stands today."""

    COMPLETED = "completed"
    GOING_ON = "going_on"
    QUIET = "quiet"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"


STOPPED = (Outcome.WITHDRAWN, Outcome.QUIET)


@dataclass(frozen=True)
class Version:
    id: int
    number: int
    title: str


@dataclass(frozen=True)
class Named:
    """A cohort or a trust."""

    id: int
    uid: uuid.UUID
    name: str
    of: int = 0
    """The trust of a cohort."""


@dataclass(frozen=True)
class Step:
    """One activity, in the newest version that asks for it."""

    module: int
    key: uuid.UUID
    title: str
    kind: str
    minutes: int
    required: bool


@dataclass(frozen=True)
class Module:
    key: uuid.UUID
    title: str
    minutes: int
    due_days: int | None
    """By which day after the start it is planned to be done, in the newest version that asks for it."""


@dataclass(frozen=True)
class Group:
    """People alike in all that can be asked for."""

    version: int
    cohort: int
    trust: int
    started: int
    """Year and quarter in which they started: 20263."""
    stage: int
    invited: int = 0
    never_taken: int = 0
    """Declined, let expire, or withdrawn before it was taken up."""
    outcomes: tuple[int, ...] = (0,) * len(Outcome)
    begun: int = 0
    percents: int = 0
    """The sum of how far everybody is."""

    @property
    def taken(self) -> int:
        return sum(self.outcomes)

    def value(self, dimension: Dimension) -> int:
        found: int = getattr(self, dimension.value)
        return found


@dataclass(frozen=True)
class Count:
    """Of one group and one module or activity."""

    group: int
    begun: int
    """With those who have done it."""
    done: int
    days: tuple[int, ...] = ()
    """Between start and completion, of each who did it here and was not recognised for it; in no order."""
    dated: int = 0
    """Of those timed, how many had a planned day."""
    in_time: int = 0


@dataclass(frozen=True)
class Stop:
    """How many of a group stopped after a step, and how; -1 is before the first."""

    group: int
    step: int
    how: Outcome
    people: int


@dataclass(frozen=True)
class Cube:
    programme_key: uuid.UUID
    at: datetime
    versions: tuple[Version, ...] = ()
    """Newest first."""
    cohorts: Mapping[int, Named] = field(default_factory=dict)
    trusts: Mapping[int, Named] = field(default_factory=dict)
    modules: tuple[Module, ...] = ()
    """In the order of the newest version; what only earlier ones ask for comes last."""
    steps: tuple[Step, ...] = ()
    asked: Mapping[tuple[int, int], tuple[frozenset[int], frozenset[int]]] = field(default_factory=dict)
    """By version and stage: the modules and the steps that are asked for."""
    orders: tuple[tuple[int, ...], ...] = ()
    """Of each version: its steps, as the stage that it was made for does them."""
    groups: tuple[Group, ...] = ()
    of_modules: Mapping[int, tuple[Count, ...]] = field(default_factory=dict)
    of_steps: Mapping[int, tuple[Count, ...]] = field(default_factory=dict)
    stops: tuple[Stop, ...] = ()

    @property
    def title(self) -> str:
        return self.versions[0].title

    def steps_of(self, module: int) -> list[int]:
        return [place for place, step in enumerate(self.steps) if step.module == module]

    def step_after(self, step: int) -> Step | None:
        """What comes next in the newest version that has it; -1 is before the first."""
        for order in self.orders:
            if step in order or step < 0:
                later = order[order.index(step) + 1 :] if step >= 0 else order
                return self.steps[later[0]] if later else None
        return None
