"""Somebody who reads all that is told and reckons: differences of any kind, and linear programming (bar 29).

They are given more than any reader has: which people are in which group, and who left out what. What they do
not know is what anybody said. Everything that is told is a sum of unknown answers, so whatever can be worked
out by adding and taking away lies in the space that those sums span; what can be bounded, a linear programme
bounds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from itertools import pairwise, permutations
from typing import Any

import numpy as np
from django.utils.functional import SimpleLazyObject

from engagement.results.rules.measures import made_of
from tests.engagement.results.populations import POINTS, Figure, Population, Value, groups_told

# Every process that collects tests loads this module, and few ask what takes it a second to load.
optimize: Any = SimpleLazyObject(lambda: import_module("scipy.optimize"))

NOTHING = 1e-7
Vector = Any


@dataclass(frozen=True)
class Attack:
    population: Population
    figures: Sequence[Figure]

    @cached_property
    def places(self) -> dict[tuple[int, int], int]:
        """Of what is unknown: each answer that was given."""
        given = (
            (p, column)
            for p, each in enumerate(self.population.answers)
            for column, answer in enumerate(each)
            if answer is not None
        )
        return {key: place for place, key in enumerate(given)}

    @cached_property
    def told(self) -> Vector:
        """A row for each figure."""
        rows = [self.sum_of(each.people, each.value) for each in dict.fromkeys(self.figures)]
        return np.unique(np.array(rows), axis=0) if rows else np.zeros((0, len(self.places)))

    @cached_property
    def space(self) -> Vector:
        """What they span: rows at right angles."""
        if not len(self.told):
            return self.told
        _, sizes, rows = np.linalg.svd(self.told, full_matrices=False)
        return rows[sizes > NOTHING * sizes[0]]

    def sum_of(self, people: Collection[int], value: Value) -> Vector:
        """As a combination of answers, but for what is known anyhow."""
        return self._rows[value][sorted(people)].sum(axis=0)

    @cached_property
    def _rows(self) -> dict[Value, Vector]:
        """What each person has of everything, as a combination of their answers."""
        found = {}
        for value in self.population.values:
            rows = np.zeros((len(self.population.people), len(self.places)))
            for (place, column), own in self.places.items():
                rows[place, own] = self._share(place, column, value)
            found[value] = rows
        return found

    def _share(self, place: int, column: int, value: Value) -> float:
        if isinstance(value, int):
            return float(value == column)
        for code in self._made_of[value]:
            if column in self._sides[code]:
                given = sum((place, each) in self.places for each in self._sides[code])
                return self._weight(value, code) * self._signs[column] / given
        return 0.0

    @cached_property
    def _made_of(self) -> dict[Any, tuple[str, ...]]:
        return dict(made_of(self.population.rules))

    def _weight(self, value: Any, code: str) -> float:
        """Themes count the same in the index, and sides in their theme."""
        if value[0] == "sub":
            return 1.0
        themes = self.population.rules.meta_scales
        (theme,) = (each for each in themes if code in {side.code for side in each.sub_scales})
        return 1 / len(theme.sub_scales) / (len(themes) if value[0] == "index" else 1)

    @cached_property
    def _sides(self) -> dict[str, list[int]]:
        codes = self.population.codes
        return {
            side.code: [codes.index(item.code) for item in side.items]
            for side in self.population.rules.sub_scales
        }

    @cached_property
    def _signs(self) -> list[int]:
        items = [item for side in self.population.rules.sub_scales for item in side.items]
        return [-1 if item.is_reversed else 1 for item in items]

    @cached_property
    def secrets(self) -> list[tuple[frozenset[int], Value]]:
        """Of each person, of two together, and of whoever is apart in any way."""
        return list(self._targets())

    def _targets(self) -> Iterator[tuple[frozenset[int], Value]]:
        sets = list(self._sets())
        for value in self.population.values:
            having = self.population.having(value)
            for people in dict.fromkeys(each & having for each in sets):
                if people and self.population.is_secret(people, value):
                    yield people, value

    def _sets(self) -> Iterator[frozenset[int]]:
        population, decision = self.population, self.population.decision
        base = frozenset(decision.base if decision else ())
        answering = [frozenset(each) for each in (decision.answering.values() if decision else ())]
        yield from (part for each in answering for part in (each, base - each))
        kinds = [each for by in population.ways for each in population.parts(by)]
        groups = dict.fromkeys([*groups_told(population), *kinds])
        apart = [
            part for one, other in permutations([*groups][:24], 2) for part in (one - other, one & other)
        ]
        for people in dict.fromkeys([*groups, *apart]):
            yield from (people, people & base, people - base)
        everybody = range(len(population.people))
        yield from (frozenset({place}) for place in everybody)
        yield from (frozenset(pair) for pair in pairwise(everybody))

    def recovered(self) -> list[tuple[frozenset[int], Value]]:
        """Secrets that follow by adding and taking away."""
        if not len(self.space) or not self.secrets:
            return []
        rows = np.array([self.sum_of(*each) for each in self.secrets])
        left = rows - (rows @ self.space.T) @ self.space
        found = np.linalg.norm(left, axis=1) < NOTHING * np.linalg.norm(rows, axis=1)
        return [secret for secret, is_found in zip(self.secrets, found, strict=True) if is_found]

    def bounds(self, people: frozenset[int], value: Value) -> tuple[float, float]:
        """Between what the sum of a secret must lie, of answers between the least and the most.

        Answers that stand in the same sums are one unknown: their sum.
        """
        target = self.sum_of(people, value)
        alike, counts = np.unique(np.vstack([target, self.told]), axis=1, return_counts=True)
        true = self._true()
        known = self.told @ true
        limits = [(float(count), float(count * POINTS)) for count in counts]
        # Within one column each answer counts the same.
        ends = []
        for sign in (1, -1):
            found = optimize.linprog(
                sign * alike[0], A_eq=alike[1:], b_eq=known, bounds=limits, method="highs"
            )
            ends.append(sign * found.fun if found.status == 0 else float(target @ true))
        return min(ends), max(ends)

    def _true(self) -> Vector:
        answers = self.population.answers
        return np.array([float(answers[p][column] or 0) for p, column in self.places])


def together(attacks: Sequence[Attack], totals: Sequence[Sequence[Figure]]) -> list[tuple[int, Any]]:
    """Secrets that follow from several at once: waves one after the other, or trusts with their totals.

    ``totals`` are figures that are told as one sum, one of each attack.
    """
    ends = np.cumsum([0, *(len(each.places) for each in attacks)])

    def placed(parts: Iterable[tuple[int, Vector]]) -> Vector:
        row = np.zeros(ends[-1])
        for number, part in parts:
            row[ends[number] : ends[number + 1]] = part
        return row

    rows = [placed([(number, row)]) for number, each in enumerate(attacks) for row in each.space]
    rows += [placed((n, attacks[n].sum_of(f.people, f.value)) for n, f in enumerate(each)) for each in totals]
    if not rows:
        return []
    _, sizes, found = np.linalg.svd(np.array(rows), full_matrices=False)
    space = found[sizes > NOTHING * sizes[0]]
    return [
        (number, secret)
        for number, each in enumerate(attacks)
        for secret in each.secrets
        if _lies_in(space, placed([(number, each.sum_of(*secret))]))
    ]


def _lies_in(space: Vector, row: Vector) -> bool:
    left = row - (row @ space.T) @ space
    return bool(np.linalg.norm(left) < NOTHING * np.linalg.norm(row))


def numbers_of(counts: Sequence[int], groups: Iterable[frozenset[int]], target: int) -> tuple[float, float]:
    """Between what the number of people in one cell must lie, where those of groups of cells are told."""
    rows = np.array([[float(cell in group) for cell in range(len(counts))] for group in groups])
    known = rows @ np.array(counts, dtype=float)
    aim = np.eye(len(counts))[target]
    ends = []
    for sign in (1, -1):
        found = optimize.linprog(sign * aim, A_eq=rows, b_eq=known, method="highs")
        ends.append(sign * found.fun if found.status == 0 else float(counts[target]))
    return min(ends), max(ends)
