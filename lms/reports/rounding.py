"""Means and percentages, half up, in decimal arithmetic: 2.25 is 2.3, and 0.5 per cent is 1."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def mean(total: int, count: int) -> Decimal | None:
    """With one decimal; None of nothing."""
    if not count:
        return None
    return (Decimal(total) / count).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def percent(part: int, whole: int) -> int | None:
    if not whole:
        return None
    return int((Decimal(100 * part) / whole).quantize(Decimal(1), rounding=ROUND_HALF_UP))
