"""The figures of what is told, as the database keeps them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from engagement.instruments.rules.scoring import SubScaleRule, keyed
from engagement.results.rules.deciding import Decision
from engagement.results.rules.measures import Measure, made_of
from engagement.results.rules.statistics import cronbach, describe

EXACTLY = Decimal("0.000001")
WITHIN = 900
"""What a column of figures can hold; reliabilities can lie far below nought."""


@dataclass(frozen=True)
class Score:
    n: int
    mean: Decimal
    sd: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Item:
    n: int
    mean: Decimal
    sd: Decimal
    counts: list[int]


@dataclass(frozen=True)
class Alpha:
    n: int
    alpha: Decimal
    low: Decimal
    high: Decimal


def scores(decision: Decision, atoms: Sequence[int]) -> Iterator[tuple[Measure, Score | None]]:
    """Every measure; nothing of what is held back."""
    for measure, is_told in decision.measures.items():
        yield measure, _score(decision.values(measure, atoms)) if is_told else None


def _score(values: Sequence[float]) -> Score:
    found = describe(values)
    mean, sd, low, high = (_kept(each) for each in (found.mean, found.sd, found.low, found.high))
    return Score(found.n, mean, sd, low, high)


def items(decision: Decision) -> Iterator[tuple[str, Item | None]]:
    """Every statement, as it was answered, in the order of the questionnaire."""
    side_of = {item.code: side.code for side in decision.rules.sub_scales for item in side.items}
    for column, code in enumerate(decision.codes):
        places = decision.answering.get(side_of[code])
        yield code, None if places is None else _item(decision, column, sorted(places))


def items_held_back(decision: Decision) -> int:
    return sum(len(side.items) for side in decision.rules.sub_scales if side.code not in decision.answering)


def _item(decision: Decision, column: int, places: Sequence[int]) -> Item:
    given = [decision.people[place].answers[column] for place in places]
    values = [each for each in given if each is not None]
    found = describe(values)
    points = range(1, decision.rules.points + 1)
    return Item(found.n, _kept(found.mean), _kept(found.sd), [values.count(point) for point in points])


def alphas(decision: Decision, *, fewest: int) -> Iterator[tuple[Measure, int, Alpha | None]]:
    """Every measure of two statements or more with their number."""
    sides = {side.code: side for side in decision.rules.sub_scales}
    for measure, codes in made_of(decision.rules).items():
        of = [sides[code] for code in codes]
        count = sum(len(side.items) for side in of)
        if count > 1:
            yield measure, count, _alpha(decision, of, fewest=fewest)


def _alpha(decision: Decision, sides: Sequence[SubScaleRule], *, fewest: int) -> Alpha | None:
    """Told where all of its statements are: it is made of them."""
    if any(side.code not in decision.answering for side in sides):
        return None
    places = set.intersection(*(set(decision.answering[side.code]) for side in sides))
    columns = [(decision.codes.index(item.code), item.is_reversed) for side in sides for item in side.items]
    rows = [
        [_keyed(decision, decision.people[place].answers[column], turned) for column, turned in columns]
        for place in sorted(places)
    ]
    found = cronbach(rows) if len(rows) >= fewest else None
    if found is None or max(abs(found.alpha), abs(found.low), abs(found.high)) > WITHIN:
        return None
    return Alpha(found.n, _kept(found.alpha), _kept(found.low), _kept(found.high))


def _keyed(decision: Decision, answer: int | None, is_reversed: bool) -> int | None:
    if answer is None:
        return None
    return keyed(answer, points=decision.rules.points, is_reversed=is_reversed)


def _kept(value: float | None) -> Decimal:
    if value is None:
        raise ValueError("what is told has a spread")
    return Decimal(value).quantize(EXACTLY)
