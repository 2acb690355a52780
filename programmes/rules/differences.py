"""What is different between two states of a module or programme, from plain data.

A state is a list of entries in reading order: one for itself, one for each requirement, activity or text in
it. Entries are known by keys that stay the same in every version.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from programmes.enums import ChangeKind, DifferenceArea

Label = Any
"""A translated name."""


@dataclass(frozen=True)
class Facet:
    """One thing that is said of an entry. ``value`` is what is compared, ``shown`` what people read."""

    area: DifferenceArea
    label: Label
    value: Any
    shown: str = ""
    is_text: bool = False
    """Whether a reader wants to see which words of it are different."""


@dataclass(frozen=True)
class Entry:
    key: str
    parent: str | None
    title: str
    facets: Mapping[str, Facet] = field(default_factory=dict)
    kind: Label = ""
    """What sort of thing it is, such as *module* or *quiz*."""
    depth: int = 0


@dataclass(frozen=True)
class Difference:
    """One change. ``name`` is the facet that changed; empty where the whole entry came, went or moved."""

    kind: ChangeKind
    area: DifferenceArea
    key: str
    title: str
    name: str = ""
    before: Facet | None = None
    after: Facet | None = None


def differences(before: Sequence[Entry], after: Sequence[Entry]) -> list[Difference]:
    """In the reading order of the newer state, each removed entry after the one that it followed."""
    old = {entry.key: entry for entry in before}
    new = {entry.key: entry for entry in after}
    moved = moved_keys(before, after)
    found: list[Difference] = []
    for key in merged_keys(before, after):
        if key not in old:
            found.append(_whole(ChangeKind.ADDED, new[key]))
            continue
        if key not in new:
            found.append(_whole(ChangeKind.REMOVED, old[key]))
            continue
        if key in moved:
            found.append(_whole(ChangeKind.MOVED, new[key]))
        found += _changed(old[key], new[key])
    return found


def _whole(kind: ChangeKind, entry: Entry) -> Difference:
    return Difference(kind, DifferenceArea.STRUCTURE, entry.key, entry.title)


def _changed(old: Entry, new: Entry) -> Iterator[Difference]:
    for name in [*new.facets, *(name for name in old.facets if name not in new.facets)]:
        before, after = old.facets.get(name), new.facets.get(name)
        if (before and before.value) == (after and after.value):
            continue
        facet = after or before
        assert facet is not None  # noqa: S101 -- narrows the type
        yield Difference(ChangeKind.CHANGED, facet.area, new.key, new.title, name, before, after)


def merged_keys(before: Sequence[Entry], after: Sequence[Entry]) -> list[str]:
    """Every key once: the newer order, with what was removed behind what it followed before."""
    there = {entry.key for entry in after}
    following: dict[str | None, list[str]] = defaultdict(list)
    last: str | None = None
    for entry in before:
        if entry.key in there:
            last = entry.key
        else:
            following[last].append(entry.key)
    merged = list(following[None])
    for entry in after:
        merged += [entry.key, *following[entry.key]]
    return merged


def moved_keys(before: Sequence[Entry], after: Sequence[Entry]) -> set[str]:
    """Those that hang elsewhere, or stand in another order among their siblings: as few as explain it."""
    old = {entry.key: (place, entry) for place, entry in enumerate(before)}
    moved: set[str] = set()
    siblings: dict[str | None, list[str]] = defaultdict(list)
    for entry in after:
        if entry.key not in old:
            continue
        if old[entry.key][1].parent != entry.parent:
            moved.add(entry.key)
        else:
            siblings[entry.parent].append(entry.key)
    for keys in siblings.values():
        places = [old[key][0] for key in keys]
        stayed = longest_rise(places)
        moved |= {key for index, key in enumerate(keys) if index not in stayed}
    return moved


def longest_rise(numbers: Sequence[int]) -> set[int]:
    """The places of a longest run of rising numbers, not necessarily next to each other."""
    tails: list[int] = []
    ends: list[int] = []
    came_from: list[int] = []
    for place, number in enumerate(numbers):
        length = bisect_left(tails, number)
        came_from.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [number]
        ends[length : length + 1] = [place]
    found: set[int] = set()
    place = ends[-1] if ends else -1
    while place >= 0:
        found.add(place)
        place = came_from[place]
    return found
