"""Closed waves with answers, made as rows: nobody has to answer them one by one."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from engagement.actions import results
from engagement.instruments.models import InstrumentVersion
from engagement.results.models import Publication
from engagement.waves.enums import Respondents, WaveState
from engagement.waves.models import Response, Stratum, StratumCell, SurveyWave
from kernel.clock import local_date
from lms.organisations.models import Organisation
from tests.factories.trusts import NOW, trust_of
from tests.factories.waves import lead_context, make_version

Answers = Sequence[int | None]
Cell = tuple[str, ...]

CLOSED = NOW - timedelta(days=2)


def make_closed_wave(
    trust: Organisation,
    doctors: Mapping[Cell | tuple[Cell, ...], Iterable[Answers]],
    *,
    managers: Iterable[Answers] = (),
    version: InstrumentVersion | None = None,
    dimensions: Sequence[str] = (),
    closed_at: datetime = CLOSED,
    fewest: int = 10,
    title: str = "Autumn wave",
) -> SurveyWave:
    """``doctors`` by stratum: one combination of categories, or several. Three more were invited to each."""
    wave = SurveyWave.objects.create(
        organisation=trust,
        version=version or make_version(),
        title=title,
        opens_on=local_date(closed_at) - timedelta(days=21),
        closes_on=local_date(closed_at),
        dimensions=list(dimensions),
        fewest=fewest,
        state=WaveState.CLOSED,
        made_at=closed_at - timedelta(days=30),
        opened_at=closed_at - timedelta(days=21),
        closed_at=closed_at,
    )
    answered_by_doctors(wave, doctors)
    given = list(managers)
    if given:
        _stratum(wave, Respondents.MANAGERS, [()], given)
    return wave


def answered_by_doctors(
    wave: SurveyWave, doctors: Mapping[Cell | tuple[Cell, ...], Iterable[Answers]]
) -> None:
    for cells, answers in doctors.items():
        several = cells if cells and isinstance(cells[0], tuple) else (cells,)
        _stratum(wave, Respondents.DOCTORS, several, list(answers))


def _stratum(wave: SurveyWave, respondents: str, cells: Iterable[Any], answers: list[Answers]) -> None:
    stratum = Stratum.objects.create(
        wave=wave, respondents=respondents, invited=len(answers) + 3, answered=len(answers)
    )
    StratumCell.objects.bulk_create(StratumCell(stratum=stratum, categories=list(cell)) for cell in cells)
    Response.objects.bulk_create(Response(wave=wave, stratum=stratum, answers=list(each)) for each in answers)


def some_answers(
    count: int, *, items: int = 4, seed: int = 1, missing: float = 0.0, points: int = 5
) -> list[list[int | None]]:
    """The same in every run, and never all alike."""
    chance = random.Random(seed)
    return [
        [None if chance.random() < missing else chance.randint(1, points) for _ in range(items)]
        for _ in range(count)
    ]


def make_published_wave(lead: Any, doctors: Mapping[Any, Iterable[Answers]], **given: Any) -> SurveyWave:
    wave = make_closed_wave(trust_of(lead), doctors, **given)
    publish(lead, wave)
    return wave


def publish(lead: Any, wave: SurveyWave) -> Publication:
    return results.publish(lead_context(lead), wave_uid=wave.uid)
