"""How long evidence may be, and the parts of a reflection."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST_TITLE = 200
LONGEST = 20_000
"""Characters: a long essay, and short of what a form may carry."""
LONGEST_PART = 6_000
LONGEST_ADDRESS = 1_000
LONGEST_NAME = 150
PARTS = 3
"""What happened, what was learnt, what will be different."""
MOST_FILES = 10
MOST_TAGS = 30
MOST_SHARES = 20
MOST_DAYS = 90
"""For which something can be shared at once."""


def is_empty(words: str, parts: Sequence[str]) -> bool:
    return not words.strip() and not any(part.strip() for part in parts)


def tidy(text: str, *, longest: int) -> str:
    """Browsers send line ends as CR LF and count them as one character; PostgreSQL keeps no NUL."""
    return text.replace("\r\n", "\n").replace("\x00", "")[:longest]


def one_line(text: str, *, longest: int) -> str:
    return " ".join(text.replace("\x00", "").split())[:longest]
