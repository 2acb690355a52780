"""Which figures are held back, so that nobody is told about few people. Pure.

A group below the threshold is hidden. Where the total is known too, what is hidden could be had by taking
the others away from it: so the hidden groups together must reach the threshold, and the next smallest ones go
with them until they do.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

from kernel.conf import setting

K = TypeVar("K", bound=Hashable)

FEWEST = 10


def threshold() -> int:
    return setting("LEADERSHIP_REPORT_FEWEST", FEWEST)


def is_shown(count: int, *, fewest: int) -> bool:
    return count >= fewest


def hidden(counts: Mapping[K, int], *, fewest: int) -> frozenset[K]:
    """Of groups whose total is shown, those that are held back. Groups of nobody tell of nobody."""
    by_size = sorted((count, place, key) for place, (key, count) in enumerate(counts.items()) if count)
    held: list[K] = [key for count, _place, key in by_size if count < fewest]
    people = sum(counts[key] for key in held)
    for count, _place, key in by_size[len(held) :]:
        if not held or people >= fewest:
            break
        held.append(key)
        people += count
    return frozenset(held)
