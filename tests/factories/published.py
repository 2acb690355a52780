"""Published results for tests, without anybody having answered: invented figures, always the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from engagement.instruments.models import InstrumentVersion
from engagement.instruments.rules.scoring import Rules
from engagement.instruments.selectors import scoring_rules
from engagement.results.enums import HeldBack, MeasureKind
from engagement.results.models import (
    Atom,
    Publication,
    PublishedAlpha,
    PublishedGroup,
    PublishedItem,
    PublishedScore,
)
from engagement.results.selectors import INDEX, Measure
from engagement.waves.enums import Respondents, WaveState
from engagement.waves.models import SurveyWave
from tests.factories.trusts import NOW, TODAY, trust_of

REASON = "a test's own rows"
GROUPS = {
    "Specialty group": {"Medicine": 52, "Surgery": 41, "Anaesthetics and critical care": 27, "Imaging": 12},
    "Grade": {"Consultant": 70, "Resident doctor": 48},
}
"""Those who answered; the last of each dimension is told less of."""


def closed_wave(lead: Any, version: InstrumentVersion, *, title: str, days_ago: int = 1) -> SurveyWave:
    closed_at = NOW - timedelta(days=days_ago)
    return SurveyWave.objects.create(
        organisation=trust_of(lead),
        version=version,
        title=title,
        opens_on=TODAY - timedelta(days=days_ago + 21),
        closes_on=TODAY - timedelta(days=days_ago),
        dimensions=list(GROUPS),
        state=WaveState.CLOSED,
        made_at=closed_at,
        opened_at=closed_at - timedelta(days=21),
        closed_at=closed_at,
    )


def publish(
    wave: SurveyWave,
    *,
    index: str = "54.2",
    managers: str | None = "63.8",
    groups: Mapping[str, Mapping[str, int]] | None = None,
    at: datetime = NOW,
) -> Publication:
    """All doctors, all managers where they have an index, and the doctors of each category."""
    publication = Publication.objects.create(wave=wave, number=1, fewest=10, made_at=at)
    atoms = {Respondents.DOCTORS: [1, 2, 3, 4], Respondents.MANAGERS: [5]}
    Atom.objects.bulk_create(
        Atom(publication=publication, respondents=respondents, number=number)
        for respondents, numbers in atoms.items()
        for number in numbers
    )
    rules = scoring_rules(wave.version)
    doctors = _group(publication, Respondents.DOCTORS, (240, 138), atoms[Respondents.DOCTORS])
    _tell_all(doctors, rules, Decimal(index), 131)
    if managers is not None:
        theirs = _group(publication, Respondents.MANAGERS, (40, 26), atoms[Respondents.MANAGERS])
        _tell_all(theirs, rules, Decimal(managers), 25)
    for dimension, categories in (GROUPS if groups is None else groups).items():
        _tell_categories(publication, rules, dimension, categories, Decimal(index))
    return publication


def _tell_categories(
    publication: Publication, rules: Rules, dimension: str, categories: Mapping[str, int], index: Decimal
) -> None:
    for place, (category, answered) in enumerate(categories.items()):
        group = _group(
            publication,
            Respondents.DOCTORS,
            (answered * 2, answered),
            [1 + place % 4],
            dimension=dimension,
            category=category,
            is_whole=place != 1,
        )
        is_last = place == len(categories) - 1
        _scores(group, rules, index + Decimal(3 * place - 4), answered - 1, held=is_last)


def _tell_all(group: PublishedGroup, rules: Rules, index: Decimal, n: int) -> None:
    _scores(group, rules, index, n, held=False)
    codes = [item.code for sub in rules.sub_scales for item in sub.items]
    PublishedItem.objects.bulk_create(
        _item(group, code, place, n, rules.points) for place, code in enumerate(codes)
    )
    PublishedAlpha.objects.bulk_create(
        PublishedAlpha(
            group=group,
            kind=measure[0],
            measure=measure[1],
            items=5,
            n=n - 4,
            alpha=alpha,
            low=alpha - Decimal("0.06"),
            high=alpha + Decimal("0.05"),
        )
        for measure, alpha in (
            (each, Decimal("0.66") + n_ * Decimal("0.02")) for n_, each in _measures(rules)
        )
    )


def _group(
    publication: Publication, respondents: str, counts: tuple[int, int], atoms: Sequence[int], **of: Any
) -> PublishedGroup:
    invited, answered = counts
    return PublishedGroup.objects.create(
        publication=publication,
        respondents=respondents,
        invited=invited,
        answered=answered,
        atoms=list(atoms),
        **of,
    )


def _measures(rules: Rules) -> list[tuple[int, Measure]]:
    found: list[Measure] = [INDEX]
    for meta in rules.meta_scales:
        found += [(MeasureKind.META, meta.code), *((MeasureKind.SUB, sub.code) for sub in meta.sub_scales)]
    return list(enumerate(found))


def _scores(group: PublishedGroup, rules: Rules, index: Decimal, n: int, *, held: bool) -> None:
    reach = (Decimal(30) / Decimal(n).sqrt()).quantize(Decimal("0.000001"))
    PublishedScore.objects.bulk_create(
        PublishedScore(group=group, kind=measure[0], measure=measure[1], **figures)
        for place, measure in _measures(rules)
        for mean in [index + Decimal(place * 5 % 13 - 5 if place else 0)]
        for figures in [
            {"held_back": HeldBack.PROTECTS}
            if held and place % 2
            else {"n": n, "mean": mean, "sd": Decimal("15.25"), "low": mean - reach, "high": mean + reach}
        ]
    )


def _item(group: PublishedGroup, code: str, place: int, n: int, points: int) -> PublishedItem:
    if place == 7:
        return PublishedItem(group=group, item=code, held_back=HeldBack.PROTECTS)
    weights = [2 + (place * 3 + 5 * point) % 7 for point in range(points)]
    counts = [n * weight // sum(weights) for weight in weights]
    counts[points // 2] += n - sum(counts)
    mean = Decimal(sum(count * (value + 1) for value, count in enumerate(counts))) / n
    return PublishedItem(group=group, item=code, n=n, mean=round(mean, 6), sd=Decimal("1.1"), counts=counts)
