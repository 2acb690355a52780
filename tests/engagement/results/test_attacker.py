"""Nobody can work out what few people said from all that is ever told of waves (bar 29, ADR 44)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import permutations

import pytest

from tests.engagement.results.attacker import Attack, numbers_of, together
from tests.engagement.results.populations import (
    Figure,
    Population,
    Value,
    groups_told,
    next_wave,
    population,
    told,
    told_by_primary_suppression,
    told_of_own_people,
)
from tests.sizes import size

pytestmark = [pytest.mark.bar(29), pytest.mark.slow]

POPULATIONS = size(smoke=8, full=10_000)
CONTROLS = size(smoke=8, full=200)
TOGETHER = size(smoke=2, full=500)
FOUND_ONCE = (1764, 3466)
"""In these a linear programme found out more than an earlier rule thought."""
BOUNDED = 3
"""Secrets of each population that a linear programme tries to bound; by equations all are tried."""
POINT = 1.0


def test_no_secret_of_one_wave_follows_from_all_its_publications() -> None:
    something = 0
    for number in (*FOUND_ONCE, *range(POPULATIONS)):
        one = population(number)
        attack = Attack(one, list(told(one)))
        something += bool(attack.figures)

        assert attack.recovered() == [], number
        assert list(_known(attack)) == [], number
        assert list(_too_close(one)) == [], number
        assert list(_narrow(one)) == [], number
    # Most tell something: else there would be nothing to find out.
    assert something > POPULATIONS / 3


def test_waves_one_after_the_other_tell_no_more() -> None:
    """Whoever answers twice may have changed their mind: what they say now is unknown anew."""
    for number in range(TOGETHER):
        waves = [population(number)]
        waves += [next_wave(waves[0]), next_wave(waves[0])]
        assert together([Attack(each, list(told(each))) for each in waves], []) == [], number


def test_totals_of_trusts_tell_no_more() -> None:
    """Of three trusts two and three are told as one sum, in every measure that each of them tells."""
    for number in range(TOGETHER):
        trusts = [population(1_000_000 + 3 * number + each) for each in range(3)]
        attacks = [Attack(each, list(told(each))) for each in trusts]
        alls = [_all_of(each) for each in trusts]
        totals = [
            [figures[value] for figures in alls[:many]]
            for many in (2, 3)
            for value in set.intersection(*(set(figures) for figures in alls[:many]))
        ]
        assert together(attacks, totals) == [], number


@pytest.mark.parametrize("control", [told_by_primary_suppression, told_of_own_people])
def test_the_same_attacker_breaks_what_is_told_with_less_care(control: object) -> None:
    """Small groups alone held back; and figures each of whoever has them. The attacker is no straw man."""
    assert callable(control)
    broken = 0
    for number in range(CONTROLS):
        one = population(number)
        broken += bool(Attack(one, list(control(one))).recovered())

    assert broken > CONTROLS / 3


def _known(attack: Attack) -> Iterator[tuple[frozenset[int], Value, tuple[float, float]]]:
    """Secrets that a linear programme bounds to one value, or statements held back to less than a point."""
    chance = random.Random(attack.population.number)
    secrets = attack.secrets if attack.figures else []
    for people, value in chance.sample(secrets, min(BOUNDED, len(secrets))):
        low, high = attack.bounds(people, value)
        if high - low < 1e-6:
            yield people, value, (low, high)
    for people, column in _statements_held_back(attack.population):
        low, high = attack.bounds(people, column)
        if high - low < POINT * len(people) - 1e-6:
            yield people, column, (low, high)


def _statements_held_back(one: Population) -> Iterator[tuple[frozenset[int], int]]:
    """In which all are alike."""
    if one.decision:
        base = frozenset(one.decision.base)
        for side in one.rules.sub_scales:
            for item in side.items if side.code not in one.decision.answering else ():
                column = one.codes.index(item.code)
                people = base & one.having(column)
                if one.is_secret(people, column) and len(people) >= one.fewest:
                    yield people, column


def _too_close(one: Population) -> Iterator[tuple[int, int]]:
    """Two groups that are told of, and few who are in the one and not in the other."""
    base = frozenset(one.decision.base if one.decision else ())
    groups = groups_told(one)
    for people in ([*groups], [each & base for each in groups]):
        for first, second in permutations(people, 2):
            if 0 < len(first - second) < one.fewest and people[0] and (base or people == groups):
                yield len(first), len(second)


def _narrow(one: Population) -> Iterator[tuple[int, tuple[float, float]]]:
    """Cells that are put together with others, of which it is nearly known how many they are."""
    if one.decision is None:
        return
    kinds = sorted(set(one.cells))
    groups = groups_told(one)
    for told_of in (frozenset(range(len(one.cells))), frozenset(one.decision.base)):
        counted = Counter(one.cells[place] for place in told_of)
        counts = [counted[cell] for cell in kinds]
        of = [frozenset(kinds.index(one.cells[place]) for place in group) for group in groups]
        for _, cells in one.decision.atoms if told_of else ():
            mine = [kinds.index(cell) for cell in cells if cell in kinds]
            # Cells of one group stand in the same sums: what holds of one holds of all.
            if len(mine) > 1:
                low, high = numbers_of(counts, of, mine[0])
                if high - low < one.fewest:
                    yield mine[0], (low, high)


def _all_of(one: Population) -> dict[Value, Figure]:
    figures: Iterable[Figure] = told(one)
    largest = max((len(each.people) for each in figures if isinstance(each.value, tuple)), default=0)
    return {
        each.value: each
        for each in told(one)
        if isinstance(each.value, tuple) and len(each.people) == largest
    }
