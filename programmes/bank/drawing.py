"""What somebody is asked: drawn from what was published, by a seed. The same seed draws the same. Pure.

The order follows from a hash, not from a generator of random numbers: it stays the same in every version of
Python and in every process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any


def shuffled(ids: Iterable[str], seed: int | str) -> list[str]:
    return sorted(ids, key=lambda each: (hashlib.sha256(f"{seed}:{each}".encode()).digest(), each))


def drawn(scoring: Mapping[str, Any], seed: int | str) -> list[str]:
    """The questions, in the order in which they are asked."""
    return [
        question for draw in scoring["draws"] for question in shuffled(draw["from"], seed)[: draw["count"]]
    ]


def shown_order(ids: Iterable[str], question: str, seed: int | str, *, shuffle: bool) -> list[str]:
    """The answers of one question as this person sees them."""
    return shuffled(ids, f"{seed}:{question}") if shuffle else list(ids)
