"""Published figures of many trusts as a spreadsheet reads them: a line for each figure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from engagement.comparing.selectors import measure_of
from engagement.results.models import PublishedScore
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


def as_csv(scores: Iterable[PublishedScore]) -> tuple[str, int]:
    """The text, and how many figures are in it."""
    out = io.StringIO()
    writer: Any = csv.writer(out)
    writer.writerow(HEADING)
    count = 0
    for score in scores:
        writer.writerow([formula_safe(cell) for cell in _cells(score)])
        count += 1
    return "\ufeff" + out.getvalue(), count


def _cells(score: PublishedScore) -> list[Any]:
    group = score.group
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
        measure_of(score.kind, score.measure),
        *("" if each is None else each for each in (score.n, score.mean, score.sd, score.low, score.high)),
        score.held_back,
    ]
