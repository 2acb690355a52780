"""What publishing would tell, in words: names and counts, and no figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.instruments.rules.asking import Names
from engagement.results.enums import MeasureKind
from engagement.results.rules.measures import Measure
from engagement.results.services.publishing import Planned
from engagement.results.services.reading import Part
from engagement.waves.enums import Respondents
from engagement.web.presenters import names_of


@dataclass(frozen=True)
class Line:
    name: str
    invited: int
    answered: int
    is_told: bool
    said: str


@dataclass(frozen=True)
class Grouping:
    """All categories of one dimension, or of a combination of several."""

    name: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Shown:
    """One kind of respondents."""

    label: str
    invited: int
    answered: int
    groupings: Sequence[Grouping]
    together: Sequence[str]
    held_back: Sequence[str]
    statements: str


def shown(planned: Planned, names: Names) -> list[Shown]:
    by_kind = groupby(planned.parts, key=lambda each: each.respondents)
    return [_shown(planned, respondents, list(parts), names) for respondents, parts in by_kind]


def _shown(planned: Planned, respondents: str, parts: Sequence[Part], names: Names) -> Shown:
    everybody = next((each for each in parts if not each.slice.dimension), None)
    return Shown(
        str(Respondents(respondents).label),
        everybody.invited if everybody else 0,
        everybody.answered if everybody else 0,
        list(_groupings(parts)),
        [names_of(cells) for cells in planned.together[respondents]],
        [_measure(each, names) for each in planned.held_back[respondents]],
        _statements(planned.items_held_back[respondents]),
    )


def _groupings(parts: Sequence[Part]) -> Iterator[Grouping]:
    for dimension, some in groupby(parts, key=lambda each: each.slice.dimension):
        if dimension:
            yield Grouping(dimension, [_line(each) for each in some])


def _line(part: Part) -> Line:
    if not part.is_told:
        said = _("Counted among all only: put together with others")
    elif part.slice.is_whole:
        said = _("Shown")
    else:
        said = _("Shown without those who are put together with others")
    return Line(part.slice.category, part.invited, part.answered, part.is_told, said)


def _statements(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "How %(count)s statement was answered is held back.",
        "How %(count)s statements were answered is held back.",
        count,
    ) % {"count": count}


def _measure(measure: Measure, names: Names) -> str:
    kind, code = measure
    if kind == MeasureKind.INDEX:
        return names.index
    return names.meta_scales[code] if kind == MeasureKind.META else names.sub_scales[code]
