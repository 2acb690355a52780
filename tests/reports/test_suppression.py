"""What is held back, and means and percentages half up."""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import product

import pytest

from lms.reports import rounding, suppression


@pytest.mark.parametrize(
    ("counts", "held"),
    [
        ({"a": 30, "b": 25}, set()),
        ({"a": 30, "b": 4}, {"a", "b"}),
        ({"a": 30, "b": 25, "c": 4}, {"b", "c"}),
        ({"a": 30, "b": 6, "c": 4}, {"b", "c"}),
        ({"a": 30, "b": 5, "c": 4}, {"a", "b", "c"}),
        ({"a": 30, "b": 0}, set()),
        ({"a": 3}, {"a"}),
        ({}, set()),
    ],
)
def test_what_would_reveal_a_small_group_goes_with_it(counts: dict[str, int], held: set[str]) -> None:
    assert suppression.hidden(counts, fewest=10) == held


def test_the_threshold_is_ten_and_a_setting(settings: object) -> None:
    assert suppression.threshold() == 10
    settings.LEADERSHIP_REPORT_FEWEST = 3  # type: ignore[attr-defined]
    assert suppression.threshold() == 3
    assert [suppression.is_shown(count, fewest=3) for count in (2, 3)] == [False, True]


@pytest.mark.parametrize(
    ("total", "count", "mean"), [(9, 4, "2.3"), (0, 5, "0.0"), (7, 2, "3.5"), (22, 10, "2.2")]
)
def test_means_go_half_up(total: int, count: int, mean: str) -> None:
    assert rounding.mean(total, count) == Decimal(mean)
    assert rounding.mean(total, 0) is None


@pytest.mark.parametrize(("part", "whole", "percent"), [(1, 200, 1), (5, 8, 63), (7, 12, 58), (0, 3, 0)])
def test_percentages_go_half_up(part: int, whole: int, percent: int) -> None:
    assert rounding.percent(part, whole) == percent
    assert rounding.percent(part, 0) is None


def test_some_are_held_back_whatever_their_size_and_never_alone() -> None:
    counts = {"a": 30, "b": 25, "c": 20, "d": 0}

    assert suppression.hidden(counts, fewest=10, also={"a"}) == {"a", "c"}
    assert suppression.hidden(counts, fewest=10, also={"a", "b"}) == {"a", "b"}
    assert suppression.hidden(counts, fewest=10, also={"d"}) == frozenset()
    assert suppression.hidden({"a": 30}, fewest=10, also={"a"}) == {"a"}


def cells(*rows: tuple[int, ...]) -> dict[suppression.Cell, int]:
    return {(row, column): count for row, counts in enumerate(rows) for column, count in enumerate(counts)}


@pytest.mark.parametrize(
    ("rows", "held"),
    [
        ([(10, 20), (30, 0)], set()),
        # One small cell takes another of its row and of its column, and those the fourth.
        ([(4, 20), (30, 40)], {(0, 0), (0, 1), (1, 0), (1, 1)}),
        # Of three rows the smallest that is enough goes with it.
        ([(4, 20), (30, 40), (60, 70)], {(0, 0), (0, 1), (1, 0), (1, 1)}),
        ([(4, 20, 50), (30, 40, 60), (60, 70, 80)], {(0, 0), (0, 1), (1, 0), (1, 1)}),
        # Where nothing else is left, nobody goes with it: else 34 less 30 would be told.
        ([(30, 4), (0, 20)], {(0, 0), (0, 1), (1, 0), (1, 1)}),
        ([(5,), (30,)], {(0, 0), (1, 0)}),
        ([], set()),
    ],
)
def test_in_a_table_no_line_gives_a_hidden_cell_away(
    rows: list[tuple[int, ...]], held: set[tuple[int, int]]
) -> None:
    assert suppression.hidden_in_table(cells(*rows), fewest=10) == held


def test_every_line_of_any_table_hides_nothing_or_enough() -> None:
    """Enough people, and more than one cell: unless the line has no other."""
    chance = random.Random(4)
    for _table in range(200):
        table = {
            (x, y, z): chance.choice((0, 0, 3, 8, 15, 40))
            for x, y, z in product(range(3), range(2), range(3))
        }
        held = suppression.hidden_in_table(table, fewest=10)
        assert {cell for cell, count in table.items() if 0 < count < 10} <= held
        for axis in range(3):
            for one in table:
                line = [
                    cell for cell in table if cell[:axis] + cell[axis + 1 :] == one[:axis] + one[axis + 1 :]
                ]
                hidden = [cell for cell in line if cell in held]
                people = sum(table[cell] for cell in hidden)
                assert len(hidden) != 1
                assert not people or people >= 10 or sum(table[cell] for cell in line) == people
