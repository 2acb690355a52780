"""Engagement beside outcomes as a page shows it: a scatter, tables, and a reading that claims no cause."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from engagement.comparing.performance import Pair, Relation
from engagement.comparing.rules import norms
from engagement.results.rules.statistics import Correlation

WIDTH, HEIGHT, MARGIN, INSET = 640, 400, 56, 40
TICKS = 5


@dataclass(frozen=True)
class Looker:
    """Who looks. To leads a trust that did not agree to be named shows its outcome by fifths alone.

    Outcomes are public figures: the exact one would say which trust it is.
    """

    named: Collection[int]
    own: Collection[int] = ()
    sees_exactly: bool = False

    def is_own(self, pair: Pair) -> bool:
        return pair.headline.wave.organisation_id in self.own

    def names(self, pair: Pair) -> bool:
        return pair.headline.wave.organisation_id in self.named or self.is_own(pair)


@dataclass(frozen=True)
class Row:
    name: str
    is_own: bool
    engagement: Decimal
    outcome: str
    pair: Pair


@dataclass(frozen=True)
class Dot:
    x: int
    y: int
    title: str
    is_own: bool


@dataclass(frozen=True)
class Tick:
    at: int
    label: str


@dataclass(frozen=True)
class Picture:
    dots: list[Dot]
    across: list[Tick]
    up: list[Tick]


def rows_of(relation: Relation, looker: Looker) -> list[Row]:
    """In the order of engagement. Numbers in place of names follow ids that are random."""
    ordered = sorted(relation.pairs, key=lambda pair: pair.headline.organisation.uid)
    numbers = {pair.trust: number for number, pair in enumerate(ordered, start=1)}
    places = max((_places(pair.outcome) for pair in relation.pairs), default=0)
    found = [_row(pair, looker, numbers[pair.trust], places) for pair in relation.pairs]
    return sorted(found, key=lambda row: (-row.pair.engagement, row.pair.trust))


def _row(pair: Pair, looker: Looker, number: int, places: int) -> Row:
    is_named = looker.names(pair)
    name = pair.headline.organisation.name if is_named else _("Trust %(number)s") % {"number": number}
    exact = looker.sees_exactly or is_named
    outcome = f"{pair.outcome:.{places}f}" if exact else fifth(pair.outcome_fifth)
    return Row(name, looker.is_own(pair), one_place(pair.engagement), outcome, pair)


def fifth(band: int) -> str:
    names = (
        _("lowest fifth"),
        _("second lowest fifth"),
        _("middle fifth"),
        _("second highest fifth"),
        _("highest fifth"),
    )
    return names[band - 1]


def at_either_end(relation: Relation, rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    by_trust = {row.pair.trust: row for row in rows}
    top, bottom = relation.at_either_end()
    return [by_trust[pair.trust] for pair in top], [by_trust[pair.trust] for pair in bottom]


def picture(rows: Sequence[Row], looker: Looker) -> Picture:
    values = sorted(row.pair.outcome for row in rows)
    middles = _middles([row.pair for row in rows])

    def outcome_of(row: Row) -> Decimal:
        exact = looker.sees_exactly or looker.names(row.pair)
        return row.pair.outcome if exact else middles[row.pair.outcome_fifth]

    lowest = min(row.pair.engagement for row in rows)
    xs = _Axis(lowest, max(row.pair.engagement for row in rows), MARGIN + INSET, WIDTH - INSET)
    ys = _Axis(values[0], values[-1], HEIGHT - MARGIN - 16, INSET)
    dots = [
        Dot(xs.at(row.pair.engagement), ys.at(outcome_of(row)), f"{row.name}: {row.engagement}", row.is_own)
        for row in rows
    ]
    return Picture(dots, xs.ticks(), ys.ticks())


def _middles(pairs: Sequence[Pair]) -> dict[int, Decimal]:
    """Where the trusts of each fifth are drawn: half-way through it, which is nobody's own figure."""
    values = [pair.outcome for pair in pairs]
    edges = [min(values), *norms.cuts_of(values), max(values)]
    return {band: (edges[band - 1] + edges[band]) / 2 for band in range(1, len(edges))}


@dataclass(frozen=True)
class _Axis:
    lowest: Decimal
    highest: Decimal
    start: int
    end: int

    def at(self, value: Decimal) -> int:
        spread = self.highest - self.lowest
        share = (value - self.lowest) / spread if spread else Decimal("0.5")
        return int((self.start + share * (self.end - self.start)).quantize(Decimal(1), ROUND_HALF_UP))

    def ticks(self) -> list[Tick]:
        step = (self.highest - self.lowest) / (TICKS - 1)
        values = [self.lowest + step * number for number in range(TICKS)] if step else [self.lowest]
        places = Decimal("0.01") if step < 1 else Decimal("0.1")
        return [Tick(self.at(each), str(each.quantize(places, ROUND_HALF_UP))) for each in values]


def in_words(found: Correlation | None, *, measure: str, outcome: str) -> str:
    """What the figures say, as weakly as they say it."""
    if found is None:
        return _("One of the two is the same everywhere, so that nothing goes along with it.")
    given = {"measure": measure, "outcome": outcome, "n": found.n}
    if found.low <= 0 <= found.high:
        said = _("%(n)s trusts are too few to tell whether “%(outcome)s” goes along with “%(measure)s”.")
        return said % given
    if found.r > 0:
        said = _(
            "Of %(n)s trusts, those that are higher in “%(measure)s” tend to be higher in “%(outcome)s”."
        )
    else:
        said = _("Of %(n)s trusts, those that are higher in “%(measure)s” tend to be lower in “%(outcome)s”.")
    return f"{said % given} {strength(found.r)}"


def strength(r: float) -> str:
    if abs(r) < 0.3:
        return _("They hardly go together: knowing one says little about the other.")
    if abs(r) < 0.5:
        return _("They go together loosely, with many exceptions.")
    return _("They go together closely, with exceptions.")


def by_chance(pairs: int) -> str:
    """How many of so many would look like something at five in a hundred."""
    return _plain((Decimal(pairs) / 20).quantize(Decimal("0.1"), ROUND_HALF_UP))


def one_place(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def _places(value: Decimal) -> int:
    """After the point: a column has as many as the figure in it that was measured most closely."""
    return max(0, -int(value.normalize().as_tuple().exponent))


def _plain(value: Decimal) -> str:
    """Without noughts at the end that nobody measured."""
    return f"{value.normalize():f}"
