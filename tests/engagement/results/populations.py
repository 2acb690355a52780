"""Invented waves, each from its number: who answers, what they say, and what is told of them."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from engagement.instruments.rules.scoring import ItemRule, MetaScaleRule, Rules, SubScaleRule
from engagement.results.rules.deciding import Decider, Decision
from engagement.results.rules.measures import Measure, Person, made_of, person
from engagement.results.rules.slices import By, combined, slices
from engagement.waves.rules import merging
from lms.reports.suppression import tells_of_few

POINTS = 5
DIMENSIONS = ("specialty", "grade", "site")
Answers = list[int | None]

Value = Measure | int
"""A measure, or a statement by its column."""


@dataclass(frozen=True)
class Figure:
    """What is told of some people: their number, and what they add up to in one thing."""

    people: frozenset[int]
    value: Value


@dataclass(frozen=True)
class Population:
    number: int
    fewest: int
    rules: Rules
    dimensions: tuple[str, ...]
    cells: tuple[merging.Cell, ...]
    """Of each person."""
    answers: tuple[tuple[int | None, ...], ...]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(item.code for side in self.rules.sub_scales for item in side.items)

    @cached_property
    def strata(self) -> list[merging.Stratum]:
        """As they are when a wave has closed."""
        return merging.strata_of(Counter(self.cells), fewest=self.fewest)

    @cached_property
    def people(self) -> list[Person]:
        lies = {cell: number for number, stratum in enumerate(self.strata) for cell in stratum}
        return [
            person(self.rules, self.codes, stratum=lies[cell], answers=answers)
            for cell, answers in zip(self.cells, self.answers, strict=True)
        ]

    @cached_property
    def decision(self) -> Decision | None:
        numbered = dict(enumerate(self.strata))
        return Decider(self.rules, self.codes, self.people, numbered, self.fewest).decide()

    @cached_property
    def table(self) -> dict[Value, list[float | None]]:
        """What each person has of everything."""
        found: dict[Value, list[float | None]] = {
            measure: [float(each.scores[measure]) if measure in each.scores else None for each in self.people]
            for measure in made_of(self.rules)
        }
        for column in range(len(self.codes)):
            found[column] = [
                None if each[column] is None else float(each[column] or 0) for each in self.answers
            ]
        return found

    @cached_property
    def _having(self) -> dict[Value, frozenset[int]]:
        """Who has a score, or gave an answer."""
        return {
            value: frozenset(place for place, each in enumerate(row) if each is not None)
            for value, row in self.table.items()
        }

    def having(self, value: Value) -> frozenset[int]:
        return self._having[value]

    def is_secret(self, people: Collection[int], value: Value) -> bool:
        """Few of them have it, or all say the same."""
        row = self.table[value]
        found = [row[place] for place in people if row[place] is not None]
        return bool(found) and tells_of_few(found, fewest=self.fewest)

    @cached_property
    def values(self) -> list[Value]:
        return [*made_of(self.rules), *range(len(self.codes))]

    def parts(self, by: By) -> list[frozenset[int]]:
        """Everybody by these dimensions, whether it is told or not."""
        found: dict[merging.Cell, set[int]] = defaultdict(set)
        for place, cell in enumerate(self.cells):
            found[tuple(cell[dimension] for dimension in by)].add(place)
        return [frozenset(found[category]) for category in sorted(found)]

    @property
    def ways(self) -> list[By]:
        return [(), *((place,) for place in range(len(self.dimensions))), *combined(self.dimensions)]


def groups_told(population: Population, *, publications: int = 9) -> list[frozenset[int]]:
    """The people of each group that is told of, the first publication's before those of later ones."""
    decision = population.decision
    if decision is None:
        return []
    atoms = [cells for _, cells in decision.atoms]
    first = 1 + len(population.dimensions)
    found = [
        each.atoms
        for by in population.ways[: first + publications - 1]
        for each in slices(atoms, population.dimensions, by)
        if each.atoms
    ]
    atom_of = [decision.atom_of[each.stratum] for each in population.people]
    return [
        frozenset(place for place, atom in enumerate(atom_of) if atom in chosen)
        for chosen in dict.fromkeys(found)
    ]


def told(population: Population) -> Iterator[Figure]:
    """Every publication of one wave together."""
    decision = population.decision
    if decision is None:
        return
    base = frozenset(decision.base)
    for group in groups_told(population):
        yield from (Figure(group & base, each) for each, is_told in decision.measures.items() if is_told)
    for side in population.rules.sub_scales:
        if side.code in decision.answering:
            people = frozenset(decision.answering[side.code])
            yield from (Figure(people, population.codes.index(item.code)) for item in side.items)


def told_by_primary_suppression(population: Population) -> Iterator[Figure]:
    """A control: whatever is no secret by itself is told, each of those who have it."""
    for by, group in ((way, part) for way in population.ways for part in population.parts(way)):
        for value in population.values:
            people = group & population.having(value)
            is_sliced_statement = isinstance(value, int) and by
            if people and not is_sliced_statement and not population.is_secret(group, value):
                yield Figure(people, value)


def told_of_own_people(population: Population) -> Iterator[Figure]:
    """Another control: the same groups, but every measure of all who have it and not of one base."""
    for group in groups_told(population):
        for value in population.values:
            people = group & population.having(value)
            is_all = len(group) == len(population.people)
            if people and (is_all or isinstance(value, tuple)) and not population.is_secret(group, value):
                yield Figure(people, value)


# How people answer ---------------------------------------------------------------------------------------

Opinion = Callable[[random.Random, merging.Cell, int], int]


def _anything(chance: random.Random, _cell: merging.Cell, _column: int) -> int:
    return chance.randint(1, POINTS)


def _agreeing(chance: random.Random, _cell: merging.Cell, _column: int) -> int:
    return 4 if chance.random() < 0.9 else chance.randint(1, POINTS)


def _extreme(chance: random.Random, _cell: merging.Cell, column: int) -> int:
    return (1 if column % 2 else POINTS) if chance.random() < 0.95 else chance.randint(1, POINTS)


def _of_one_mind(chance: random.Random, cell: merging.Cell, _column: int) -> int:
    """Some groups answer as one."""
    return 2 if sum(map(ord, "".join(cell))) % 3 == 0 else chance.randint(1, POINTS)


def _on_one_statement(chance: random.Random, _cell: merging.Cell, column: int) -> int:
    return 3 if column == 1 else chance.randint(1, POINTS)


OPINIONS: Sequence[Opinion] = (_anything, _agreeing, _extreme, _of_one_mind, _on_one_statement)


def population(number: int) -> Population:
    chance = random.Random(29_000_000 + number)
    rules = _rules(chance)
    dimensions = DIMENSIONS[: chance.randint(0, 3)]
    sizes = [chance.randint(1, 4) for _ in dimensions]
    cells = list(
        product(*([f"{name} {n}" for n in range(size)] for name, size in zip(dimensions, sizes, strict=True)))
    )
    weights = [chance.random() ** 3 + 0.01 for _ in cells]
    people = chance.choices(cells, weights, k=chance.choice((9, 10, 11, 14, 20, 27, 35, 50, 70)))
    return Population(
        number, chance.choice((5, 10)), rules, dimensions, tuple(people), _answers(chance, rules, people)
    )


def next_wave(before: Population) -> Population:
    """Nearly the same people asked again: most say what they said, some left, some came, some changed."""
    chance = random.Random(30_000_000 + before.number)
    kept = [place for place in range(len(before.cells)) if chance.random() < 0.95]
    new = [chance.choice(before.cells) for _ in range(chance.randint(0, 3))]
    cells = [before.cells[place] for place in kept] + new
    answers = [before.answers[place] for place in kept]
    other = _answers(chance, before.rules, cells)
    changed = tuple(
        answers[n] if n < len(answers) and chance.random() < 0.8 else other[n] for n in range(len(cells))
    )
    return Population(before.number, before.fewest, before.rules, before.dimensions, tuple(cells), changed)


def _answers(
    chance: random.Random, rules: Rules, cells: Sequence[merging.Cell]
) -> tuple[tuple[int | None, ...], ...]:
    columns = sum(len(side.items) for side in rules.sub_scales)
    opinion, missing = chance.choice(OPINIONS), chance.choice((0.0, 0.01, 0.03, 0.1, 0.3))
    # Where a statement means nothing, nobody answers it.
    silent = (chance.choice(cells), chance.randrange(columns)) if chance.random() < 0.2 else None
    return tuple(
        tuple(
            None if chance.random() < missing or (cell, column) == silent else opinion(chance, cell, column)
            for column in range(columns)
        )
        for cell in cells
    )


def _rules(chance: random.Random) -> Rules:
    """Two themes: of two sides each, or one of them of one side; two or three statements a side."""
    names = iter("abcdefghijklm")

    def side(code: str) -> SubScaleRule:
        items = tuple(ItemRule(next(names), is_reversed=n == 1) for n in range(chance.choice((2, 3))))
        return SubScaleRule(code, chance.randint(1, 2), items)

    first = (side("o1"), side("i1"))
    second = (side("o2"), side("i2")) if chance.random() < 0.8 else (side("o2"),)
    return Rules(POINTS, (MetaScaleRule("t1", first), MetaScaleRule("t2", second)))
