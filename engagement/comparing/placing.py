"""Where a trust's published results lie: in a named norm, and among trusts like it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from engagement.comparing.enums import AgreementKind
from engagement.comparing.models import NormMeasure, NormSet
from engagement.comparing.models.norms import FEWEST_TRUSTS
from engagement.comparing.rules import norms
from engagement.comparing.selectors import (
    INDEX,
    Headline,
    Measure,
    agreeing,
    headline_of_index,
    headlines_of_index,
    means_of,
    norms_by_measure,
    norms_for,
)
from engagement.waves.models import SurveyWave

REGIONS = {
    "Y56": _("London"),
    "Y58": _("South West"),
    "Y59": _("South East"),
    "Y60": _("Midlands"),
    "Y61": _("East of England"),
    "Y62": _("North West"),
    "Y63": _("North East and Yorkshire"),
    "W00": _("Wales"),
}
SMALL, LARGE = 150, 400
"""Doctors asked: fewer than the first is small, from the second on large."""


@dataclass(frozen=True)
class Place:
    """``band`` is 1 to 5, of the norm that stands beside it, and None where that has no such measure."""

    measure: str
    mean: Decimal
    band: int | None
    above_of_ten: int | None


@dataclass(frozen=True)
class Likeness:
    """Trusts that share something with this one; ``band`` is that of its index among them."""

    kind: str
    value: str
    trusts: int
    band: int


@dataclass(frozen=True)
class Placed:
    """Without a norm set there are no bands, and nothing to be above of."""

    norm_set: NormSet | None
    places: list[Place]
    likenesses: list[Likeness]


Standing = tuple[NormSet | None, list[Place]]


def placed(wave: SurveyWave, standing: Standing) -> Placed | None:
    """None where nothing of it is published. Five queries at most."""
    found = headlines_of_index(wave.version)
    own = next((each for each in found if each.wave.pk == wave.pk), None) or headline_of_index(wave)
    if own is None:
        return None
    return Placed(*standing, list(_likenesses(own, found)))


def places_in(wave: SurveyWave) -> Standing:
    """In the norm alone: three queries, however many trusts there are."""
    norm_set = norms_for(wave.version)
    by_measure = norms_by_measure(norm_set) if norm_set else {}
    return norm_set, [_place(code, mean, by_measure.get(code)) for code, mean in means_of(wave).items()]


def _place(code: Measure, mean: Decimal, norm: NormMeasure | None) -> Place:
    if norm is None:
        return Place(code, mean, None, None)
    return Place(code, mean, norms.band_of(mean, norm.cuts), norms.above_of_ten(mean, norm.deciles))


def size_of(each: Headline) -> str:
    if each.invited < SMALL:
        return "small"
    return "middle" if each.invited < LARGE else "large"


ALIKE: tuple[tuple[str, Callable[[Headline], str]], ...] = (
    ("region", lambda each: each.organisation.national_grouping),
    ("kind", lambda each: each.organisation.kind),
    ("size", size_of),
)
"""What the register and the survey know of a trust."""


def _likenesses(own: Headline, found: Sequence[Headline]) -> Iterator[Likeness]:
    """Only among ten others or more that agreed; no figure of theirs is told, only the fifth one is in."""
    agreed = agreeing(AgreementKind.NORMS)
    others = [
        each
        for each in found
        if each.wave.organisation_id in agreed - {own.wave.organisation_id} and INDEX in each.means
    ]
    for kind, of in ALIKE:
        value = of(own)
        means = [each.means[INDEX] for each in others if value and of(each) == value]
        if len(means) >= FEWEST_TRUSTS and INDEX in own.means:
            yield Likeness(kind, value, len(means), norms.band_of(own.means[INDEX], norms.cuts_of(means)))
