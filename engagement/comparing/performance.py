"""Engagement beside outcomes: which trusts can be paired, how both go together, who is at either end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from engagement.comparing.models.norms import FEWEST_TRUSTS
from engagement.comparing.rules import norms
from engagement.comparing.selectors import Headline, Outcome, successors, values_of
from engagement.results.rules.statistics import Correlation, pearson, spearman

T = TypeVar("T")
MOST_AT_AN_END = 10


@dataclass(frozen=True)
class Pair:
    """A trust of today, with its engagement and its outcome, each from whichever trust it was then."""

    trust: int
    headline: Headline
    engagement: Decimal
    outcome: Decimal
    engagement_fifth: int
    outcome_fifth: int


@dataclass(frozen=True)
class Relation:
    """``merged`` are left out: two of those that became one have a figure each, which nobody can add up."""

    pairs: list[Pair]
    pearson: Correlation | None
    spearman: Correlation | None
    without_outcome: int
    merged: int

    @property
    def is_enough(self) -> bool:
        return len(self.pairs) >= FEWEST_TRUSTS

    def at_either_end(self) -> tuple[list[Pair], list[Pair]]:
        """The highest and the lowest in engagement, ten of each at most, and nobody in both."""
        ordered = sorted(self.pairs, key=lambda each: (-each.engagement, each.trust))
        count = min(MOST_AT_AN_END, len(ordered) // 2)
        return ordered[:count], ordered[len(ordered) - count :]


def relation(found: Sequence[Headline], *, measure: str, outcome: Outcome) -> Relation:
    """``found`` are the waves that may be used, the latest first."""
    after = successors()
    engaged, unclear = _of_today(
        ((each.wave.organisation_id, each) for each in found if measure in each.means), after, first=True
    )
    values, unclear_values = _of_today(values_of(outcome).items(), after)
    both = sorted(engaged.keys() & values.keys())
    pairs = _paired(both, engaged, values, measure)
    xs, ys = [float(each.engagement) for each in pairs], [float(each.outcome) for each in pairs]
    merged = (unclear & (values.keys() | unclear_values)) | (unclear_values & engaged.keys())
    return Relation(
        pairs,
        pearson(xs, ys),
        spearman(xs, ys),
        len(engaged.keys() - values.keys() - unclear_values),
        len(merged),
    )


def _of_today(
    rows: Iterable[tuple[int, T]], after: Mapping[int, int], *, first: bool = False
) -> tuple[dict[int, T], set[int]]:
    """By the trust that there is today: its own figure, or that of the one whose place it took.

    ``first``: of several of one organisation the first counts, else the last. Where two that became one have
    figures, and the new one none, there is none.
    """
    own: dict[int, T] = {}
    before: dict[int, dict[int, T]] = defaultdict(dict)
    for organisation, row in rows:
        place = before[after[organisation]] if organisation in after else own
        if not (first and organisation in place):
            place[organisation] = row
    unclear = {trust for trust, each in before.items() if trust not in own and len(each) > 1}
    taken = {t: next(iter(each.values())) for t, each in before.items() if len(each) == 1}
    return {**taken, **own}, unclear


def _paired(
    both: Sequence[int], engaged: Mapping[int, Headline], values: Mapping[int, Decimal], measure: str
) -> list[Pair]:
    means = {trust: engaged[trust].means[measure] for trust in both}
    fifth_of_mean, fifth_of_value = _fifths(means), _fifths({trust: values[trust] for trust in both})
    return [
        Pair(
            trust,
            engaged[trust],
            means[trust],
            values[trust],
            fifth_of_mean(means[trust]),
            fifth_of_value(values[trust]),
        )
        for trust in both
    ]


def _fifths(values: Mapping[int, Decimal]) -> Callable[[Decimal], int]:
    cuts = norms.cuts_of(list(values.values())) if len(values) > 1 else []
    return lambda value: norms.band_of(value, cuts)
