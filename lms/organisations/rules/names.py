"""Writing the names of a register that shouts."""

from __future__ import annotations

import re

KEPT = frozenset({"NHS", "UK", "HQ"})
SMALL = frozenset(
    {"and", "at", "by", "for", "in", "le", "next", "of", "on", "or", "the", "to", "under", "upon", "with"}
)

_word = re.compile(r"[^\s-]+")


def readable_name(name: str) -> str:
    """``MANCHESTER UNIVERSITY NHS FOUNDATION TRUST`` as it is written elsewhere.

    A name that is not all capitals was written by somebody who cared, and stays.
    """
    tidy = " ".join(name.split())
    if not tidy.isupper():
        return tidy
    return _word.sub(lambda match: _written(match[0], first=match.start() == 0), tidy)


def _written(word: str, *, first: bool) -> str:
    if word.strip(",.()") in KEPT:
        return word
    lowered = word.lower()
    if lowered in SMALL and not first:
        return lowered
    # Only the first letter: "children's", never "Children'S".
    for position, letter in enumerate(lowered):
        if letter.isalpha():
            return lowered[:position] + letter.upper() + lowered[position + 1 :]
    return word
