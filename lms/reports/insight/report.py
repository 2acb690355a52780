"""The report of a programme: what the page, its files and the API say, in the same figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from lms.reports import rounding, suppression
from lms.reports.insight.cube import STOPPED, Cube, Dimension, Module, Outcome, Step
from lms.reports.insight.figures import (
    BEGUN,
    DONE,
    IN_TIME,
    INVITED,
    LATE,
    NEVER_TAKEN,
    NOT_BEGUN,
    OUTCOME,
    UNDER_WAY,
    Figures,
    Measure,
    Told,
)
from lms.reports.insight.secrets import EVERYBODY, Slice

NOBODY_KNOWN = -1
"""The value of a filter that names nothing of this programme: nobody is in it."""


@dataclass(frozen=True)
class Wanted:
    """Which people, by the numbers of the cube; none means all."""

    version: int | None = None
    cohort: int | None = None
    trust: int | None = None
    started: int | None = None

    @property
    def chosen(self) -> Slice:
        given = {
            Dimension.VERSION: self.version,
            Dimension.COHORT: self.cohort,
            Dimension.TRUST: self.trust,
            Dimension.STARTED: self.started,
        }
        return frozenset((dimension, value) for dimension, value in given.items() if value is not None)


@dataclass(frozen=True)
class Funnel:
    """People asked for something, who have begun it, who have done it; None where it is held back."""

    asked: int | None
    begun: int | None
    done: int | None

    @property
    def begun_percent(self) -> int | None:
        return _share(self.begun, self.asked)

    @property
    def done_percent(self) -> int | None:
        return _share(self.done, self.asked)


@dataclass(frozen=True)
class Time:
    """How long it took those who have done it, from their start."""

    days: Decimal | None = None
    """The median: half of them took no longer."""
    lower: Decimal | None = None
    upper: Decimal | None = None
    """The quartiles, where they are enough for a median of each half."""
    of: int | None = None
    """Of how many: where all who have done it count."""
    in_time: int | None = None
    """Per cent of those who had a planned day."""


@dataclass(frozen=True)
class ModuleLine:
    module: Module
    funnel: Funnel
    time: Time


@dataclass(frozen=True)
class StepLine:
    step: Step
    module: Module
    funnel: Funnel
    time: Time


@dataclass(frozen=True)
class StopLine:
    how: Outcome
    after: Step | None
    """None: before anything was done."""
    next: Step | None
    people: int


@dataclass(frozen=True)
class Compared:
    value: int
    taken: int
    begun: int | None
    outcomes: dict[Outcome, int | None]
    percent: int | None
    """How far they are on average: where it may be told who has completed, as all of them may have."""

    @property
    def begun_percent(self) -> int | None:
        return _share(self.begun, self.taken)

    @property
    def completed_percent(self) -> int | None:
        return _share(self.outcomes[Outcome.COMPLETED], self.taken)


@dataclass(frozen=True)
class Comparison:
    lines: tuple[Compared, ...]
    held_back: int
    """How many have people and are not told."""


@dataclass(frozen=True)
class Report:
    cube: Cube
    wanted: Wanted
    fewest: int

    @cached_property
    def figures(self) -> Figures:
        return Figures(self.cube, fewest=self.fewest)

    @property
    def chosen(self) -> Slice:
        return self.wanted.chosen

    @property
    def is_too_much(self) -> bool:
        """More than one filter."""
        return len(self.chosen) > 1

    @cached_property
    def is_told(self) -> bool:
        return self.figures.tells_of(self.chosen) and not self.is_empty

    @cached_property
    def is_empty(self) -> bool:
        return self.figures.people(self.chosen) == 0

    @property
    def taken(self) -> int | None:
        return self.figures.people(self.chosen) if self.is_told else None

    @property
    def invited(self) -> int | None:
        return self._told(INVITED)["invited"]

    @property
    def never_taken(self) -> int | None:
        return self._told(NEVER_TAKEN)["never_taken"]

    @property
    def begun(self) -> int | None:
        return self._told(BEGUN)[DONE]

    @cached_property
    def outcomes(self) -> dict[Outcome, int | None]:
        told = self._told(OUTCOME)
        return {outcome: told[outcome] for outcome in Outcome}

    @property
    def percent(self) -> int | None:
        return self._percent(self.chosen, self.outcomes)

    @cached_property
    def modules(self) -> list[ModuleLine]:
        """Those that somebody in the slice is asked for."""
        found = []
        for number, module in enumerate(self.cube.modules) if self.is_told else ():
            told = self._told(("module", number))
            if _is_asked(told):
                found.append(ModuleLine(module, _funnel(told), self._time(("module", number), told)))
        return found

    def steps(self, of: Iterable[int] | None = None) -> list[StepLine]:
        """Of all modules, or of these."""
        modules = range(len(self.cube.modules)) if of is None else of
        found = []
        for module in modules if self.is_told else ():
            for number in self.cube.steps_of(module):
                told = self._told(("step", number))
                if _is_asked(told):
                    step, whole = self.cube.steps[number], self.cube.modules[module]
                    found.append(StepLine(step, whole, _funnel(told), self._time(("step", number), told)))
        return found

    @cached_property
    def stops(self) -> list[StopLine]:
        """Where most stopped first."""
        found = []
        for how in STOPPED if self.is_told else ():
            told = self._told(("stop", how))
            for step in (each for each in told.parts if isinstance(each, int)):
                people = told[step]
                if people:
                    after = self.cube.steps[step] if step >= 0 else None
                    found.append((-people, step, StopLine(how, after, self.cube.step_after(step), people)))
        return [line for *_order, line in sorted(found, key=lambda each: (each[:2], each[2].how))]

    @cached_property
    def stops_held_back(self) -> int:
        """At so many other places somebody stopped too."""
        found = (self._told(("stop", how)) for how in STOPPED)
        return sum(isinstance(part, int) for told in found for part in told.held)

    def compared(self, dimension: Dimension) -> Comparison:
        """Its versions, cohorts, trusts or quarters beside each other, whatever is chosen."""
        if dimension not in self._comparisons:
            self._comparisons[dimension] = self._compare(dimension)
        return self._comparisons[dimension]

    @cached_property
    def _comparisons(self) -> dict[Dimension, Comparison]:
        """Worked out once: a process keeps its reports, and some hundreds of slices take a while."""
        return {}

    def _compare(self, dimension: Dimension) -> Comparison:
        if not self.figures.tells_of(EVERYBODY):
            return Comparison((), 0)
        values = self.figures.values(dimension)
        slices: dict[int, Slice] = {value: frozenset({(dimension, value)}) for value in values}
        told = [value for value in values if self.figures.tells_of(slices[value])]
        lines = [self._compared(value, slices[value]) for value in sorted(told, key=self._order(dimension))]
        return Comparison(tuple(lines), len(values) - len(told))

    def _compared(self, value: int, chosen: Slice) -> Compared:
        told = self.figures.told(OUTCOME, chosen)
        outcomes = {outcome: told[outcome] for outcome in Outcome}
        begun = self.figures.told(BEGUN, chosen)[DONE]
        people, percent = self.figures.people(chosen), self._percent(chosen, outcomes)
        return Compared(value, people, begun, outcomes, percent)

    def _order(self, dimension: Dimension) -> _Order:
        named = {Dimension.COHORT: self.cube.cohorts, Dimension.TRUST: self.cube.trusts}.get(dimension)
        if named is None:
            return _Order({}, newest_first=True)
        return _Order({pk: place for place, pk in enumerate(named)}, newest_first=False)

    def _percent(self, chosen: Slice, outcomes: dict[Outcome, int | None]) -> int | None:
        groups = [self.cube.groups[place] for place in self.figures.groups(chosen)]
        people = sum(group.taken for group in groups)
        if not people or outcomes[Outcome.COMPLETED] is None:
            return None
        # Down, as everywhere else: nobody is said to be further than they are.
        return sum(group.percents for group in groups) // people

    def _told(self, measure: Measure) -> Told:
        return self.figures.told(measure, self.chosen)

    def _time(self, measure: Measure, told: Told) -> Time:
        """Of those done: told where they are, and where those who are timed are enough."""
        days = [day for each in self.figures.counts(measure, self.chosen) for day in each.days]
        found = rounding.quartiles(days)
        if told[DONE] is None or found is None or not suppression.is_shown(len(days), fewest=self.fewest):
            return Time()
        lower, median, upper = found
        has_halves = suppression.is_shown(len(days), fewest=2 * self.fewest)
        return Time(
            median,
            lower if has_halves else None,
            upper if has_halves else None,
            len(days) if len(days) == told[DONE] else None,
            self._in_time(measure),
        )

    def _in_time(self, measure: Measure) -> int | None:
        """Per cent; held back where they or the late are."""
        kind, about = measure
        told = self._told(("in_time", about)) if kind == "module" else Told({}, frozenset())
        in_time, late = told[IN_TIME], told[LATE]
        if in_time is None or late is None:
            return None
        return rounding.percent(in_time, in_time + late)


@dataclass(frozen=True)
class _Order:
    places: dict[int, int]
    newest_first: bool

    def __call__(self, value: int) -> tuple[bool, int]:
        """Without a cohort or a trust: last."""
        if self.newest_first:
            return (False, -value)
        return (value not in self.places, self.places.get(value, 0))


def report_of(cube: Cube, wanted: Wanted) -> Report:
    return Report(cube, wanted, suppression.threshold())


def has_too_few(cube: Cube) -> bool:
    """Whether nothing at all can be told of the programme yet."""
    figures = Figures(cube, fewest=suppression.threshold())
    return bool(figures.people(EVERYBODY)) and not figures.tells_of(EVERYBODY)


def _is_asked(told: Told) -> bool:
    return any(told.parts.get(part) for part in (DONE, UNDER_WAY, NOT_BEGUN))


def _funnel(told: Told) -> Funnel:
    return Funnel(told.sum_of(DONE, UNDER_WAY, NOT_BEGUN), told.sum_of(DONE, UNDER_WAY), told[DONE])


def _share(part: int | None, whole: int | None) -> int | None:
    return None if part is None or whole is None else rounding.percent(part, whole)
