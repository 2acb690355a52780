"""Means, quartiles and percentages, half up, in decimal arithmetic: 2.25 is 2.3, and 0.5 per cent is 1."""

from __future__ import annotations

from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal


def mean(total: int, count: int) -> Decimal | None:
    """With one decimal; None of nothing."""
    if not count:
        return None
    return _tenth(Decimal(total) / count)


def quartiles(values: Collection[int]) -> tuple[Decimal, Decimal, Decimal] | None:
    """The second is the median. Between two values in proportion, and with one decimal; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    first, second, third = (_at(ordered, quarter) for quarter in (1, 2, 3))
    return first, second, third


def _at(ordered: list[int], quarter: int) -> Decimal:
    place, rest = divmod(quarter * (len(ordered) - 1), 4)
    after = ordered[min(place + 1, len(ordered) - 1)]
    return _tenth(ordered[place] + Decimal(rest * (after - ordered[place])) / 4)


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def percent(part: int, whole: int) -> int | None:
    if not whole:
        return None
    return int((Decimal(100 * part) / whole).quantize(Decimal(1), rounding=ROUND_HALF_UP))
