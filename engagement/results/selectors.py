"""Reading what was published. No figure of a wave comes from anywhere else."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from engagement.instruments.models import Instrument
from engagement.results.models import (
    Publication,
    PublishedAlpha,
    PublishedGroup,
    PublishedItem,
    PublishedScore,
)
from engagement.results.rules.measures import INDEX, Measure
from engagement.waves.enums import Respondents, WaveState
from engagement.waves.models import SurveyWave
from engagement.waves.selectors import wave_for, waves_for
from kernel.access import Viewer
from lms.organisations.models import Organisation

__all__ = [
    "INDEX",
    "Figure",
    "Group",
    "Headline",
    "Measure",
    "Results",
    "TrustFigures",
    "publications_of",
    "published_headlines",
    "results_of",
    "trend_of",
    "trend_to",
]


@dataclass(frozen=True)
class Group:
    row: PublishedGroup
    scores: Mapping[Measure, PublishedScore]

    @property
    def is_all(self) -> bool:
        return not self.row.dimension


@dataclass(frozen=True)
class Results:
    """Of one wave, all of its publications together. Groups stand in the order in which they were told."""

    wave: SurveyWave
    publications: Sequence[Publication]
    groups: Sequence[Group]
    items: Mapping[str, Sequence[PublishedItem]]
    """By respondents; in the order of the questionnaire."""
    alphas: Mapping[str, Mapping[Measure, PublishedAlpha]]
    """By respondents."""
    beside: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What more than one part of a page asks of other waves: read once."""

    def all_of(self, respondents: str) -> Group | None:
        return next(
            (each for each in self.groups if each.is_all and each.row.respondents == respondents), None
        )

    def of(self, respondents: str, dimension: str) -> list[Group]:
        return [
            each
            for each in self.groups
            if (each.row.respondents, each.row.dimension) == (respondents, dimension)
        ]

    def dimensions(self, respondents: str) -> list[str]:
        told = (each.row.dimension for each in self.groups if each.row.respondents == respondents)
        return list(dict.fromkeys(dimension for dimension in told if dimension))


@dataclass(frozen=True)
class Headline:
    """A published wave in its figures of all of one kind of respondents."""

    wave: SurveyWave
    scores: Mapping[str, Mapping[Measure, PublishedScore]]
    """By respondents."""
    groups: Mapping[str, PublishedGroup]


@dataclass(frozen=True)
class Figure:
    n: int
    mean: Decimal
    sd: Decimal


@dataclass(frozen=True)
class TrustFigures:
    """What a comparison between organisations is made of: all doctors of a published wave."""

    organisation_id: int
    wave_id: int
    version_id: int
    instrument_id: int
    closed_at: datetime
    invited: int
    answered: int
    measures: Mapping[Measure, Figure]
    """Those that were told."""


def publications_of(viewer: Viewer, wave: SurveyWave) -> QuerySet[Publication]:
    return Publication.objects.visible_to(viewer).filter(wave=wave).order_by("number")


def results_of(viewer: Viewer, wave_uid: uuid.UUID) -> Results | None:
    """Nothing where nothing was published. Six queries, however much was."""
    wave = wave_for(viewer, wave_uid)
    publications = list(publications_of(viewer, wave)) if wave else []
    if wave is None or not publications:
        return None
    told = PublishedGroup.objects.visible_to(viewer).filter(publication__in=publications)
    rows = list(told.order_by("publication__number", "pk"))
    scores = _by_group(PublishedScore.objects.visible_to(viewer).filter(group__in=rows).order_by("pk"))
    all_of = {row.pk: row.respondents for row in rows if not row.dimension}
    items: dict[str, list[PublishedItem]] = defaultdict(list)
    for item in PublishedItem.objects.visible_to(viewer).filter(group__in=all_of).order_by("pk"):
        items[all_of[item.group_id]].append(item)
    alphas: dict[str, dict[Measure, PublishedAlpha]] = defaultdict(dict)
    for alpha in PublishedAlpha.objects.visible_to(viewer).filter(group__in=all_of).order_by("pk"):
        alphas[all_of[alpha.group_id]][alpha.kind, alpha.measure] = alpha
    return Results(wave, publications, [Group(row, scores[row.pk]) for row in rows], items, alphas)


def trend_of(viewer: Viewer, organisation: Organisation, instrument: Instrument) -> list[Headline]:
    """Published waves with this questionnaire, in the order in which they closed. Three queries."""
    waves = waves_for(viewer).filter(
        organisation=organisation,
        version__instrument=instrument,
        state=WaveState.CLOSED,
        publications__number=1,
    )
    rows = PublishedGroup.objects.visible_to(viewer).filter(
        publication__wave__in=waves.order_by(), publication__number=1, dimension=""
    )
    by_wave: dict[int, dict[str, PublishedGroup]] = defaultdict(dict)
    for row in rows.select_related("publication"):
        by_wave[row.publication.wave_id][row.respondents] = row
    held = [row.pk for groups in by_wave.values() for row in groups.values()]
    scores = _by_group(PublishedScore.objects.visible_to(viewer).filter(group__in=held).order_by("pk"))
    return [
        Headline(
            wave,
            {respondents: scores[row.pk] for respondents, row in by_wave[wave.pk].items()},
            by_wave[wave.pk],
        )
        for wave in waves.order_by("closed_at", "pk")
    ]


def trend_to(viewer: Viewer, results: Results) -> list[Headline]:
    """The waves of that trust with that questionnaire, this one among them."""
    if "trend" not in results.beside:
        wave = results.wave
        results.beside["trend"] = trend_of(viewer, wave.organisation, wave.version.instrument)
    found: list[Headline] = results.beside["trend"]
    return found


def published_headlines(*, reason: str) -> list[TrustFigures]:
    """Of every organisation, for comparing them; whoever calls decides what is shown of whom. Two queries."""
    rows = PublishedGroup.objects.unscoped(reason=reason).filter(
        respondents=Respondents.DOCTORS, dimension="", publication__number=1
    )
    rows = rows.select_related("publication__wave__version").order_by("publication__wave__closed_at", "pk")
    groups = list(rows)
    told = PublishedScore.objects.unscoped(reason=reason).filter(group__in=groups, held_back="")
    scores = _by_group(told.order_by("pk"))
    return [_figures(row, scores[row.pk]) for row in groups]


def _figures(row: PublishedGroup, scores: Mapping[Measure, PublishedScore]) -> TrustFigures:
    wave = row.publication.wave
    assert wave.closed_at is not None  # noqa: S101 -- the database publishes closed waves alone
    return TrustFigures(
        organisation_id=wave.organisation_id,
        wave_id=wave.pk,
        version_id=wave.version_id,
        instrument_id=wave.version.instrument_id,
        closed_at=wave.closed_at,
        invited=row.invited,
        answered=row.answered,
        measures=dict(_told(scores)),
    )


def _told(scores: Mapping[Measure, PublishedScore]) -> Iterator[tuple[Measure, Figure]]:
    for measure, score in scores.items():
        if score.n is not None and score.mean is not None and score.sd is not None:
            yield measure, Figure(score.n, score.mean, score.sd)


def _by_group(rows: QuerySet[PublishedScore]) -> dict[int, dict[Measure, PublishedScore]]:
    found: dict[int, dict[Measure, PublishedScore]] = defaultdict(dict)
    for row in rows:
        found[row.group_id][row.kind, row.measure] = row
    return found
