"""Somebody who reads every page of a programme, and works out from all together what none of them says.

The attacker knows which combinations have nobody and who is asked for what, and takes every sum that is told
as an equation. Whatever number of people follows from the equations, by any adding and taking away, is found;
bounds from below and above say more only where sums are nought (`lms.reports.revealing`).
"""

from __future__ import annotations

import random
from collections.abc import Hashable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations

import pytest

from lms.reports.insight import secrets
from lms.reports.insight.cube import Count, Cube, Dimension, Group, Outcome
from lms.reports.insight.figures import BEGUN, INVITED, OUTCOME, TAKEN, Figures, Measure
from lms.reports.insight.secrets import EVERYBODY, Slice
from lms.reports.revealing import Secrets, Sums, admit
from tests.reports.insight.test_figures import make_cube
from tests.sizes import size

FEWEST = 10
MEASURES: tuple[Measure, ...] = (OUTCOME, BEGUN, ("module", 0), ("module", 1), INVITED)
Cell = tuple[int, Hashable]
Equation = dict[Cell, Fraction]


def population(seed: int) -> Cube:
    """Some trusts with cohorts, some people without; most on the newest version, some left behind."""
    chance = random.Random(seed)
    places: dict[tuple[int, int, int, int], int] = {}
    for trust in range(chance.randint(1, 3)):
        for cohort in (0, *range(10 * trust + 1, 10 * trust + 1 + chance.randint(0, 2))):
            for version in (1, 2):
                for started in chance.sample((20261, 20262, 20263), chance.randint(1, 2)):
                    people = chance.choice((0, 0, 2, 5, 9, 14, 30))
                    places[version, cohort, trust, started] = people
    groups, counts = [], []
    for (version, cohort, trust, started), people in places.items():
        if people:
            completed, withdrawn = _split(chance, people), 0
            withdrawn = chance.choice((0, 0, people - completed))
            outcomes = (completed, people - completed - withdrawn, 0, 0, withdrawn)
            begun = max(completed, _split(chance, people))
            counts.append((begun, _split(chance, begun)))
            values = {"version": version, "cohort": cohort, "trust": trust, "started": started, "stage": 1}
            groups.append(
                Group(**values, outcomes=outcomes, begun=begun, invited=chance.choice((0, 0, 3, 12)))
            )
    of_module = tuple(Count(place, begun, done) for place, (begun, done) in enumerate(counts))
    of_first = tuple(each for each in of_module if groups[each.group].version == 1)
    return make_cube(*groups, of_modules={0: of_module, 1: of_first}, versions=2)


def _split(chance: random.Random, people: int) -> int:
    return chance.choice((0, people, people, chance.randint(0, people)))


def slices(cube: Cube) -> Iterator[Slice]:
    """All that a designer can ask for, of several dimensions at once too."""
    found = {
        frozenset((name, group.value(name)) for name in names)
        for group in cube.groups
        for count in range(len(Dimension) + 1)
        for names in combinations(Dimension, count)
    }
    yield from sorted(found | {EVERYBODY}, key=sorted)


def unknown(figures: Figures, measure: Measure) -> dict[int, Mapping[Hashable, int]]:
    return dict(figures._rows_of(measure))


def equations(
    figures: Figures, measure: Measure, rows: Mapping[int, Mapping[Hashable, int]]
) -> list[Equation]:
    """Of the pages of all slices: how many they are, and each part that is told, also several in one sum."""
    found = []
    for chosen in slices(figures.cube):
        told = figures.told(measure, chosen)
        here = [place for place in rows if _is_in(figures.cube, place, chosen)]
        for part in told.parts:
            if told[part] is not None:
                assert told[part] == sum(rows[place].get(part, 0) for place in here)
                found.append(_sum((place, part) for place in here if part in rows[place]))
        if measure != INVITED and figures.told(TAKEN, chosen)["taken"] is not None:
            found.append(_sum((place, part) for place in here for part in rows[place]))
    return [each for each in found if each]


def secrets_of(cube: Cube, rows: Mapping[int, Mapping[Hashable, int]]) -> Iterator[frozenset[Cell]]:
    """Few people in a combination, or in one combination without those of one other value, in some parts."""
    whole = list(slices(cube))
    ones = [chosen for chosen in whole if len(chosen) == 1]
    for chosen in whole:
        for without in (None, *(ones if len(chosen) < 2 else ())):
            places = [
                place
                for place in rows
                if _is_in(cube, place, chosen) and not (without and _is_in(cube, place, without))
            ]
            parts = {part for place in places for part in rows[place]}
            for count in range(1, len(parts) + 1):
                for some in combinations(sorted(parts, key=str), count):
                    cells = {(place, part) for place in places for part in some if part in rows[place]}
                    if 0 < sum(rows[place][part] for place, part in cells) < FEWEST:
                        yield frozenset(cells)


def _is_in(cube: Cube, place: int, chosen: Slice) -> bool:
    return all(cube.groups[place].value(name) == value for name, value in chosen)


def _sum(cells: Iterator[Cell]) -> Equation:
    return dict.fromkeys(cells, Fraction(1))


class Attacker:
    """Brings equations into steps, and sees whether another adds anything to them."""

    def __init__(self, known: list[Equation]) -> None:
        self.steps: list[tuple[Cell, Equation]] = []
        for each in known:
            left = self._left(each)
            if left:
                first = next(iter(left))
                self.steps.append((first, {cell: value / left[first] for cell, value in left.items()}))

    def learns(self, secret: frozenset[Cell]) -> bool:
        return not self._left(_sum(iter(secret)))

    def _left(self, equation: Equation) -> Equation:
        left = dict(equation)
        for first, step in self.steps:
            times = left.get(first)
            if times:
                for cell, value in step.items():
                    left[cell] = left.get(cell, Fraction(0)) - times * value
                    if not left[cell]:
                        del left[cell]
        return left


def learnt(cube: Cube, measures: tuple[Measure, ...] = MEASURES) -> int:
    """How many numbers of few people the attacker works out."""
    figures, found = Figures(cube, fewest=FEWEST), 0
    for measure in measures:
        rows = unknown(figures, measure)
        attacker = Attacker(equations(figures, measure, rows))
        found += sum(attacker.learns(secret) for secret in set(secrets_of(cube, rows)))
    return found


BATCH = 10


@pytest.mark.bar(29)
@pytest.mark.parametrize("batch", range(size(smoke=1, full=200)))
def test_who_reads_all_pages_learns_of_no_few(batch: int) -> None:
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        assert learnt(population(seed)) == 0, seed


@pytest.mark.bar(29)
@pytest.mark.parametrize("batch", range(size(smoke=1, full=50)))
def test_of_a_large_programme_neither(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """People are told apart in one way only; nothing is looked for in all that is told."""
    monkeypatch.setattr(secrets, "MOST", 0)
    monkeypatch.setattr(Secrets, "given_by", lambda *_given: False)

    told = 0
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        cube = population(seed)
        assert learnt(cube) == 0, seed
        told += sum(Figures(cube, fewest=FEWEST).tells_of(each) for each in slices_of(cube))
    assert told, "a check of nothing"


def slices_of(cube: Cube) -> set[frozenset[tuple[Dimension, int]]]:
    return {frozenset({(name, group.value(name))}) for group in cube.groups for name in Dimension}


@pytest.mark.bar(29)
def test_without_the_test_of_all_together_the_attacker_learns(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was before: each table safe for itself."""

    monkeypatch.setattr(Secrets, "given_by", lambda *_given: False)

    assert sum(learnt(population(seed), (OUTCOME,)) > 0 for seed in range(BATCH)) >= 3


def test_a_cohort_and_its_trust_do_not_give_away_those_who_are_left() -> None:
    """Of a trust of 25 people 20 are of its cohort."""
    values = {"version": 1, "started": 20263, "stage": 1}
    cube = make_cube(
        Group(**values, cohort=1, trust=1, outcomes=(0, 20, 0, 0, 0)),
        Group(**values, cohort=0, trust=1, outcomes=(0, 5, 0, 0, 0)),
        Group(**values, cohort=2, trust=2, outcomes=(0, 30, 0, 0, 0)),
        Group(**values, cohort=0, trust=2, outcomes=(0, 25, 0, 0, 0)),
    )
    figures = Figures(cube, fewest=FEWEST)
    told = {name: [figures.tells_of(frozenset({(name, value)})) for value in (1, 2)] for name in Dimension}

    assert told[Dimension.COHORT] == [True, True]
    assert told[Dimension.TRUST] == [False, False]
    assert figures.told(OUTCOME, frozenset({(Dimension.COHORT, 1)}))[Outcome.GOING_ON] == 20


def test_a_version_less_whole_cohorts_does_not_give_away_who_was_left_behind() -> None:
    values = {"trust": 0, "started": 20263, "stage": 1}
    cube = make_cube(
        Group(**values, version=1, cohort=1, outcomes=(0, 3, 0, 0, 0)),
        Group(**values, version=2, cohort=1, outcomes=(0, 37, 0, 0, 0)),
        Group(**values, version=1, cohort=2, outcomes=(0, 20, 0, 0, 0)),
        Group(**values, version=2, cohort=3, outcomes=(0, 50, 0, 0, 0)),
        versions=2,
    )
    figures = Figures(cube, fewest=FEWEST)

    # The version is told, 23 people: so the cohort that would leave three of them is not, nor enough others.
    assert figures.tells_of(frozenset({(Dimension.VERSION, 1)}))
    assert not figures.tells_of(frozenset({(Dimension.COHORT, 2)}))
    assert learnt(cube) == 0


# What follows from sums


def test_what_follows() -> None:
    known = Sums()
    for cells in (["a", "b", "c"], ["c", "d"], ["b", "c"]):
        known.add(cells)

    assert [known.give(cells) for cells in (["a"], ["b"], ["a", "d"], ["a", "b", "c"])] == [
        True,
        False,
        False,
        True,
    ]
    assert not known.give(["c"])
    known.add(["d"])
    assert known.give(["b"])
    assert known.give(["c"])


def test_what_was_added_can_be_undone() -> None:
    known = Sums()
    known.add(["a", "b"])
    known.mark()
    known.add(["b"])
    assert known.give(["a"])
    known.undo()

    assert (known.give(["a"]), known.give(["b"]), known.give(["a", "b"])) == (False, False, True)


def test_where_a_sum_is_nought_each_of_its_numbers_is() -> None:
    known = Sums(nought={"a", "b"})
    known.add(["a", "b"])
    known.add(["b", "c"])

    assert known.give(["c"])


def test_what_would_give_a_secret_away_is_left_out() -> None:
    asked = [("whole", [["a", "b", "c"]]), ("ab", [["a", "b"]]), ("b", [["b"]]), ("a", [["a"]])]

    known = Sums()
    assert admit(known, asked, Secrets([["c"]])) == ["whole", "b"]
    assert not known.give(["c"])
    assert admit(Sums(), [], Secrets([["c"]])) == []
