"""Published figures of many trusts as a spreadsheet reads them: a line for each figure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from engagement.comparing.selectors import measure_of
from engagement.results.models import PublishedGroup, PublishedScore
from kernel.admin import formula_safe
from kernel.clock import local_date

HEADING = (
    "organisation",
    "ods_code",
    "region",
    "kind",
    "closed_on",
    "questionnaire",
    "version",
    "respondents",
    "dimension",
    "category",
    "invited",
    "answered",
    "measure",
    "n",
    "mean",
    "sd",
    "low",
    "high",
    "held_back",
)

FIGURES = ("group", "kind", "measure", "n", "mean", "sd", "low", "high", "held_back")


def as_csv(scores: QuerySet[PublishedScore], groups: Iterable[PublishedGroup]) -> tuple[str, int]:
    """The text, and how many figures are in it. What lines say of a group is worked out once."""
    of_group = {group.pk: [formula_safe(cell) for cell in _of_group(group)] for group in groups}
    out = io.StringIO()
    writer: Any = csv.writer(out)
    writer.writerow(HEADING)
    count = 0
    for group, kind, measure, *told, held_back in scores.values_list(*FIGURES).iterator():
        cells = [measure_of(kind, measure), *("" if each is None else each for each in told), held_back]
        writer.writerow([*of_group[group], *(formula_safe(cell) for cell in cells)])
        count += 1
    return "\ufeff" + out.getvalue(), count


def _of_group(group: PublishedGroup) -> list[Any]:
    wave = group.publication.wave
    organisation, version = wave.organisation, wave.version
    return [
        organisation.name,
        organisation.ods_code,
        organisation.national_grouping,
        organisation.kind,
        local_date(wave.closed_at).isoformat() if wave.closed_at else "",
        version.instrument.code,
        version.number,
        group.respondents,
        group.dimension,
        group.category,
        group.invited,
        group.answered,
    ]
