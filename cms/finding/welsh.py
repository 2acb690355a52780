"""Welsh words as they may stand in a sentence: their first letter changes with the word before them.

PostgreSQL has no stemmer for Welsh. What is typed is looked for in every form that its beginning may take,
and, where it is long enough, with any ending.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# Radical: soft, nasal, aspirate; "" is a letter that falls away.
MUTATIONS: dict[str, tuple[str, ...]] = {
    "p": ("b", "mh", "ph"),
    "t": ("d", "nh", "th"),
    "c": ("g", "ngh", "ch"),
    "b": ("f", "m"),
    "d": ("dd", "n"),
    "g": ("", "ng"),
    "m": ("f",),
    "ll": ("l",),
    "rh": ("r",),
}
LETTERS_OF_TWO = ("ch", "dd", "ff", "ng", "ll", "ph", "rh", "th")
AFTER_LOST_G = "aeiouwylr"
PREFIX_FROM = 5
"""So many letters have to be typed before any ending will do: *lles* is not *llestri*."""

SMALL_WORDS = re.compile(r"a[cgmrt]?|dan|dros|drwy|e[iu]|fel|gan|gyda|i|mewn|na|neu|o|oedd|trwy|wedi|y[nr]?")
WORD = re.compile(r"[^\W_]+(?:\.\d+)*")


def words_of(text: str) -> list[str]:
    return WORD.findall(text.lower())


def forms_of(word: str) -> list[str]:
    """The word itself, what it may be a form of, and the forms of each of those."""
    radicals = [word, *_radicals(word)]
    found = dict.fromkeys(radicals)
    for radical in radicals:
        found.update(dict.fromkeys(_mutated(radical)))
    return list(found)


def query_of(text: str, *, joined: str = "&") -> str:
    """For ``to_tsquery``: each word in any of its forms, without small words unless there are no others."""
    words = words_of(text)
    told = [word for word in words if not SMALL_WORDS.fullmatch(word)] or words
    return f" {joined} ".join(_any_of(forms_of(word)) for word in told)


def _any_of(forms: Iterable[str]) -> str:
    return "(" + " | ".join(f"{form}:*" if len(form) >= PREFIX_FROM else form for form in forms) + ")"


def _radicals(word: str) -> list[str]:
    found = [
        radical + word[len(changed) :]
        for radical, forms in MUTATIONS.items()
        for changed in forms
        if changed and word.startswith(changed)
    ]
    if word[0] in AFTER_LOST_G:
        found.append("g" + word)
    if word[0] == "h" and word[1:2] and word[1] in "aeiouwy":
        found.append(word[1:])
    return [each for each in found if len(each) > 2]


def _mutated(word: str) -> list[str]:
    first = next((letter for letter in LETTERS_OF_TWO if word.startswith(letter)), word[0])
    rest = word[len(first) :]
    changed = [form + rest for form in MUTATIONS.get(first, ())]
    if word[0] in "aeiouwy":
        changed.append("h" + word)
    return [each for each in changed if len(each) > 2]
