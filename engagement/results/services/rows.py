"""Rows of what is told: made to be written once, or to be compared with those that were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from engagement.results.enums import HeldBack
from engagement.results.models import (
    Atom,
    AtomStratum,
    Publication,
    PublishedAlpha,
    PublishedGroup,
    PublishedItem,
    PublishedScore,
)
from engagement.results.rules import figures
from engagement.results.services.reading import Kind, Part

Row = PublishedScore | PublishedItem | PublishedAlpha


@dataclass(frozen=True)
class Sheet:
    """A group with all that is told of it."""

    group: PublishedGroup
    scores: list[PublishedScore]
    items: list[PublishedItem]
    alphas: list[PublishedAlpha]


def atoms(publication: Publication, kinds: Iterable[Kind]) -> Iterator[tuple[Atom, list[AtomStratum]]]:
    for kind in kinds:
        for number, (strata, _cells) in enumerate(kind.decision.atoms, start=1):
            atom = Atom(publication=publication, respondents=kind.respondents, number=number)
            yield atom, [AtomStratum(atom=atom, stratum_id=stratum) for stratum in sorted(strata)]


def sheet(publication: Publication, kind: Kind, part: Part) -> Sheet:
    chosen = part.slice
    group = PublishedGroup(
        publication=publication,
        respondents=part.respondents,
        dimension=chosen.dimension,
        category=chosen.category,
        is_whole=chosen.is_whole,
        invited=part.invited,
        answered=part.answered,
        atoms=list(chosen.atoms),
    )
    is_all = not chosen.dimension
    return Sheet(
        group,
        list(_scores(group, kind, chosen.atoms)),
        list(_items(group, kind)) if is_all else [],
        list(_alphas(group, kind, fewest=publication.fewest)) if is_all else [],
    )


def _scores(group: PublishedGroup, kind: Kind, atoms: tuple[int, ...]) -> Iterator[PublishedScore]:
    for (measured, code), found in figures.scores(kind.decision, atoms):
        yield PublishedScore(group=group, kind=measured, measure=code, **_given(found))


def _items(group: PublishedGroup, kind: Kind) -> Iterator[PublishedItem]:
    for code, found in figures.items(kind.decision):
        yield PublishedItem(group=group, item=code, **_given(found))


def _alphas(group: PublishedGroup, kind: Kind, *, fewest: int) -> Iterator[PublishedAlpha]:
    for (measured, code), items, found in figures.alphas(kind.decision, fewest=fewest):
        yield PublishedAlpha(group=group, kind=measured, measure=code, items=items, **_given(found))


def _given(found: Any) -> dict[str, Any]:
    return {"held_back": HeldBack.PROTECTS} if found is None else vars(found)


def name_of(row: Row) -> tuple[str, ...]:
    if isinstance(row, PublishedItem):
        return ("item", row.item)
    return (row._meta.model_name or "", row.kind, row.measure)


def values_of(row: Row) -> tuple[object, ...]:
    """What is told, but for what it belongs to."""
    left_out = {"id", "group", "kind", "measure", "item"}
    return tuple(getattr(row, each.name) for each in row._meta.fields if each.name not in left_out)
