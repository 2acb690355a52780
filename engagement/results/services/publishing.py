"""Publishing a wave: the only thing that reads answers in order to tell something (ADR 44).

Once for each wave; later publications tell of combinations of categories, made of the same groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from engagement.results.errors import ResultsRefused
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
from engagement.results.rules.measures import Measure
from engagement.results.rules.slices import By, combined, named
from engagement.results.services import rows
from engagement.results.services.reading import AT_ONCE, REASON, Kind, Part, Reading
from engagement.waves.enums import WaveState
from engagement.waves.models import SurveyWave
from engagement.waves.rules import merging
from lms.reports import suppression


@dataclass(frozen=True)
class Planned:
    """What publishing would tell, in names and counts."""

    parts: Sequence[Part]
    together: Mapping[str, Sequence[merging.Stratum]]
    """By respondents: combinations of categories that are never told apart."""
    held_back: Mapping[str, Sequence[Measure]]
    """By respondents: of which nothing is told."""
    items_held_back: Mapping[str, int]

    @property
    def told(self) -> list[Part]:
        return [each for each in self.parts if each.is_told]

    @property
    def not_told(self) -> list[Part]:
        """Categories that are in the figures of others only."""
        return [each for each in self.parts if not each.is_told]


def smallest(wave: SurveyWave) -> int:
    return max(wave.fewest, suppression.threshold())


def plan(wave: SurveyWave) -> Planned:
    """Raises ResultsRefused where there is nothing that can be published."""
    return _planned(wave, _kinds(wave), _first_ways(wave))


def publish(wave: SurveyWave, *, by: int | None, now: datetime) -> Publication:
    """All who answered, and every category. ``wave`` is locked by the caller. Raises ResultsRefused."""
    kinds = _kinds(wave)
    made = Publication.objects.create(wave=wave, number=1, fewest=smallest(wave), made_at=now, made_by_id=by)
    kept = list(rows.atoms(made, kinds))
    Atom.objects.bulk_create([atom for atom, _ in kept])
    AtomStratum.objects.bulk_create([each for _, strata in kept for each in strata])
    _write(sheets(made, kinds, _first_ways(wave)))
    return made


def plan_more(wave: SurveyWave) -> dict[str, Planned]:
    """Each combination of dimensions that was not told yet, by its name. Raises ResultsRefused."""
    first = _first_publication(wave)
    kinds = Reading(wave, first.fewest).kinds_again(first)
    return {name: _planned(wave, kinds, [by]) for name, by in _left(wave).items()}


def publish_more(wave: SurveyWave, *, combination: str, by: int | None, now: datetime) -> Publication:
    """One more way to tell people apart, of the groups that were fixed. Raises ResultsRefused."""
    first = _first_publication(wave)
    left = _left(wave)
    if combination not in left:
        raise ResultsRefused("told_already")
    ways = [left[combination]]
    kinds = Reading(wave, first.fewest).kinds_again(first)
    planned = _planned(wave, kinds, ways)
    if not planned.told:
        names = "; ".join(dict.fromkeys(each.slice.category for each in planned.not_told))
        raise ResultsRefused("would_reveal", combination=combination, groups=names, fewest=first.fewest)
    made = Publication.objects.create(
        wave=wave,
        number=_publications(wave) + 1,
        fewest=first.fewest,
        made_at=now,
        made_by_id=by,
        note=combination,
    )
    _write(sheets(made, kinds, ways))
    return made


def sheets(publication: Publication, kinds: Sequence[Kind], ways: Sequence[By]) -> list[rows.Sheet]:
    return [
        rows.sheet(publication, kind, part)
        for kind in kinds
        for part in kind.parts(publication.wave.dimensions, ways)
        if part.is_told
    ]


def differences(publication: Publication) -> Iterator[str]:
    """Where what was told is not what the answers say, while they are kept. For the integrity check."""
    wave = publication.wave
    reading = Reading(wave, publication.fewest)
    if not reading.people:
        return
    first = _first_publication(wave)
    kinds = reading.kinds_again(first)
    ways = {named(by, wave.dimensions): by for by in [*_first_ways(wave), *combined(wave.dimensions)]}
    told = PublishedGroup.objects.unscoped(reason=REASON).filter(publication=publication)
    chosen = dict.fromkeys(told.order_by("pk").values_list("dimension", flat=True))
    wanted = _as_told(sheets(publication, kinds, [ways[name] for name in chosen if name in ways]))
    shown = _as_told(_kept(publication))
    for key in sorted(wanted.keys() | shown.keys()):
        if wanted.get(key) != shown.get(key):
            yield f"{' '.join(key).strip()} shows {shown.get(key)}, the answers give {wanted.get(key)}"


def _kept(publication: Publication) -> Iterator[rows.Sheet]:
    told = PublishedGroup.objects.unscoped(reason=REASON).filter(publication=publication)
    scores = Prefetch("scores", PublishedScore.objects.unscoped(reason=REASON).order_by("pk"))
    items = Prefetch("items", PublishedItem.objects.unscoped(reason=REASON).order_by("pk"))
    alphas = Prefetch("alphas", PublishedAlpha.objects.unscoped(reason=REASON).order_by("pk"))
    for group in told.prefetch_related(scores).prefetch_related(items).prefetch_related(alphas):
        yield rows.Sheet(group, [*group.scores.all()], [*group.items.all()], [*group.alphas.all()])


def _as_told(told: Sequence[rows.Sheet] | Iterator[rows.Sheet]) -> dict[tuple[str, ...], tuple[object, ...]]:
    found: dict[tuple[str, ...], tuple[object, ...]] = {}
    for each in told:
        group = each.group
        name = (group.respondents, group.dimension, group.category)
        found[name] = (group.invited, group.answered, group.is_whole, tuple(group.atoms))
        told_of: list[rows.Row] = [*each.scores, *each.items, *each.alphas]
        for row in told_of:
            found[(*name, *rows.name_of(row))] = rows.values_of(row)
    return found


def _kinds(wave: SurveyWave) -> list[Kind]:
    if wave.state != WaveState.CLOSED:
        raise ResultsRefused("not_closed")
    if _publications(wave):
        raise ResultsRefused("published_already")
    found = Reading(wave, smallest(wave)).kinds()
    if not found:
        raise ResultsRefused("too_few_answers", fewest=smallest(wave))
    return found


def _planned(wave: SurveyWave, kinds: Sequence[Kind], ways: Sequence[By]) -> Planned:
    decisions = {each.respondents: each.decision for each in kinds}
    return Planned(
        [part for each in kinds for part in each.parts(wave.dimensions, ways)],
        {name: [cells for _, cells in each.atoms if len(cells) > 1] for name, each in decisions.items()},
        {
            name: [measure for measure, is_told in each.measures.items() if not is_told]
            for name, each in decisions.items()
        },
        {name: figures.items_held_back(each) for name, each in decisions.items()},
    )


def _first_ways(wave: SurveyWave) -> list[By]:
    return [(), *((place,) for place in range(len(wave.dimensions)))]


def _left(wave: SurveyWave) -> dict[str, By]:
    told = PublishedGroup.objects.unscoped(reason=REASON).filter(publication__wave=wave)
    names = set(told.values_list("dimension", flat=True))
    ways = ((named(by, wave.dimensions), by) for by in combined(wave.dimensions))
    return {name: by for name, by in ways if name not in names}


def _publications(wave: SurveyWave) -> int:
    return Publication.objects.unscoped(reason=REASON).filter(wave=wave).count()


def _first_publication(wave: SurveyWave) -> Publication:
    found = Publication.objects.unscoped(reason=REASON).filter(wave=wave, number=1).first()
    if found is None:
        raise ResultsRefused("not_published")
    return found


def _write(told: Sequence[rows.Sheet]) -> None:
    PublishedGroup.objects.bulk_create([each.group for each in told])
    scores = [row for each in told for row in each.scores]
    PublishedScore.objects.bulk_create(scores, batch_size=AT_ONCE)
    PublishedItem.objects.bulk_create([row for each in told for row in each.items])
    PublishedAlpha.objects.bulk_create([row for each in told for row in each.alphas])
