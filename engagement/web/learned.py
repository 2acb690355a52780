"""Learning beside engagement on the page of results: each wave, and what had been learned when it closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engagement.comparing.learning import Learning, learning_until
from engagement.results.selectors import INDEX, Headline, Results, trend_to
from engagement.waves.enums import Respondents
from engagement.web.performance import one_place
from kernel.access import Viewer


@dataclass(frozen=True)
class LearnedRow:
    title: str
    closed_at: datetime
    index: str
    """Empty where it is held back."""
    learning: Learning
    is_this: bool


@dataclass(frozen=True)
class Learned:
    rows: list[LearnedRow]

    @property
    def says_anything(self) -> bool:
        return any(row.learning.took_part is not None for row in self.rows)


def learned(viewer: Viewer, results: Results) -> Learned:
    wave = results.wave
    closed = [
        (each, each.wave.closed_at) for each in trend_to(viewer, results) if each.wave.closed_at is not None
    ]
    found = learning_until(wave.organisation_id, [at for _each, at in closed])
    rows = [
        LearnedRow(each.wave.title, at, _index(each), learning, each.wave.pk == wave.pk)
        for (each, at), learning in zip(closed, found, strict=True)
    ]
    return Learned(rows)


def _index(each: Headline) -> str:
    score = each.scores.get(Respondents.DOCTORS, {}).get(INDEX)
    return "" if score is None or score.mean is None else str(one_place(score.mean))
