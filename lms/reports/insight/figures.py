"""What may be told of a cube. Pure.

Every figure, on whatever page, in a file or by the API, is asked for here as a part of the people of a slice:
all of them, or those of one version, cohort, trust or quarter. Of several of these at once nothing is told.
It is held back where it is of few people, where the others of its slice would reveal it, where the same
figure of the other versions, cohorts, trusts or quarters would, and where all that is told of this figure
together would: so that nobody learns from many pages what one does not say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from lms.reports import suppression
from lms.reports.insight import secrets
from lms.reports.insight.cube import Count, Cube, Dimension, Outcome
from lms.reports.insight.secrets import EVERYBODY, NOT_ASKED, Parts, Slice

Measure = tuple[
    Literal["taken", "invited", "never_taken", "begun", "outcome", "module", "in_time", "step", "stop"],
    Hashable,
]
TAKEN: Measure = ("taken", None)
INVITED: Measure = ("invited", None)
NEVER_TAKEN: Measure = ("never_taken", None)
BEGUN: Measure = ("begun", None)
OUTCOME: Measure = ("outcome", None)

DONE, UNDER_WAY, NOT_BEGUN = "done", "under way", "not begun"
IN_TIME, LATE, OTHERS, FEW = "in time", "late", "others", secrets.FEW


@dataclass(frozen=True)
class Told:
    """The parts of a slice, and which of them are held back."""

    parts: Parts
    held: frozenset[Hashable]

    def __getitem__(self, part: Hashable) -> int | None:
        return None if part in self.held else self.parts.get(part, 0)

    def sum_of(self, *parts: Hashable) -> int | None:
        """Also where all the others are told: then it can be had from them."""
        others = set(self.parts) - set(parts)
        if self.held & set(parts) and (self.held & others or not others):
            return None
        return sum(self.parts.get(part, 0) for part in parts)


class Figures:
    """Remembers what it has worked out, for one answer."""

    def __init__(self, cube: Cube, *, fewest: int) -> None:
        self.cube = cube
        self.fewest = fewest
        self._rows: dict[Measure, list[tuple[int, Parts]]] = {}
        self._tables: dict[tuple[Measure, Dimension], dict[int, Parts]] = {}
        self._told: dict[Measure, Mapping[Slice, frozenset[Hashable]]] = {}
        self._groups: dict[Slice, frozenset[int]] = {}
        self._beside: dict[tuple[Measure, Dimension], Mapping[int, frozenset[Hashable]]] = {}

    def people(self, chosen: Slice) -> int:
        """For our own eyes."""
        return sum(self.cube.groups[place].taken for place in self.groups(chosen))

    def tells_of(self, chosen: Slice) -> bool:
        """Whether anything is said of these people: they are many, and so are all whom they would reveal."""
        return chosen in self._slices.told or (len(chosen) < 2 and not self.people(chosen))

    def told(self, measure: Measure, chosen: Slice) -> Told:
        parts = self.parts(measure, chosen)
        if not self.tells_of(chosen):
            return Told(parts, frozenset(parts))
        if self._slices.is_large:
            return Told(parts, self._held_of_large(measure, chosen))
        return Told(parts, self._held(measure).get(chosen, frozenset(parts)))

    def counts(self, module_or_step: Measure, chosen: Slice) -> Iterator[Count]:
        """Of the groups in a slice, for sums that are told only where the figure is."""
        kind, number = module_or_step
        found = self.cube.of_modules if kind == "module" else self.cube.of_steps
        groups = self.groups(chosen)
        return (each for each in found.get(_number(number), ()) if each.group in groups)

    def values(self, dimension: Dimension) -> list[int]:
        """Of those who took up a place."""
        return [value for value, parts in self._table(TAKEN, dimension).items() if any(parts.values())]

    def groups(self, chosen: Slice) -> frozenset[int]:
        if not chosen:
            return self._everybody
        if chosen not in self._groups:
            some = (self._by_value[dimension].get(value, frozenset()) for dimension, value in chosen)
            self._groups[chosen] = frozenset.intersection(*some)
        return self._groups[chosen]

    @cached_property
    def _everybody(self) -> frozenset[int]:
        return frozenset(range(len(self.cube.groups)))

    @cached_property
    def _by_value(self) -> dict[Dimension, dict[int, frozenset[int]]]:
        found: dict[Dimension, dict[int, set[int]]] = {dimension: defaultdict(set) for dimension in Dimension}
        for place, group in enumerate(self.cube.groups):
            for dimension, places in found.items():
                places[group.value(dimension)].add(place)
        return {
            dimension: {value: frozenset(some) for value, some in places.items()}
            for dimension, places in found.items()
        }

    def parts(self, measure: Measure, chosen: Slice) -> Parts:
        """All those that are asked for; which there are depends on the measure alone."""
        none: dict[Hashable, int] = {NOT_ASKED: 0} if measure[0] in ("module", "step") else {}
        return {**none, **self._parts(measure, chosen)}

    def _parts(self, measure: Measure, chosen: Slice) -> Parts:
        if len(chosen) == 1:
            ((dimension, value),) = chosen
            return self._table(measure, dimension).get(value, {})
        groups = self.groups(chosen)
        return _sum(parts for place, parts in self._rows_of(measure) if place in groups)

    @cached_property
    def _slices(self) -> secrets.Slices:
        return secrets.Slices(self.cube, fewest=self.fewest)

    def _held(self, measure: Measure) -> Mapping[Slice, frozenset[Hashable]]:
        """Of every slice that is told of, the parts of this measure that are held back."""
        if measure not in self._told:
            wished = {chosen: self._wished(measure, chosen) for chosen in self._slices.told}
            rows = self._rows_of(measure)
            alike = self._alike(rows) if measure[0] == "stop" else dict(rows)
            whole, noughts = secrets.told(self._slices, alike, wished)
            self._told[measure] = {
                chosen: held
                if chosen in whole
                else frozenset(part for part in self.parts(measure, chosen) if (chosen, part) not in noughts)
                for chosen, held in wished.items()
            }
        return self._told[measure]

    def _held_of_large(self, measure: Measure, chosen: Slice) -> frozenset[Hashable]:
        """Where not everybody is asked for it, nothing of slices, and who is asked is taken as known."""
        parts = self.parts(measure, chosen)
        asked = (
            self._slices.asked_for(_number(measure[1]), step=measure[0] == "step")
            if NOT_ASKED in parts
            else ()
        )
        if NOT_ASKED not in parts or len(asked) == len(self._slices.taken):
            return self._wished(measure, chosen)
        own = {part: count for part, count in parts.items() if part != NOT_ASKED}
        if chosen or 0 < parts[NOT_ASKED] < self.fewest or 0 < sum(own.values()) < self.fewest:
            return frozenset(parts)
        return suppression.hidden(own, fewest=self.fewest) | {NOT_ASKED}

    def _alike(self, rows: list[tuple[int, Parts]]) -> dict[int, Parts]:
        """With the same parts in every group, as nobody knows which of them a group has; few are one part."""
        whole = _sum(parts for _place, parts in rows)
        many = {part for part, count in whole.items() if count >= self.fewest} | {OTHERS}
        return {
            place: {
                **dict.fromkeys(many, 0),
                **{part: count for part, count in parts.items() if part in many},
                FEW: sum(count for part, count in parts.items() if part not in many),
            }
            for place, parts in rows
        }

    def _wished(self, measure: Measure, chosen: Slice) -> frozenset[Hashable]:
        """Held back at least, so that a slice does not tell of itself, nor its neighbours of it."""
        own = self.parts(measure, chosen)
        kind, about = measure
        also = set()
        if kind in ("module", "step"):
            asked = self._slices.asked_for(_number(about), step=kind == "step")
            also = set() if self._slices.tells_asked(chosen, asked) else {NOT_ASKED}
        held = suppression.hidden(own, fewest=self.fewest, also=also)
        for dimension, value in chosen:
            # What all together do not tell, their parts must not tell.
            held |= self._wished(measure, EVERYBODY) | self._held_in(measure, dimension).get(
                value, frozenset()
            )
        return suppression.hidden(own, fewest=self.fewest, also=held) | held if held else held

    def _held_in(self, measure: Measure, dimension: Dimension) -> Mapping[int, frozenset[Hashable]]:
        """The parts held back at each value of a dimension, beside the other values."""
        key = (measure, dimension)
        if key in self._beside:
            return self._beside[key]
        table = self._table(measure, dimension)
        parts = dict.fromkeys(part for found in table.values() for part in found)
        cells: dict[suppression.Cell, int] = {
            (value, part): found.get(part, 0) for value, found in table.items() for part in parts
        }
        held: dict[int, set[Hashable]] = defaultdict(set)
        for value, part in suppression.hidden_in_table(cells, fewest=self.fewest):
            held[_number(value)].add(part)
        self._beside[key] = {value: frozenset(found) for value, found in held.items()}
        return self._beside[key]

    def _table(self, measure: Measure, dimension: Dimension) -> dict[int, Parts]:
        """The parts by each value of a dimension."""
        key = (measure, dimension)
        if key not in self._tables:
            by_value: dict[int, list[Parts]] = defaultdict(list)
            for place, parts in self._rows_of(measure):
                by_value[self.cube.groups[place].value(dimension)].append(parts)
            self._tables[key] = {value: _sum(found) for value, found in by_value.items()}
        return self._tables[key]

    def _rows_of(self, measure: Measure) -> list[tuple[int, Parts]]:
        """The parts of every group that has anybody."""
        if measure not in self._rows:
            self._rows[measure] = [
                (place, parts) for place, parts in _parts(self.cube, measure) if any(parts.values())
            ]
        return self._rows[measure]


def _sum(found: Iterable[Parts]) -> dict[Hashable, int]:
    total: dict[Hashable, int] = defaultdict(int)
    for parts in found:
        for part, count in parts.items():
            total[part] += count
    return dict(total)


def _parts(cube: Cube, measure: Measure) -> Iterator[tuple[int, Parts]]:
    kind, about = measure
    if kind in ("module", "step"):
        return _of_asked(cube, kind, _number(about))
    if kind == "in_time":
        return _of_timed(cube, _number(about))
    if kind == "stop":
        return _of_stops(cube, about)
    return ((place, _of_group(cube, place, kind)) for place in range(len(cube.groups)))


def _of_group(cube: Cube, place: int, kind: str) -> Parts:
    group = cube.groups[place]
    if kind == "outcome":
        return dict(zip(Outcome, group.outcomes, strict=True))
    if kind == "begun":
        return {DONE: group.begun, NOT_BEGUN: group.taken - group.begun}
    counts = {"taken": group.taken, "invited": group.invited, "never_taken": group.never_taken}
    return {kind: counts[kind]}


def _of_asked(cube: Cube, kind: str, number: int) -> Iterator[tuple[int, Parts]]:
    counts = (cube.of_modules if kind == "module" else cube.of_steps).get(number, ())
    of_group = {each.group: each for each in counts}
    for place, group in enumerate(cube.groups):
        asked = cube.asked.get((group.version, group.stage), (frozenset(), frozenset()))[kind == "step"]
        if number not in asked:
            yield place, {NOT_ASKED: group.taken}
            continue
        count = of_group.get(place)
        done, begun = (count.done, count.begun) if count else (0, 0)
        yield (
            place,
            {DONE: done, UNDER_WAY: begun - done, NOT_BEGUN: group.taken - begun},
        )


def _of_timed(cube: Cube, module: int) -> Iterator[tuple[int, Parts]]:
    """Of those who have done it and had a planned day."""
    of_group = {each.group: each for each in cube.of_modules.get(module, ())}
    for place, group in enumerate(cube.groups):
        count = of_group.get(place)
        dated, in_time = (count.dated, count.in_time) if count else (0, 0)
        yield place, {IN_TIME: in_time, LATE: dated - in_time, OTHERS: group.taken - dated}


def _of_stops(cube: Cube, how: Hashable) -> Iterator[tuple[int, Parts]]:
    stopped: dict[int, dict[Hashable, int]] = defaultdict(lambda: defaultdict(int))
    for stop in cube.stops:
        if stop.how == how:
            stopped[stop.group][stop.step] += stop.people
    for place, group in enumerate(cube.groups):
        parts = stopped.get(place, {})
        yield place, {**parts, OTHERS: group.taken - sum(parts.values())}


def _number(about: Hashable) -> int:
    assert isinstance(about, int)  # noqa: S101 -- narrows the type
    return about
