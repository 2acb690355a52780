"""From answers to scores between 0 and 100, exactly. Pure: no database, no clock, no rounding on the way.

The rules, for a scale of ``points`` answers (1 to ``points``):

* An item that was left out, or answered with "cannot say", has no answer; it is neither low nor middling.
* A reverse-keyed answer ``a`` counts as ``points + 1 - a``.
* A **sub-scale** has a score when at least ``minimum`` of its items are answered:
  100 × (mean of the answered items - 1) ÷ (points - 1).
* A **meta-scale** (theme) has a score when each of its sub-scales has one: their mean. Both sides count the
  same, however many items each has. One that is declared to have one side only is that side.
* The **index** has a score when each meta-scale has one: their mean. If one is missing there is no index: an
  index of the others would be another measure under the same name.

Worked example: five points, a theme with two sub-scales of three items, minimum 2; ``o3`` is reverse-keyed.

    >>> o3 = ItemRule("o3", is_reversed=True)
    >>> organisation = SubScaleRule("o", 2, (ItemRule("o1"), ItemRule("o2"), o3))
    >>> individual = SubScaleRule("i", 2, (ItemRule("i1"), ItemRule("i2"), ItemRule("i3")))
    >>> rules = Rules(5, (MetaScaleRule("theme", (organisation, individual)),))

Answers 4, 5 and 2 on the organisation's side: the 2 counts as 4, the mean is 13/3, the score 100 × 10/3 ÷ 4.

    >>> scores = score(rules, {"o1": 4, "o2": 5, "o3": 2, "i1": 3, "i2": None, "i3": 4})
    >>> scores.sub_scales["o"]
    Fraction(250, 3)
    >>> shown(scores.sub_scales["o"])
    Decimal('83.3')

On the individual's side ``i2`` was "cannot say": two answers are enough, their mean is 7/2.

    >>> scores.sub_scales["i"]
    Fraction(125, 2)
    >>> scores.meta_scales["theme"], shown(scores.index)
    (Fraction(875, 12), Decimal('72.9'))

With one answer fewer that side has no score, and so neither theme nor index has one; the other side stays.

    >>> fewer = score(rules, {"o1": 4, "o2": 5, "o3": 2, "i1": 3})
    >>> fewer.sub_scales["i"], fewer.meta_scales["theme"], fewer.index, fewer.sub_scales["o"]
    (None, None, None, Fraction(250, 3))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

CANNOT_SAY = None
"""The answer that is none."""

Answers = Mapping[str, int | None]
"""By the item's code; what was not answered is absent or ``CANNOT_SAY``."""

Score = Fraction | None


@dataclass(frozen=True)
class ItemRule:
    code: str
    is_reversed: bool = False


@dataclass(frozen=True)
class SubScaleRule:
    code: str
    minimum: int
    items: tuple[ItemRule, ...]


@dataclass(frozen=True)
class MetaScaleRule:
    code: str
    sub_scales: tuple[SubScaleRule, ...]


@dataclass(frozen=True)
class Rules:
    points: int
    meta_scales: tuple[MetaScaleRule, ...]

    @property
    def sub_scales(self) -> tuple[SubScaleRule, ...]:
        return tuple(each for meta in self.meta_scales for each in meta.sub_scales)


@dataclass(frozen=True)
class Scores:
    """Of one person's answers; ``None`` where there is no score."""

    sub_scales: Mapping[str, Score]
    meta_scales: Mapping[str, Score]
    index: Score


class AnswerOutOfRange(ValueError):
    """An answer that the scale does not have."""


def keyed(answer: int, *, points: int, is_reversed: bool) -> int:
    """What an answer counts: high is always the favourable end."""
    if not 1 <= answer <= points:
        raise AnswerOutOfRange(f"an answer is 1 to {points}, not {answer}")
    return points + 1 - answer if is_reversed else answer


def score(rules: Rules, answers: Answers) -> Scores:
    subs = {each.code: sub_scale_score(each, answers, points=rules.points) for each in rules.sub_scales}
    metas = {meta.code: mean_of(subs[each.code] for each in meta.sub_scales) for meta in rules.meta_scales}
    return Scores(subs, metas, mean_of(metas.values()))


def sub_scale_score(rule: SubScaleRule, answers: Answers, *, points: int) -> Score:
    counted = [
        keyed(answer, points=points, is_reversed=item.is_reversed)
        for item in rule.items
        if (answer := answers.get(item.code)) is not None
    ]
    if not counted or len(counted) < rule.minimum:
        return None
    return Fraction(100 * (sum(counted) - len(counted)), len(counted) * (points - 1))


def mean_of(scores: Iterable[Score]) -> Score:
    """Of all of them, or none: a missing score is never left out of a mean."""
    found = list(scores)
    present = [each for each in found if each is not None]
    if not found or len(present) < len(found):
        return None
    return sum(present, Fraction()) / len(present)


def shown(value: Score) -> Decimal | None:
    """Half up to one decimal, for reading; nothing is computed from it."""
    if value is None:
        return None
    return Decimal(floor(value * 10 + Fraction(1, 2))).scaleb(-1)
