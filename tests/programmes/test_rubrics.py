"""Points of a rubric, and when two markers have to agree."""

from __future__ import annotations

from typing import Any

import pytest

from programmes.rules import rubrics
from programmes.rules.rubrics import Mark

LEVELS = [{"id": "low", "points": 0}, {"id": "mid", "points": 5}, {"id": "high", "points": 10}]
SCORING: dict[str, Any] = {
    "criteria": [{"id": "a", "levels": LEVELS, "least": 0}, {"id": "b", "levels": LEVELS, "least": 5}],
    "pass_points": 10,
    "margin": 3,
}


@pytest.mark.parametrize(
    ("levels", "mark"),
    [
        ({"a": "high", "b": "mid"}, Mark(15, 20, True)),
        ({"a": "mid", "b": "mid"}, Mark(10, 20, True)),
        ({"a": "low", "b": "mid"}, Mark(5, 20, False)),
        ({"a": "high", "b": "low"}, Mark(10, 20, False)),
        ({"a": "high"}, Mark(10, 20, False, ("b",))),
        ({"a": "other", "b": None}, Mark(0, 20, False, ("a", "b"))),
    ],
)
def test_points_pass_and_what_is_missing(levels: dict[str, Any], mark: Mark) -> None:
    assert rubrics.mark(SCORING, levels) == mark


@pytest.mark.parametrize(
    ("points", "passed", "agree"),
    [
        ((12, 15), (True, True), False),
        ((12, 16), (True, True), True),
        ((9, 10), (False, True), True),
        ((3, 6), (False, False), False),
    ],
)
def test_two_agree_beyond_the_margin_or_where_only_one_passes(
    points: tuple[int, int], passed: tuple[bool, bool], agree: bool
) -> None:
    marks = [Mark(each, 20, is_passed) for each, is_passed in zip(points, passed, strict=True)]

    assert rubrics.have_to_agree(SCORING, marks) is agree


@pytest.mark.parametrize(("points", "mean"), [((12, 15), 14), ((12, 14), 13), ((13,), 13), ((0, 1), 1)])
def test_the_mean_counts_half_a_point_up(points: tuple[int, ...], mean: int) -> None:
    assert rubrics.joined([Mark(each, 20, True) for each in points]) == Mark(mean, 20, True)
