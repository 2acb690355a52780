"""Which groups of people are put together, so that none of them is too small to hide in. Pure.

A cell is one combination of categories, one for each dimension (say specialty, grade, site), with the number
of people in it. A stratum is a set of cells that have been put together. Answers are stored with their
stratum and no finer, so whatever is shown later is a union of strata: no difference of two figures speaks of
fewer people than the smallest stratum holds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

Cell = tuple[str, ...]
Stratum = frozenset[Cell]


def merged(counts: Mapping[Stratum, int], *, fewest: int) -> list[Stratum]:
    """Strata of at least ``fewest`` people each, out of others; nobody is left out.

    Where all of them together are fewer, one stratum holds them all: whoever calls decides what to do with
    it. The smallest goes first, with the one that it differs least from. Dimensions are given in the order in
    which they matter: those that come last are given up first. The same counts give the same strata, in the
    same order.
    """
    strata = dict(counts)
    while len(strata) > 1:
        smallest = min(strata, key=lambda each: (strata[each], _name(each)))
        if strata[smallest] >= fewest:
            break
        others = [each for each in strata if each != smallest]
        partner = min(others, key=lambda each: (_loss(smallest, each), strata[each], _name(each)))
        together = strata.pop(smallest) + strata.pop(partner)
        strata[smallest | partner] = together
    return sorted(strata, key=_name)


def strata_of(counts: Mapping[Cell, int], *, fewest: int) -> list[Stratum]:
    """``merged`` for cells as they are counted in a population."""
    return merged({frozenset({cell}): count for cell, count in counts.items()}, fewest=fewest)


def categories(stratum: Stratum) -> tuple[frozenset[str], ...]:
    """What it holds of each dimension."""
    return tuple(frozenset(values) for values in zip(*stratum, strict=True))


def within(stratum: Stratum, dimension: int, category: str) -> bool:
    """Whether all of it lies in one category: only then is it part of that category's figures."""
    return categories(stratum)[dimension] == {category}


def unplaced(strata: Collection[Stratum], dimension: int) -> list[Stratum]:
    """Those that lie in several categories of a dimension, and so are shown in none of them."""
    return [each for each in strata if len(categories(each)[dimension]) > 1]


def _loss(one: Stratum, other: Stratum) -> tuple[int, ...]:
    """How many categories come together that were apart, the dimension that matters most first."""
    return tuple(
        len(mine | theirs) - max(len(mine), len(theirs))
        for mine, theirs in zip(categories(one), categories(other), strict=True)
    )


def _name(stratum: Stratum) -> list[Cell]:
    return sorted(stratum)
