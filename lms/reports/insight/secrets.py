"""Which slices and which of their parts can be told together without giving few people away. Pure.

A secret is how many people are in some combination of version, cohort, trust and quarter, in one of these
without another, or in a part of such a combination, where they are few. Slices are taken in, the more
important dimension before the other and the larger before the smaller, as long as no secret follows from all
of them together (`lms.reports.revealing`). It is taken as known to everybody which combinations have nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

from lms.reports import suppression
from lms.reports.insight.cube import Cube, Dimension
from lms.reports.revealing import Secrets, Sums, admit

Slice = frozenset[tuple[Dimension, int]]
EVERYBODY: Slice = frozenset()
Places = frozenset[int]
"""Groups of the cube, by their places in it."""
Parts = Mapping[Hashable, int]
Cell = tuple[int, Hashable]
"""The people of a group in one part."""

ASKED, NOT_ASKED, FEW = "asked", "not asked", "few"
MOST = 24
"""Of more groups people are told apart in one way only: looking for what follows would take too long."""
SMALL_PARTS = 5
"""So many parts are taken together in all ways; of more, by two and all at once."""


@dataclass(frozen=True)
class Slices:
    cube: Cube
    fewest: int

    @cached_property
    def told(self) -> tuple[Slice, ...]:
        """Everybody first; nothing where they are few."""
        return tuple(self._admitted[0])

    @cached_property
    def sums(self) -> tuple[Places, ...]:
        """Of whom it is told how many they are: slices, and those of them who are asked for something."""
        return tuple(self._admitted[1])

    @cached_property
    def by_slice(self) -> Mapping[Slice, Places]:
        found: dict[Slice, set[int]] = defaultdict(set)
        for place in self.taken:
            found[EVERYBODY].add(place)
            for dimension in Dimension:
                found[frozenset({(dimension, self.cube.groups[place].value(dimension))})].add(place)
        return {chosen: frozenset(places) for chosen, places in found.items()}

    @cached_property
    def all_of(self) -> Mapping[Slice, list[int]]:
        """Also groups in which nobody took up a place."""
        found: dict[Slice, list[int]] = defaultdict(list)
        for place, group in enumerate(self.cube.groups):
            for dimension in Dimension:
                found[frozenset({(dimension, group.value(dimension))})].append(place)
        found[EVERYBODY] = list(range(len(self.cube.groups)))
        return found

    @cached_property
    def taken(self) -> Mapping[int, int]:
        return {place: group.taken for place, group in enumerate(self.cube.groups) if group.taken}

    @cached_property
    def in_order(self) -> tuple[tuple[Slice, ...], ...]:
        """Those that are not held back beside their neighbours, one dimension after the other."""
        found: list[tuple[Slice, ...]] = (
            [(EVERYBODY,)] if sum(self.taken.values()) >= self.fewest or not self.taken else []
        )
        for dimension in self._dimensions if found else ():
            people = {
                chosen: sum(self.taken[place] for place in places)
                for chosen, places in self.by_slice.items()
                if dict(chosen).keys() == {dimension}
            }
            held = suppression.hidden(people, fewest=self.fewest)
            shown = (chosen for chosen in people if chosen not in held)
            found.append(tuple(sorted(shown, key=lambda each: (-people[each], sorted(each)))))
        return tuple(found)

    @property
    def is_large(self) -> bool:
        return len(self.taken) > MOST

    @cached_property
    def _dimensions(self) -> tuple[Dimension, ...]:
        """Of a large cube the first in which people differ: its slices overlap with no others."""
        if not self.is_large:
            return tuple(Dimension)
        groups = [self.cube.groups[place] for place in self.taken]
        different = (each for each in Dimension if len({group.value(each) for group in groups}) > 1)
        return tuple(different)[:1]

    @cached_property
    def asked(self) -> Mapping[Places, bool]:
        """All who are asked for the same modules or activities, where others are not; told of or not."""
        found: dict[Places, bool] = {}
        for step in (False, True):
            numbers = {number for asked in self.cube.asked.values() for number in asked[step]}
            found |= dict.fromkeys((self.asked_for(number, step=step) for number in sorted(numbers)), True)
        return {places: True for places in found if places and len(places) < len(self.taken)}

    def asked_for(self, number: int, *, step: bool) -> Places:
        empty: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
        groups = self.cube.groups
        return frozenset(
            place
            for place in self.taken
            if number in self.cube.asked.get((groups[place].version, groups[place].stage), empty)[step]
        )

    def tells_asked(self, chosen: Slice, places: Places) -> bool:
        return places not in self.asked or (chosen, places) in self._admitted[2]

    @cached_property
    def _admitted(self) -> tuple[list[Slice], list[Places], frozenset[tuple[Slice, Places]]]:
        if self.is_large:
            # Who is asked for what is another way to tell people apart.
            told_of = [each for slices in self.in_order for each in slices]
            return told_of, [self.by_slice.get(each, frozenset()) for each in told_of], frozenset()
        rows: dict[int, Parts] = {place: {ASKED: people} for place, people in self.taken.items()}
        kept = list(self.secrets(rows))
        for some in self.asked:
            by_part: dict[int, Parts] = {
                place: {ASKED if place in some else NOT_ASKED: people} for place, people in self.taken.items()
            }
            kept += [[(place, ASKED) for place, _part in cells] for cells in self.secrets(by_part)]
        known, secrets, told = Sums(), Secrets(kept), list[Slice]()
        for slices in self.in_order:
            wanted = [(each, [self._cells(self.by_slice.get(each, frozenset()))]) for each in slices]
            told += admit(known, wanted, secrets)
        pairs = [(each, some) for each in told for some in self.asked]
        asked = admit(
            known,
            [((each, some), [self._cells(self.by_slice[each] & some)]) for each, some in pairs],
            secrets,
        )
        sums = [self.by_slice.get(each, frozenset()) for each in told]
        return told, sums + [self.by_slice[each] & some for each, some in asked], frozenset(asked)

    def _cells(self, places: Places) -> list[Cell]:
        return [(place, ASKED) for place in places]

    def secrets(self, rows: Mapping[int, Parts]) -> Iterator[list[Cell]]:
        """The few in any combination and part, each as the cells that it is the sum of."""
        tables = {dimensions: self._table(rows, dimensions) for dimensions in _all_of(Dimension)}
        seen: set[frozenset[Cell]] = set()
        for parts, places in self._combinations(tables):
            for some in _few(parts, self.fewest):
                cells = frozenset((place, part) for place in places for part in some if part in rows[place])
                if cells not in seen:
                    seen.add(cells)
                    yield list(cells)

    def _table(self, rows: Mapping[int, Parts], dimensions: tuple[Dimension, ...]) -> _Table:
        found: _Table = {}
        for place, parts in rows.items():
            group = self.cube.groups[place]
            key = tuple(group.value(dimension) for dimension in dimensions)
            total, places = found.setdefault(key, ({}, []))
            places.append(place)
            for part, count in parts.items():
                total[part] = total.get(part, 0) + count
        return found

    @staticmethod
    def _combinations(tables: Mapping[tuple[Dimension, ...], _Table]) -> Iterator[tuple[Parts, list[int]]]:
        for table in tables.values():
            yield from table.values()
        for dimensions, table in tables.items():
            if len(dimensions) not in (1, 2):
                continue
            for key, left in product(table, range(len(dimensions))):
                without = _without(tables, dimensions, key, left)
                if any(without[0].values()):
                    yield without


def _without(
    tables: Mapping[tuple[Dimension, ...], _Table],
    dimensions: tuple[Dimension, ...],
    key: tuple[int, ...],
    left: int,
) -> tuple[Parts, list[int]]:
    """Who is in the one without being in the other; with one dimension, all others."""
    parts, places = tables[dimensions][key]
    rest = dimensions[:left] + dimensions[left + 1 :]
    whole, all_places = tables[rest][key[:left] + key[left + 1 :]]
    gone = set(places)
    lacking = {part: count - parts.get(part, 0) for part, count in whole.items()}
    return lacking, [place for place in all_places if place not in gone]


_Table = dict[tuple[int, ...], tuple[dict[Hashable, int], list[int]]]


def told(
    slices: Slices, rows: Mapping[int, Parts], held: Mapping[Slice, frozenset[Hashable]]
) -> tuple[frozenset[Slice], frozenset[tuple[Slice, Hashable]]]:
    """Of which slices a measure can be told but for what is held back of each, and gives no secret away.

    Then of which others it can be told that a part has nobody.

    Its people are those who took up a place, or others of whom nothing else is told. A part that a group does
    not have at all is known to have nobody; of one that has nobody it is not known.
    """
    if slices.is_large:
        # One way to tell people apart, each table safe for itself: nothing is left that follows from two.
        return frozenset(each for each in slices.told if each in held), frozenset()
    total = all(sum(rows.get(place, {}).values()) == people for place, people in slices.taken.items())
    nought = {(place, part) for place, parts in rows.items() for part, count in parts.items() if not count}
    known, kept = Sums(nought), Secrets(slices.secrets(rows))
    for places in slices.sums if total else ():
        known.add(_cells(rows, places))
    if kept.given_by(known):
        return frozenset(), frozenset()
    whole: list[Slice] = []
    noughts: list[tuple[Slice, Hashable]] = []
    for group in slices.in_order:
        wanted = [(each, _told(slices, rows, each, held[each] | {FEW})) for each in group if each in held]
        more = admit(known, wanted, kept)
        whole += more
        lesser = [
            ((each, cells[0][1]), [cells])
            for each, sums in wanted
            if each not in more
            for cells in sums
            if nought.issuperset(cells)
        ]
        noughts += admit(known, lesser, kept)
    return frozenset(whole), frozenset(noughts)


def _told(
    slices: Slices, rows: Mapping[int, Parts], chosen: Slice, held_back: frozenset[Hashable]
) -> list[list[Cell]]:
    by_part: dict[Hashable, list[Cell]] = defaultdict(list)
    for place, part in _cells(rows, _places(slices, rows, chosen)):
        if part not in held_back:
            by_part[part].append((place, part))
    return list(by_part.values())


def _places(slices: Slices, rows: Mapping[int, Parts], chosen: Slice) -> list[int]:
    return [place for place in slices.all_of[chosen] if place in rows]


def _cells(rows: Mapping[int, Parts], places: Iterable[int]) -> list[Cell]:
    return [(place, part) for place in places for part in rows.get(place, {})]


def _few(parts: Parts, fewest: int) -> Iterator[tuple[Hashable, ...]]:
    small = [part for part, count in parts.items() if count < fewest]
    sizes = range(1, len(small) + 1) if len(small) <= SMALL_PARTS else (1, 2, len(small))
    for size in sizes:
        for some in combinations(small, size):
            if 0 < sum(parts[part] for part in some) < fewest:
                yield some


def _all_of(dimensions: type[Dimension]) -> Iterator[tuple[Dimension, ...]]:
    for size in range(len(dimensions) + 1):
        yield from combinations(dimensions, size)
