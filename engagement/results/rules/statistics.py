"""What is worked out from scores: means, reliability, differences, correlations, places. Pure.

Every interval is one of 95 %. Sums are taken so that the order of people makes no difference. The
distributions are SciPy's (ADR 45), loaded when the first interval is asked for: starting the site does not
wait for them.
"""

from __future__ import annotations

import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import import_module
from math import atanh, fsum, sqrt, tanh
from typing import Any

Number = Fraction | float
Interval = tuple[float, float]

TAIL = 0.025
"""Of each side, outside an interval of 95 %."""


@dataclass(frozen=True)
class Described:
    """A group's scores; one person alone has neither spread nor interval."""

    n: int
    mean: float
    sd: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Alpha:
    """Reliability of a measure of so many items, from the ``n`` people who answered all of them."""

    items: int
    n: int
    alpha: float
    low: float
    high: float


@dataclass(frozen=True)
class Change:
    """A difference of two means; without an interval where one of them is one person's."""

    difference: float
    low: float | None
    high: float | None

    @property
    def may_be_chance(self) -> bool:
        return self.low is None or self.high is None or self.low <= 0 <= self.high


@dataclass(frozen=True)
class Correlation:
    """``p``: how often chance alone would give one as strong as this where there is none."""

    n: int
    r: float
    low: float
    high: float
    p: float


def describe(values: Sequence[Number]) -> Described:
    """With the t interval of the mean, which may reach beyond what a scale can have."""
    if not values:
        raise ValueError("nobody has a score")
    found = [float(value) for value in values]
    n, mean = len(found), _mean(found)
    if n == 1:
        return Described(n, mean, None, None, None)
    sd = sqrt(_squares(found, mean) / (n - 1))
    reach = _t(n - 1) * sd / sqrt(n)
    return Described(n, mean, sd, mean - reach, mean + reach)


def cronbach(rows: Sequence[Sequence[int | None]]) -> Alpha | None:
    """Cronbach's alpha of keyed answers, a row for each person, with Feldt's interval.

    Who left out an item is left out (listwise deletion). There is none for fewer than two items or two
    people, nor where everybody has the same total.
    """
    complete = [[value for value in row if value is not None] for row in rows if None not in row]
    items = len(rows[0]) if rows else 0
    if items < 2 or len(complete) < 2:
        return None
    of_items = sum(_spread(column) for column in zip(*complete, strict=True))
    of_totals = _spread([sum(row) for row in complete])
    if not of_totals:
        return None
    alpha = float(Fraction(items, items - 1) * (1 - Fraction(of_items, of_totals)))
    low, high = alpha_interval(alpha, n=len(complete), items=items)
    return Alpha(items, len(complete), alpha, low, high)


def alpha_interval(alpha: float, *, n: int, items: int) -> Interval:
    """Feldt (1965): (1 - alpha) is distributed as an F."""
    special, of, by = _special(), n - 1, (n - 1) * (items - 1)
    low, high = (float(1 - (1 - alpha) * special.fdtri(of, by, share)) for share in (1 - TAIL, TAIL))
    return low, high


def change(before: Described, after: Described) -> Change:
    """Of the mean, with Welch's interval: two groups of their own, which may differ in their spread."""
    difference = after.mean - before.mean
    if before.sd is None or after.sd is None:
        return Change(difference, None, None)
    of_before, of_after = before.sd**2 / before.n, after.sd**2 / after.n
    error = of_before + of_after
    if not error:
        return Change(difference, difference, difference)
    degrees = error**2 / (of_before**2 / (before.n - 1) + of_after**2 / (after.n - 1))
    reach = _t(degrees) * sqrt(error)
    return Change(difference, difference - reach, difference + reach)


def gap(doctors: Described, managers: Described) -> Change:
    """By how much doctors' mean is above managers'."""
    return change(managers, doctors)


def pearson(xs: Sequence[Number], ys: Sequence[Number]) -> Correlation | None:
    """Along a straight line, with Fisher's interval; none for fewer than three or where one does not vary."""
    return _correlation(xs, ys, extra=0.0)


def spearman(xs: Sequence[Number], ys: Sequence[Number]) -> Correlation | None:
    """Of ranks, ties sharing theirs, with the interval of Bonett and Wright (2000)."""
    return _correlation(_ranks(xs), _ranks(ys), extra=0.5)


def percentile_of(value: Number, norms: Sequence[Number]) -> float:
    """How many of a hundred norms lie below; those that are equal count half."""
    if not norms:
        raise ValueError("there are no norms")
    ordered = sorted(norms)
    return 50.0 * (bisect_left(ordered, value) + bisect_right(ordered, value)) / len(ordered)


def quintile_bands(means: Sequence[Number]) -> tuple[float, float, float, float]:
    """Where the second to the fifth fifth begin, between two means in proportion."""
    found = [float(each) for each in means]
    first, second, third, fourth = statistics.quantiles(found, n=5, method="inclusive")
    return first, second, third, fourth


def _correlation(xs: Sequence[Number], ys: Sequence[Number], *, extra: float) -> Correlation | None:
    pairs = [(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]
    r = _product_moment(pairs)
    if r is None:
        return None
    n = len(pairs)
    if abs(r) == 1:
        return Correlation(n, r, r, r, 0.0)
    p = float(2 * _special().stdtr(n - 2, -abs(r) * sqrt((n - 2) / (1 - r * r))))
    if n == 3:
        return Correlation(n, r, -1.0, 1.0, p)
    reach = float(-_special().ndtri(TAIL)) * sqrt((1 + extra * r * r) / (n - 3))
    return Correlation(n, r, tanh(atanh(r) - reach), tanh(atanh(r) + reach), p)


def _product_moment(pairs: Sequence[tuple[float, float]]) -> float | None:
    if len(pairs) < 3:
        return None
    xs, ys = ([pair[place] for pair in pairs] for place in (0, 1))
    of_x, of_y = _mean(xs), _mean(ys)
    spread = sqrt(_squares(xs, of_x)) * sqrt(_squares(ys, of_y))
    if not spread:
        return None
    r = fsum((x - of_x) * (y - of_y) for x, y in pairs) / spread
    # Points on a line, but for the last digits of the reckoning.
    return max(-1.0, min(1.0, round(r, 15)))


def _ranks(values: Sequence[Number]) -> list[float]:
    ordered = sorted(values)
    return [(bisect_left(ordered, value) + bisect_right(ordered, value) + 1) / 2 for value in values]


def _mean(values: Sequence[float]) -> float:
    """Of the same values exactly that value, so that they have no spread."""
    return values[0] if min(values) == max(values) else fsum(values) / len(values)


def _squares(values: Sequence[float], mean: float) -> float:
    return fsum((value - mean) ** 2 for value in values)


def _spread(values: Sequence[int]) -> int:
    """The variance but for a factor that all of one group share."""
    return len(values) * sum(value * value for value in values) - sum(values) ** 2


def _t(degrees: float) -> float:
    return float(_special().stdtrit(degrees, 1 - TAIL))


@cache
def _special() -> Any:
    return import_module("scipy.special")
