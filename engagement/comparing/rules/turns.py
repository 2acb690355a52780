"""Counts that grow from one day to the next, and when each may be told beside those that were told before.

Whoever reads two of them reads their difference too: it has to speak of as many people as a count itself.
"""

from __future__ import annotations

from collections.abc import Sequence

Divided = tuple[int, int]
"""How many there are, and of how many of them it is so."""


def grown(counts: Sequence[int], *, fewest: int) -> list[int | None]:
    """None where too few are counted, or too few more than were told last."""
    found: list[int | None] = []
    last = 0
    for count in counts:
        is_told = count - last >= fewest or (count == last and last > 0)
        last = count if is_told else last
        found.append(count if is_told else None)
    return found


def divided(counts: Sequence[Divided], *, fewest: int) -> list[Divided | None]:
    """None where too few are on either side, or too few came to either since it was told last."""
    found: list[Divided | None] = []
    last: Divided = (0, 0)
    for whole, part in counts:
        more, rest = part - last[1], (whole - part) - (last[0] - last[1])
        is_told = min(more, rest) >= fewest or ((whole, part) == last and last != (0, 0))
        last = (whole, part) if is_told else last
        found.append((whole, part) if is_told else None)
    return found
