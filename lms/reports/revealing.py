"""What follows from sums that are told, by all that can be done with equations. Pure.

Somebody who reads all that is told knows sums of unknown numbers of people, and that no number is below
nought: where a sum is nought, so is each of its numbers. Of the others no more is known than that they may be
above it. Then a further sum can be worked out, by adding and taking away or by bounds from below and above,
where it is a combination of the sums that are told. So that is asked here, by elimination, and nothing has to
be tried out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator
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
        self._before: dict[Hashable, dict[Hashable, int] | None] = {}
        """Rows as they were at the mark, of those that have changed since."""

    def add(self, cells: Cells) -> None:
        self._add(cells)
        while self._nought and (found := next(self._noughts(), None)):
            for cell in found:
                self._add([cell])

    def give(self, cells: Cells) -> bool:
        """Whether the sum of these cells is a combination of those that are known."""
        owned = [self._rows[cell] for cell in cells if cell in self._rows]
        sizes = [len(row) for row in owned]
        # What a long row has too much, the others would have to take away.
        if not owned or 2 * max(sizes) - sum(sizes) > len(cells):
            return False
        total: dict[Hashable, int] = {}
        for row in owned:
            _add(total, row, 1)
        return len(total) == len(cells) and all(total.get(cell) == 1 for cell in cells)

    def mark(self) -> None:
        self._before = {}

    @property
    def changed(self) -> Collection[Hashable]:
        """The own cells of rows that have changed since the mark."""
        return self._before.keys()

    def undo(self) -> None:
        """Back to the mark."""
        for own, before in self._before.items():
            for cell in self._rows.pop(own, ()):
                self._using[cell].discard(own)
            if before is not None:
                self._rows[own] = before
                for cell in before:
                    self._using[cell].add(own)
        self._before = {}

    def _noughts(self) -> Iterator[list[Hashable]]:
        """The cells of a changed sum that is nought: several, none of them taken away."""
        for own in list(self._before):
            row = self._rows[own]
            if len(row) > 1 and all(
                cell in self._nought and value < PRIME // 2 for cell, value in row.items()
            ):
                yield list(row)

    def _add(self, cells: Cells) -> None:
        row: dict[Hashable, int] = dict.fromkeys(cells, 1)
        for cell in cells:
            if cell in self._rows:
                _add(row, self._rows[cell], -1)
        if not row:
            return
        own = min(row, key=lambda cell: len(self._using.get(cell, ())))
        inverse = pow(row[own], -1, PRIME)
        row = {cell: value * inverse % PRIME for cell, value in row.items()}
        for other in list(self._using.get(own, ())):
            self._change(other, row, -self._rows[other][own])
        self._before.setdefault(own, None)
        self._rows[own] = row
        for cell in row:
            self._using[cell].add(own)

    def _change(self, own: Hashable, by: dict[Hashable, int], times: int) -> None:
        row = self._rows[own]
        if own not in self._before:
            self._before[own] = dict(row)
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


class Secrets:
    """Sums that must not follow, found by their cells."""

    def __init__(self, secrets: Iterable[Cells]) -> None:
        self._with: dict[Hashable, list[Cells]] = defaultdict(list)
        for cells in secrets:
            for cell in cells:
                self._with[cell].append(cells)

    def given_by(self, known: Sums) -> bool:
        """By what has changed since the mark: another sum follows only from rows that are others."""
        return any(known.give(cells) for own in known.changed for cells in self._with.get(own, ()))


def admit(known: Sums, asked: Iterable[tuple[K, Iterable[Cells]]], secrets: Secrets) -> list[K]:
    """What is told too, one after the other, as long as it gives no secret away; it is known afterwards."""
    told = []
    for key, sums in asked:
        known.mark()
        for cells in sums:
            known.add(cells)
        if secrets.given_by(known):
            known.undo()
        else:
            told.append(key)
    known.mark()
    return told
