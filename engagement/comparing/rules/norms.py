"""Norms out of the means of trusts: deciles, five bands, and where a trust lies. Pure."""

from __future__ import annotations

import statistics
from bisect import bisect_right
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from engagement.results.rules.statistics import quintile_bands

LEAST_APART = 5
"""Two norm sets of the same questionnaire differ in at least so many results."""
_STEP = Decimal("0.000001")


def cuts_of(means: Sequence[Decimal]) -> list[Decimal]:
    """Where the second to the fifth fifth of trusts begin."""
    return [_kept(each) for each in quintile_bands([float(mean) for mean in means])]


def deciles_of(means: Sequence[Decimal]) -> list[Decimal]:
    return [_kept(each) for each in statistics.quantiles(map(float, means), n=10, method="inclusive")]


def band_of(mean: Decimal, cuts: Sequence[Decimal]) -> int:
    """1, the lowest, to 5. Whoever is where a band begins is in it."""
    return bisect_right(list(cuts), mean) + 1


def above_of_ten(mean: Decimal, deciles: Sequence[Decimal]) -> int | None:
    """Above how many tenths of the trusts a mean lies; None where the norms do not say."""
    return bisect_right(list(deciles), mean) if deciles else None


def differ_too_little(now: frozenset[int], earlier: frozenset[int]) -> bool:
    """Whether what lies between two norm sets would tell of a few trusts, or of none."""
    return len(now ^ earlier) < LEAST_APART


def _kept(value: float) -> Decimal:
    return Decimal(value).quantize(_STEP, rounding=ROUND_HALF_UP)
