"""How like a text is to each of several others: Okapi BM25 over their words. Pure.

A word counts for more the fewer of the others have it, for less the more often one repeats it, and for less
in a long text than in a short one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from math import log
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
Words = Mapping[str, int]
"""How often each stands in a text."""

REPEATED, LENGTH = 1.2, 0.75
"""The usual values of k1 and b."""


@dataclass(frozen=True)
class Likeness(Generic[K]):
    texts: Mapping[K, Words]
    rarity: Mapping[str, float] = field(init=False)
    lengths: Mapping[K, float] = field(init=False)
    """Of each text, as a share of the average."""

    def __post_init__(self) -> None:
        having = Counter(word for words in self.texts.values() for word in words)
        count = len(self.texts)
        rarity = {word: log(1 + (count - number + 0.5) / (number + 0.5)) for word, number in having.items()}
        lengths = {key: sum(words.values()) for key, words in self.texts.items()}
        average = sum(lengths.values()) / count if count else 1
        object.__setattr__(self, "rarity", rarity)
        object.__setattr__(self, "lengths", {key: length / average for key, length in lengths.items()})

    def scores(self, words: Words) -> dict[K, float]:
        """Of every text, in their order; how often the text in hand repeats a word makes no difference."""
        return {key: sum(self.weight(key, word) for word in words) for key in self.texts}

    def weight(self, key: K, word: str) -> float:
        """What one word says for one of the texts."""
        times = self.texts[key].get(word, 0)
        if not times:
            return 0.0
        damped = times + REPEATED * (1 - LENGTH + LENGTH * self.lengths[key])
        return self.rarity[word] * times * (REPEATED + 1) / damped
