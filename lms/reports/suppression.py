"""Which figures are held back, so that nobody is told about few people. Pure.

A group below the threshold is hidden. Where the total is known too, what is hidden could be had by taking
the others away from it: so the hidden groups together must reach the threshold, and the next smallest ones go
with them until they do. In a table every line has a total: one along each axis through every cell.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import Any, TypeVar

from kernel.conf import setting

K = TypeVar("K", bound=Hashable)

FEWEST = 10


def threshold() -> int:
    return setting("LEADERSHIP_REPORT_FEWEST", FEWEST)


def is_shown(count: int, *, fewest: int) -> bool:
    return count >= fewest


def hidden(counts: Mapping[K, int], *, fewest: int, also: Collection[K] = ()) -> frozenset[K]:
    """Of groups whose total is shown, those that are held back. Groups of nobody tell of nobody.

    ``also`` are held back whatever their size, and never alone.
    """
    held = {key for key, count in counts.items() if 0 < count < fewest or (count and key in also)}
    return frozenset(_with_others(counts, held, fewest=fewest, first=counts.__getitem__))


def _with_others(counts: Mapping[K, int], held: set[K], *, fewest: int, first: Callable[[K], Any]) -> set[K]:
    """One alone is the total less the others, however large it is."""
    people = sum(counts[key] for key in held)
    if not people:
        return held
    for key in sorted((key for key, count in counts.items() if count and key not in held), key=first):
        if people >= fewest and len(held) > 1:
            break
        held.add(key)
        people += counts[key]
    return held


Cell = tuple[Hashable, ...]
"""The places of a figure along each axis."""


def hidden_in_table(counts: Mapping[Cell, int], *, fewest: int) -> frozenset[Cell]:
    """The cells that are held back where the totals of all lines along all axes are shown.

    Where a line has nothing else to go with what is hidden, a cell of nobody does: so every cell of the table
    has to be given.
    """
    held = {cell for cell, count in counts.items() if 0 < count < fewest}
    if not held:
        return frozenset()
    lines: dict[Cell, list[Cell]] = defaultdict(list)
    through: dict[Cell, tuple[Cell, ...]] = {}
    for cell in counts:
        through[cell] = tuple(_lines(cell))
        for line in through[cell]:
            lines[line].append(cell)
    # Always in the order of the cells: two answers about the same people hold back the same.
    waiting = dict.fromkeys(line for cell in counts if cell in held for line in through[cell])
    touched = set(waiting)

    def first(cell: Cell) -> tuple[int, int]:
        """What closes several lines at once, then what is small."""
        return (-sum(line in touched for line in through[cell]), counts[cell])

    while waiting:
        line = next(iter(waiting))
        del waiting[line]
        cells = {cell: counts[cell] for cell in lines[line]}
        found = _with_others(cells, held & cells.keys(), fewest=fewest, first=first)
        if len(found) == 1 and len(cells) > 1:
            found |= {min((cell for cell in cells if cell not in found), key=first)}
        for cell in (each for each in cells if each in found and each not in held):
            touched.update(through[cell])
            waiting |= dict.fromkeys(through[cell])
        held |= found
    return frozenset(held)


def _lines(cell: Cell) -> list[Cell]:
    """Through a cell: along each axis, named by its places along the others."""
    return [(axis, *cell[:axis], *cell[axis + 1 :]) for axis in range(len(cell))]


def tells_of_few(values: Collection[Hashable], *, fewest: int) -> bool:
    """Whether figures of these people's values may not be told, however they are put.

    They are too few; or all are the same, or all but one, who would know what each other said.
    """
    if len(values) < fewest:
        return True
    return len(values) - max(Counter(values).values()) < 2


def second_table(
    groups: Sequence[Hashable], values: Sequence[Hashable], wanted: Collection[int], *, fewest: int
) -> frozenset[int] | None:
    """Of whom something more can be told, where figures of ``values`` are told of each of the ``groups``.

    ``wanted`` are places: those of whom it could be told at all. Those who are left out must not be few, nor
    what they add up to beside the groups that are in it, or out of it, whole: so more are left out, in the
    order in which they come, until they are many. Nothing where that leaves too few.
    """
    told = set(wanted)
    for leaving in (None, *sorted(wanted)):
        told.discard(-1 if leaving is None else leaving)
        if len(told) < fewest:
            return None
        if _leaves_many(groups, values, told, fewest=fewest):
            return frozenset(told)
    return None


def _leaves_many(
    groups: Sequence[Hashable], values: Sequence[Hashable], told: Collection[int], *, fewest: int
) -> bool:
    inside = {groups[place] for place in told}
    divided = inside & {group for place, group in enumerate(groups) if place not in told}
    parts: dict[bool, list[Hashable]] = {True: [], False: []}
    for place, group in enumerate(groups):
        if group in divided:
            parts[place in told].append(values[place])
    return not divided or not any(tells_of_few(part, fewest=fewest) for part in parts.values())


def share_is_shown(yes: int, count: int, *, fewest: int) -> bool:
    """Of so many, so many: neither those nor the others are few, and it is not said of everybody."""
    return is_shown(yes, fewest=fewest) and is_shown(count - yes, fewest=fewest)


def hidden_shares(shares: Mapping[K, tuple[int, int]], *, fewest: int) -> frozenset[K]:
    """Of groups' shares (how many, of how many) whose total is shown, those that are held back.

    What is held back is the total less what is shown: so that together it must be a share that may be shown.
    """
    held = {key for key, (yes, count) in shares.items() if not share_is_shown(yes, count, fewest=fewest)}
    by_size = sorted((key for key in shares if key not in held), key=lambda key: shares[key][1])
    for key in by_size:
        if not held or _may_be_worked_out(held, shares, fewest=fewest):
            break
        held.add(key)
    return frozenset(held)


def _may_be_worked_out(held: set[K], shares: Mapping[K, tuple[int, int]], *, fewest: int) -> bool:
    yes, count = (sum(shares[key][part] for key in held) for part in (0, 1))
    return share_is_shown(yes, count, fewest=fewest)
