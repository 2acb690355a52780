"""Which groups are told of: all, those of each category, and those of a combination. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from engagement.waves.rules import merging

By = tuple[int, ...]
"""Places of dimensions; none for all."""


@dataclass(frozen=True)
class Slice:
    """``atoms`` by their numbers, from 1. Without any it cannot be told: its people are with others."""

    dimension: str
    category: str
    atoms: tuple[int, ...]
    is_whole: bool


def named(by: By, dimensions: Sequence[str]) -> str:
    return " × ".join(dimensions[place] for place in by)


def combined(dimensions: Sequence[str]) -> list[By]:
    """What can be told after all and each category: two of the dimensions, then three."""
    places = range(len(dimensions))
    return [by for size in range(2, len(dimensions) + 1) for by in combinations(places, size)]


def slices(atoms: Sequence[merging.Stratum], dimensions: Sequence[str], by: By) -> list[Slice]:
    """Every category of these dimensions that somebody is in."""
    if not by:
        return [Slice("", "", tuple(range(1, len(atoms) + 1)), is_whole=True)]
    parts = [frozenset(_part(cell, by) for cell in cells) for cells in atoms]
    return [
        Slice(
            named(by, dimensions),
            " · ".join(category),
            tuple(number for number, part in enumerate(parts, start=1) if part == {category}),
            is_whole=all(len(part) == 1 for part in parts if category in part),
        )
        for category in sorted({each for part in parts for each in part})
        if len(category) == len(by)
    ]


def _part(cell: merging.Cell, by: By) -> tuple[str, ...]:
    """Managers may have no categories."""
    return tuple(cell[place] for place in by) if len(cell) > max(by) else ()
