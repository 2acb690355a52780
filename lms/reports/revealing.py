"""What follows from sums that are told, by all that can be done with equations. Pure.

Somebody who reads all that is told knows sums of unknown numbers of people, and that no number is below
nought: where a sum is nought, so is each of its numbers. Of the others no more is known than that they may be
above it. Then a further sum can be worked out, by adding and taking away or by bounds from below and above,
where it is a combination of the sums that are told. So that is asked here, by elimination, and nothing has to
be tried out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

K = TypeVar("K")
Cells = Collection[Hashable]
"""Of which a sum is made."""

PRIME = (1 << 61) - 1
"""Fractions are reckoned as remainders: what follows is always found."""


class Sums:
    """Those that are known, reduced: each row has a cell that no other row has."""

    def __init__(self, nought: Collection[Hashable] = ()) -> None:
        self._nought = nought
        """The cells that are; of which this is known only where it follows."""
        self._rows: dict[Hashable, dict[Hashable, int]] = {}
        self._using: dict[Hashable, set[Hashable]] = defaultdict(set)

    def copy(self) -> Sums:
        found = Sums(self._nought)
        found._rows = {cell: dict(row) for cell, row in self._rows.items()}
        found._using = defaultdict(set, {cell: set(using) for cell, using in self._using.items()})
        return found

    def add(self, cells: Cells) -> None:
        self._add(cells)
        while self._nought and (found := next(self._noughts(), None)):
            for cell in found:
                self._add([cell])

    def _noughts(self) -> Iterator[list[Hashable]]:
        """The cells of a sum that is nought: several, none of them taken away."""
        for row in self._rows.values():
            if len(row) > 1 and all(
                cell in self._nought and value < PRIME // 2 for cell, value in row.items()
            ):
                yield list(row)

    def _add(self, cells: Cells) -> None:
        row = self._reduced(cells)
        if not row:
            return
        own = min(row, key=lambda cell: len(self._using.get(cell, ())))
        inverse = pow(row[own], -1, PRIME)
        row = {cell: value * inverse % PRIME for cell, value in row.items()}
        for other in list(self._using.get(own, ())):
            self._change(other, row, -self._rows[other][own])
        self._rows[own] = row
        for cell in row:
            self._using[cell].add(own)

    def give(self, cells: Cells) -> bool:
        """Whether the sum of these cells is a combination of those that are known."""
        total: dict[Hashable, int] = {}
        owned = [cell for cell in cells if cell in self._rows]
        if not owned:
            return False
        for cell in owned:
            _add(total, self._rows[cell], 1)
        return len(total) == len(cells) and all(total.get(cell) == 1 for cell in cells)

    def _reduced(self, cells: Cells) -> dict[Hashable, int]:
        row: dict[Hashable, int] = dict.fromkeys(cells, 1)
        for cell in cells:
            if cell in self._rows:
                _add(row, self._rows[cell], -1)
        return row

    def _change(self, own: Hashable, by: dict[Hashable, int], times: int) -> None:
        row = self._rows[own]
        _add(row, by, times)
        for cell in by:
            if cell in row:
                self._using[cell].add(own)
            else:
                self._using[cell].discard(own)


def _add(row: dict[Hashable, int], other: dict[Hashable, int], times: int) -> None:
    for cell, value in other.items():
        left = (row.get(cell, 0) + times * value) % PRIME
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)


def admit(
    known: Sums, asked: Sequence[tuple[K, Iterable[Cells]]], secrets: Collection[Cells]
) -> tuple[Sums, list[K]]:
    """What is known when as many of these as give no secret away are told too, the first before the last."""
    if not asked:
        return known, []
    trial = known.copy()
    for _key, sums in asked:
        for cells in sums:
            trial.add(cells)
    if not any(trial.give(secret) for secret in secrets):
        return trial, [key for key, _sums in asked]
    if len(asked) == 1:
        return known, []
    half = (len(asked) + 1) // 2
    known, first = admit(known, asked[:half], secrets)
    known, last = admit(known, asked[half:], secrets)
    return known, first + last
