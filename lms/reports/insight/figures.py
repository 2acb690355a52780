"""What may be told of a cube. Pure.

Every figure, on whatever page, in a file or by the API, is asked for here as a part of the people of a slice:
those of one version, cohort, trust or quarter, or of several of these at once. It is held back where it is of
few people, where the others of its slice would reveal it, and where the same figure of the other versions,
cohorts, trusts or quarters would: so that nobody learns from two pages what one does not say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from typing import Literal

from lms.reports import suppression
from lms.reports.insight.cube import Count, Cube, Dimension, Outcome

Slice = frozenset[tuple[Dimension, int]]
EVERYBODY: Slice = frozenset()

Measure = tuple[
    Literal["taken", "invited", "never_taken", "begun", "outcome", "module", "step", "stop"], Hashable
]
TAKEN: Measure = ("taken", None)
INVITED: Measure = ("invited", None)
NEVER_TAKEN: Measure = ("never_taken", None)
BEGUN: Measure = ("begun", None)
OUTCOME: Measure = ("outcome", None)

Parts = Mapping[Hashable, int]
"""How many people of a slice are in each part; together they are all of it."""

DONE, UNDER_WAY, NOT_BEGUN, NOT_ASKED = "done", "under way", "not begun", "not asked"
OTHERS = "others"


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
        self._tables: dict[tuple[Measure, Slice, Dimension], dict[int, Parts]] = {}
        self._held: dict[tuple[Measure, Slice, Dimension], Mapping[int, frozenset[Hashable]]] = {}
        self._slices: dict[tuple[Dimension, ...], frozenset[Hashable]] = {}
        self._groups: dict[Slice, frozenset[int]] = {}

    def people(self, chosen: Slice) -> int:
        """For our own eyes."""
        return sum(self.cube.groups[place].taken for place in self.groups(chosen))

    def tells_of(self, chosen: Slice) -> bool:
        """Whether anything is said of these people: they are many, and so are all whom they would reveal."""
        smaller = (frozenset(some) for size in range(len(chosen) + 1) for some in combinations(chosen, size))
        return not any(self._is_held(each) for each in smaller)

    def told(self, measure: Measure, chosen: Slice) -> Told:
        parts = self.parts(measure, chosen)
        held = self._held_of(measure, chosen) if self.tells_of(chosen) else frozenset(parts)
        return Told(parts, held)

    def counts(self, module_or_step: Measure, chosen: Slice) -> Iterator[Count]:
        """Of the groups in a slice, for sums that are told only where the figure is."""
        kind, number = module_or_step
        found = self.cube.of_modules if kind == "module" else self.cube.of_steps
        groups = self.groups(chosen)
        return (each for each in found.get(_number(number), ()) if each.group in groups)

    def values(self, dimension: Dimension, chosen: Slice) -> list[int]:
        """Of those who took up a place."""
        return [
            value for value, parts in self._table(TAKEN, chosen, dimension).items() if any(parts.values())
        ]

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
        for dimension, value in chosen:
            return self._table(measure, chosen - {(dimension, value)}, dimension).get(value, {})
        return _sum(parts for _place, parts in self._rows_of(measure))

    def _is_held(self, chosen: Slice) -> bool:
        """Among all that differ from it in the same dimensions."""
        dimensions = tuple(sorted(dimension for dimension, _value in chosen))
        if dimensions not in self._slices:
            self._slices[dimensions] = self._held_slices(dimensions)
        place = tuple(dict(chosen)[dimension] for dimension in dimensions)
        return place in self._slices[dimensions]

    def _held_slices(self, dimensions: tuple[Dimension, ...]) -> frozenset[Hashable]:
        if not dimensions:
            return frozenset([()] if 0 < self.people(EVERYBODY) < self.fewest else [])
        values = [self.values(dimension, EVERYBODY) for dimension in dimensions]
        counts: dict[tuple[Hashable, ...], int] = dict.fromkeys(product(*values), 0)
        for group in self.cube.groups:
            if group.taken:
                counts[tuple(group.value(dimension) for dimension in dimensions)] += group.taken
        return suppression.hidden_in_table(counts, fewest=self.fewest)

    def _held_of(self, measure: Measure, chosen: Slice) -> frozenset[Hashable]:
        own = self.parts(measure, chosen)
        held = suppression.hidden(own, fewest=self.fewest)
        for dimension, value in chosen:
            rest = chosen - {(dimension, value)}
            # What a wider slice does not tell, its parts together must not tell.
            held |= self._held_of(measure, rest) | self._held_in(measure, rest, dimension).get(
                value, frozenset()
            )
        return suppression.hidden(own, fewest=self.fewest, also=held) | held if held else held

    def _held_in(
        self, measure: Measure, chosen: Slice, dimension: Dimension
    ) -> Mapping[int, frozenset[Hashable]]:
        """The parts held back at each value of a dimension, beside the other values."""
        key = (measure, chosen, dimension)
        if key not in self._held:
            table = self._table(measure, chosen, dimension)
            parts = dict.fromkeys(part for found in table.values() for part in found)
            cells: dict[suppression.Cell, int] = {
                (value, part): found.get(part, 0) for value, found in table.items() for part in parts
            }
            held: dict[int, set[Hashable]] = defaultdict(set)
            for value, part in suppression.hidden_in_table(cells, fewest=self.fewest):
                held[_number(value)].add(part)
            self._held[key] = {value: frozenset(found) for value, found in held.items()}
        return self._held[key]

    def _table(self, measure: Measure, chosen: Slice, dimension: Dimension) -> dict[int, Parts]:
        """The parts by each value of a dimension."""
        key = (measure, chosen, dimension)
        if key not in self._tables:
            groups = self.groups(chosen)
            by_value: dict[int, list[Parts]] = defaultdict(list)
            for place, parts in self._rows_of(measure):
                if place in groups:
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
            yield place, {DONE: 0, UNDER_WAY: 0, NOT_BEGUN: 0, NOT_ASKED: group.taken}
            continue
        count = of_group.get(place)
        done, begun = (count.done, count.begun) if count else (0, 0)
        yield (
            place,
            {DONE: done, UNDER_WAY: begun - done, NOT_BEGUN: group.taken - begun, NOT_ASKED: 0},
        )


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
