"""Reading improvements: for those who lead, and for those who are asked next."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from engagement.improving.enums import Progress
from engagement.improving.models import INDEX, Improvement
from engagement.instruments.models import InstrumentVersion
from engagement.instruments.selectors import names
from engagement.waves.enums import WaveState
from engagement.waves.models import SurveyWave
from kernel.access import Viewer


def improvements_for(viewer: Viewer) -> QuerySet[Improvement]:
    rows = Improvement.objects.visible_to(viewer)
    return rows.select_related("wave__organisation", "wave__version__instrument").order_by("due_on", "pk")


def improvement_for(viewer: Viewer, uid: uuid.UUID) -> Improvement | None:
    return improvements_for(viewer).filter(uid=uid).first()


def lock_improvement(viewer: Viewer, uid: uuid.UUID) -> Improvement | None:
    """The improvement, with whoever else would change it kept waiting."""
    return improvements_for(viewer).select_for_update(of=("self",)).filter(uid=uid).first()


def measures_of(version: InstrumentVersion, *, language: str) -> Mapping[str, str]:
    """What an improvement can be about, by code: the whole, each theme, and each side of one."""
    found = names(version, language=language)
    return {INDEX: found.index, **found.meta_scales, **found.sub_scales}


@dataclass(frozen=True)
class Told:
    """An improvement as those who are asked read it; ``language`` is that of its words."""

    said: str
    doing: str
    language: str
    progress: Progress
    why_dropped: str
    why_language: str
    """Of the reason, which may be there in English alone."""


def told_to_those_asked(wave: SurveyWave, *, language: str) -> list[Told]:
    """The public ones of the latest earlier wave of that trust that has any: one query."""
    rows = Improvement.objects.unscoped(reason="what a trust has made public, for those it asks next")
    earlier = rows.filter(
        wave__organisation=wave.organisation_id,
        wave__state=WaveState.CLOSED,
        wave__opens_on__lt=wave.opens_on,
        is_public=True,
    ).exclude(wave=wave.pk)
    found = list(earlier.order_by("-wave__opens_on", "-wave_id", "due_on", "pk"))
    return [_told(each, language) for each in found if each.wave_id == found[0].wave_id]


def words_of(row: Improvement, *, language: str) -> tuple[str, str, str]:
    """What was said, what is done, and the language of both: Welsh where there is any."""
    if language.partition("-")[0] == "cy" and row.said_cy:
        return row.said_cy, row.doing_cy, "cy"
    return row.said, row.doing, "en"


def _told(row: Improvement, language: str) -> Told:
    said, doing, told_in = words_of(row, language=language)
    why_in_welsh = told_in == "cy" and bool(row.why_dropped_cy)
    return Told(
        said=said,
        doing=doing,
        language=told_in,
        progress=Progress(row.progress),
        why_dropped=row.why_dropped_cy if why_in_welsh else row.why_dropped,
        why_language="cy" if why_in_welsh else "en",
    )
