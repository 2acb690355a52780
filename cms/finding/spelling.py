"""What somebody meant who typed a word that stands nowhere: letters too many, too few, wrong or exchanged."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from cms.finding.reading import SHORTEST_WORD, without_accents
from cms.finding.welsh import words_of

ALIKE = """
SELECT typed.word, near.word FROM unnest(%s::varchar[]) WITH ORDINALITY AS typed (word, place)
LEFT JOIN LATERAL (
    SELECT w.word FROM leadership_finding_word w WHERE w.word %% typed.word
    ORDER BY similarity(w.word, typed.word) DESC, w.word LIMIT 20
) near ON TRUE
ORDER BY typed.place, similarity(near.word, typed.word) DESC, near.word
"""


def meant(words: str) -> str:
    """The same with the nearest known word in place of each unknown one; nothing where no word is near."""
    typed = words_of(words)
    near = _near(typed)
    found = [_nearest(word, near.get(without_accents(word), [])) for word in typed]
    return "" if found == typed else " ".join(found)


def _near(typed: Iterable[str]) -> dict[str, list[str]]:
    asked = list(dict.fromkeys(without_accents(word) for word in typed if len(word) >= SHORTEST_WORD))
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, [asked])
        for word, near in cursor.fetchall():
            if near is not None:
                found.setdefault(word, []).append(near)
    return found


def _nearest(word: str, candidates: list[str]) -> str:
    bare = without_accents(word)
    if bare in candidates:
        return word
    within = [(distance(bare, each), place, each) for place, each in enumerate(candidates)]
    best = min((each for each in within if each[0] <= allowed(bare)), default=None)
    return best[2] if best else word


def allowed(word: str) -> int:
    return 1 if len(word) <= 5 else 2 if len(word) <= 9 else 3


def distance(one: str, other: str) -> int:
    """Letters put in, left out, replaced or exchanged with the next (restricted Damerau-Levenshtein)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
