"""What an analysis of questions may say, and from how many people on. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

LEAST = 10
"""Of fewer people nothing is said: a number could be read as one of them."""
LEAST_TO_DISCRIMINATE = 30
"""A correlation of fewer is mostly chance."""
WEAK = Decimal("0.15")


def percent(part: int, whole: int) -> int:
    share = Decimal(part * 100) / whole
    return int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@dataclass(frozen=True)
class ItemNumbers:
    """Of one question, over first attempts: how many were asked and right, and how well being right goes with
    being right on the other questions (corrected item-total correlation, point-biserial)."""

    asked: int
    right: int
    correlation: float | None

    @property
    def is_told(self) -> bool:
        return self.asked >= LEAST

    @property
    def facility(self) -> int | None:
        """Per cent."""
        return percent(self.right, self.asked) if self.is_told else None

    @property
    def discrimination(self) -> Decimal | None:
        """None of too few people, and where everybody, or nobody, was right."""
        if self.asked < LEAST_TO_DISCRIMINATE or self.correlation is None:
            return None
        return Decimal(self.correlation).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

    @property
    def is_backwards(self) -> bool:
        return self.discrimination is not None and self.discrimination < 0

    @property
    def is_weak(self) -> bool:
        return self.discrimination is not None and 0 <= self.discrimination < WEAK


NOBODY = ItemNumbers(0, 0, None)


@dataclass(frozen=True)
class AnswerCount:
    label: str
    correct: bool
    chosen: int
    percent: int


def answer_counts(
    counts: Mapping[str, int], listed: Sequence[tuple[str, str, bool]], *, asked: int, gone: str
) -> list[AnswerCount]:
    """Each answer as (id, words, right) with how many gave it; what is listed no more comes last, as one."""
    if asked < LEAST:
        return []
    rows = [
        AnswerCount(label, correct, counts.get(key, 0), percent(counts.get(key, 0), asked))
        for key, label, correct in listed
    ]
    known = {key for key, _label, _correct in listed}
    others = sum(number for key, number in counts.items() if key not in known)
    return [*rows, AnswerCount(gone, False, others, percent(others, asked))] if others else rows
