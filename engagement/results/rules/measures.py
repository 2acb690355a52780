"""What is measured: the index, themes, and the sides of themes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engagement.instruments.rules.scoring import Rules, Scores, score
from engagement.results.enums import MeasureKind

Measure = tuple[str, str]
"""Its kind and its code: a theme and one of its sides may have the same code."""

INDEX: Measure = (MeasureKind.INDEX.value, "index")


@dataclass(frozen=True)
class Person:
    """One response: in which stratum, what was answered, and the scores that there are."""

    stratum: int
    answers: tuple[int | None, ...]
    scores: Mapping[Measure, Fraction]


def sub(code: str) -> Measure:
    return (MeasureKind.SUB.value, code)


def meta(code: str) -> Measure:
    return (MeasureKind.META.value, code)


def made_of(rules: Rules) -> dict[Measure, tuple[str, ...]]:
    """Every measure with the sides that it is the mean of: the index first, each theme before its sides."""
    found = {INDEX: tuple(each.code for each in rules.sub_scales)}
    for theme in rules.meta_scales:
        found[meta(theme.code)] = tuple(each.code for each in theme.sub_scales)
        found |= {sub(each.code): (each.code,) for each in theme.sub_scales}
    return found


def person(rules: Rules, codes: Sequence[str], *, stratum: int, answers: Sequence[int | None]) -> Person:
    """``codes`` are those of the items, in the order in which the answers are kept."""
    found = score(rules, dict(zip(codes, answers, strict=True)))
    return Person(stratum, tuple(answers), {key: value for key, value in _all(found) if value is not None})


def _all(found: Scores) -> list[tuple[Measure, Fraction | None]]:
    subs = [(sub(code), value) for code, value in found.sub_scales.items()]
    return [(INDEX, found.index), *((meta(code), value) for code, value in found.meta_scales.items()), *subs]
