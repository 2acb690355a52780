"""Counts that grow, and what their differences would tell."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from engagement.comparing.rules.turns import Divided, divided, grown


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([], []),
        ([9, 10], [None, 10]),
        ([10, 19, 20], [10, None, 20]),
        ([12, 12], [12, 12]),
        ([0, 0], [None, None]),
        ([30, 25], [30, None]),
    ],
)
def test_a_count_that_grows(counts: list[int], told: list[int | None]) -> None:
    assert grown(counts, fewest=10) == told


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([(19, 9), (20, 10)], [None, (20, 10)]),
        ([(20, 10), (29, 15), (40, 20)], [(20, 10), None, (40, 20)]),
        ([(20, 10), (20, 10)], [(20, 10), (20, 10)]),
        # All ten who came are on one side: the difference would speak of each of them.
        ([(20, 10), (30, 20)], [(20, 10), None]),
        ([(15, 15)], [None]),
    ],
)
def test_a_count_of_two_sides(counts: Sequence[Divided], told: list[Divided | None]) -> None:
    assert divided(counts, fewest=10) == told
