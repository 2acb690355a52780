"""What is held back, and means and percentages half up."""

from __future__ import annotations

from decimal import Decimal

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
