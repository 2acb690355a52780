"""Published figures in words: rounded once, signed, and never claiming more than they can."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engagement.results.models import PublishedScore
from engagement.results.presenters.figures import Bar, Cell, cell_of, described, difference_of, shown, signed
from engagement.results.presenters.items import shade_of
from engagement.results.rules.statistics import Change, Described, change

MINUS = "\N{MINUS SIGN}"


def a_score(mean: str, *, low: str, high: str) -> PublishedScore:
    figures = {"mean": Decimal(mean), "low": Decimal(low), "high": Decimal(high)}
    return PublishedScore(n=20, sd=Decimal("12.5"), **figures)


def test_figures_are_rounded_half_up_once() -> None:
    assert [shown(Decimal(each)) for each in ("62.25", "62.249999", "0.05")] == ["62.3", "62.2", "0.1"]
    assert shown(Decimal("0.695"), 2) == "0.70"


def test_differences_have_their_sign_and_nought_has_none() -> None:
    assert [signed(each) for each in (3.14, -3.15, 0.04, -0.04)] == ["+3.1", f"{MINUS}3.2", "0.0", "0.0"]


def test_a_score_is_drawn_no_further_than_its_scale() -> None:
    cell = cell_of(a_score("97.5", low="93.25", high="101.75"))

    assert (cell.mean, cell.interval, cell.sd, cell.n) == ("97.5", "93.3 to 100.0", "12.5", 20)
    assert cell.bar == Bar("93.3", "6.8", "97.5")


def test_what_is_held_back_has_no_figure() -> None:
    held = PublishedScore(held_back="protects")

    assert cell_of(held) == Cell(missing="held back", is_held_back=True)
    assert described(held) is None
    assert cell_of(None) == Cell(missing="not published")


def test_the_same_figures_go_back_to_statistics() -> None:
    assert described(a_score("50", low="45", high="55")) == Described(20, 50.0, 12.5, 45.0, 55.0)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Change(5.0, -1.0, 11.0), "may be chance"),
        (Change(5.0, 1.0, 9.0), "higher"),
        (Change(-5.0, -9.0, -1.0), "lower"),
        (Change(5.0, None, None), "may be chance"),
    ],
)
def test_a_difference_is_read_by_its_interval(found: Change, said: str) -> None:
    assert difference_of("Index", "index", (None, None), found).reading == said


def test_a_difference_to_nothing_has_no_reading() -> None:
    score = a_score("50", low="45", high="55")
    read = difference_of("Index", "index", (None, score), None)
    assert (read.change, read.interval, read.reading) == ("", "", "")


def test_a_difference_is_worked_out_from_published_figures_alone() -> None:
    before, after = (a_score(each, low="40", high="70") for each in ("50", "62"))
    ends = tuple(described(each) for each in (before, after))
    assert all(ends)
    read = difference_of("Index", "index", (before, after), change(*ends))  # type: ignore[arg-type]
    assert (read.change, read.interval) == ("+12.0", "+4.0 to +20.0")


@pytest.mark.parametrize(
    ("points", "shades"), [(5, [1, 2, 3, 4, 5]), (2, [1, 5]), (3, [1, 3, 5]), (7, [1, 2, 2, 3, 4, 4, 5])]
)
def test_answers_are_shaded_from_end_to_end(points: int, shades: list[int]) -> None:
    assert [shade_of(point, points) for point in range(1, points + 1)] == shades
