"""What comparing and improving add to the page of a wave's results, and to its report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from engagement.comparing.enums import NormSource
from engagement.comparing.models import NormSet
from engagement.comparing.placing import REGIONS, Likeness, Placed, placed, places_in
from engagement.comparing.placing import Place as PlaceIn
from engagement.comparing.placing import Standing as PlacesIn
from engagement.comparing.selectors import INDEX, measure_names
from engagement.improving.selectors import improvements_for
from engagement.instruments.selectors import names
from engagement.results.selectors import Results
from engagement.web import sections
from engagement.web.improving_presenters import Line, lines_of
from engagement.web.learned import learned
from engagement.web.performance import one_place
from engagement.web.sections import Place, Section
from kernel.access import Viewer
from kernel.clock import today
from lms.organisations.models import OrganisationKind

PAGES = "leadership/surveys/desk/"


@dataclass(frozen=True)
class Standing:
    name: str
    mean: Decimal
    band: str
    above: str


@dataclass(frozen=True)
class Compared:
    norm: str
    """The name of the norm set, which stands beside every band; empty where there is none."""
    norm_note: str
    index: str
    standings: list[Standing]
    likenesses: list[str]


def compared(viewer: Viewer, results: Results) -> Compared | None:
    found = placed(results.wave, _standing(results))
    if found is None:
        return None
    language = get_language() or "en"
    version = results.wave.version
    called, bands = measure_names(version, language=language), names(version, language=language).bands
    standings = [
        Standing(
            called.get(place.measure, place.measure),
            one_place(place.mean),
            bands[place.band - 1] if place.band else "",
            _tenths(place.above_of_ten),
        )
        for place in found.places
    ]
    return Compared(
        found.norm_set.name if found.norm_set else "",
        _note(found),
        _index_sentence(found.norm_set, found.places, bands),
        standings,
        [_likeness(each, bands) for each in found.likenesses],
    )


def band(viewer: Viewer, results: Results) -> str:
    norm_set, places = _standing(results)
    bands = names(results.wave.version, language=get_language() or "en").bands
    return _index_sentence(norm_set, places, bands)


def _standing(results: Results) -> PlacesIn:
    if "standing" not in results.beside:
        results.beside["standing"] = places_in(results.wave)
    found: PlacesIn = results.beside["standing"]
    return found


def _index_sentence(norm_set: NormSet | None, places: list[PlaceIn], bands: Sequence[str]) -> str:
    index = next((each for each in places if each.measure == INDEX), None)
    if norm_set is None or index is None or index.band is None:
        return _("No norm yet: compare it with your own earlier waves.")
    given = {"band": bands[index.band - 1], "norm": norm_set.name}
    return _("Band “%(band)s” of the norm “%(norm)s”.") % given


def _note(found: Placed) -> str:
    norm_set = found.norm_set
    if norm_set is None:
        return ""
    return _("%(norm)s, %(day)s, from %(trusts)s trusts; source: %(origin)s") % {
        "norm": norm_set.name,
        "day": date_format(norm_set.dated_on, "j F Y"),
        "trusts": norm_set.trusts,
        "origin": origin_of(norm_set),
    }


def origin_of(norm_set: NormSet) -> str:
    """Where norms come from, as a sentence would say it: of our own the row holds two days."""
    if norm_set.source != NormSource.MADE:
        return norm_set.origin
    first, last = (date_format(date.fromisoformat(each), "j F Y") for each in norm_set.origin.split(" – "))
    return _("waves that closed from %(first)s to %(last)s") % {"first": first, "last": last}


def _tenths(above: int | None) -> str:
    if above is None:
        return ""
    return _("above %(tenths)s of ten trusts") % {"tenths": above}


def _likeness(each: Likeness, bands: Sequence[str]) -> str:
    said = {
        "region": _("Of %(trusts)s other trusts in your region (%(value)s): band “%(band)s”."),
        "kind": _("Of %(trusts)s other organisations of your kind (%(value)s): band “%(band)s”."),
        "size": _("Of %(trusts)s other trusts of your size (%(value)s): band “%(band)s”."),
    }[each.kind]
    return said % {"trusts": each.trusts, "value": _value(each), "band": bands[each.band - 1]}


def _value(each: Likeness) -> str:
    if each.kind == "region":
        return str(REGIONS.get(each.value, each.value))
    if each.kind == "kind":
        return str(OrganisationKind(each.value).label)
    sizes = {
        "small": _("fewer than 150 doctors asked"),
        "middle": _("150 to 399 doctors asked"),
        "large": _("400 doctors or more asked"),
    }
    return sizes[each.value]


def compared_in_words(given: Any) -> list[str]:
    return [given.index, *given.likenesses]


def improved(viewer: Viewer, results: Results) -> list[Line] | None:
    rows = improvements_for(viewer).filter(wave=results.wave.pk)
    return lines_of(rows, on=today(), language=get_language() or "en")


def improved_in_words(given: Any) -> list[str]:
    return [f"{line.said} {line.doing} ({line.state})" for line in given]


def add_sections() -> None:
    sections.add(
        Section(
            "band",
            _later("Compared with others"),
            Place.BESIDE_INDEX,
            f"{PAGES}_band.html",
            band,
        )
    )
    sections.add(
        Section(
            "norms",
            _later("Compared with others"),
            Place.AFTER_FIGURES,
            f"{PAGES}_compared.html",
            compared,
            compared_in_words,
        )
    )
    sections.add(
        Section(
            "learning",
            _later("Learning beside engagement"),
            Place.AFTER_FIGURES,
            f"{PAGES}_learned.html",
            learned,
        )
    )
    sections.add(
        Section(
            "improvements",
            _later("You said, we did"),
            Place.AFTER_FIGURES,
            f"{PAGES}_improved.html",
            improved,
            improved_in_words,
        )
    )
