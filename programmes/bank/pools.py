"""Which questions of a bank each draw of a quiz may take. Pure.

A question belongs to the first draw that it fits: so no one is asked the same twice, and what can be drawn
does not depend on luck.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from programmes.activity_types.base import Value, items


@dataclass(frozen=True)
class Draw:
    count: int
    tags: frozenset[str] = frozenset()
    """Of these a question has all."""
    easiest: int = 1
    hardest: int = 5


@dataclass(frozen=True)
class Candidate:
    key: str
    tags: frozenset[str]
    difficulty: int

    def fits(self, draw: Draw) -> bool:
        return draw.tags <= self.tags and draw.easiest <= self.difficulty <= draw.hardest


def tags_in(text: str) -> list[str]:
    """Tags as they are typed, with commas between them: small letters, each once, in their order."""
    named = (" ".join(each.split()).lower() for each in text.split(","))
    return list(dict.fromkeys(each for each in named if each))


def draws_of(value: Value) -> list[Draw]:
    return [
        Draw(
            count=draw.get("count") or 0,
            tags=frozenset(tags_in(draw.get("tags") or "")),
            easiest=int(draw.get("easiest") or 1),
            hardest=int(draw.get("hardest") or 5),
        )
        for _id, draw in items(value, "draws")
    ]


def pools(candidates: Iterable[Candidate], draws: Sequence[Draw]) -> list[list[str]]:
    """For each draw the keys of its questions, in the order of the candidates."""
    found: list[list[str]] = [[] for _draw in draws]
    for candidate in candidates:
        place = next((place for place, draw in enumerate(draws) if candidate.fits(draw)), None)
        if place is not None:
            found[place].append(candidate.key)
    return found
