"""Writing down what is done about results."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from engagement.improving.enums import Progress
from engagement.improving.errors import ImprovementRefused
from engagement.improving.models import Improvement
from engagement.improving.selectors import measures_of
from engagement.waves.enums import WaveState
from engagement.waves.models import SurveyWave


@dataclass(frozen=True)
class Promise:
    """All that a lead says about an improvement."""

    said: str
    doing: str
    owner: str
    due_on: date
    measure: str = ""
    said_cy: str = ""
    doing_cy: str = ""
    progress: str = Progress.PLANNED
    why_dropped: str = ""
    why_dropped_cy: str = ""
    is_public: bool = False


def promise_of(row: Improvement) -> Promise:
    return Promise(**{name: getattr(row, name) for name in Promise.__dataclass_fields__})


def make(wave: SurveyWave, promise: Promise, *, user_id: int | None, now: datetime) -> Improvement:
    if wave.state != WaveState.CLOSED:
        raise ImprovementRefused("nothing_said")
    row = Improvement(wave=wave, made_by_id=user_id, made_at=now)
    _take(row, promise, now=now)
    return row


def change(row: Improvement, promise: Promise, *, now: datetime) -> dict[str, tuple[object, object]]:
    """What was, and what is, of all that differs; nothing is written where nothing does."""
    before, after = values_of(promise_of(row)), values_of(promise)
    changed = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    if changed:
        _take(row, promise, now=now)
    return changed


def values_of(promise: Promise) -> dict[str, object]:
    return {**asdict(promise), "due_on": promise.due_on.isoformat()}


def _take(row: Improvement, promise: Promise, *, now: datetime) -> None:
    if promise.measure and promise.measure not in measures_of(row.wave.version, language="en"):
        raise ImprovementRefused("no_such_measure")
    if (promise.progress == Progress.DROPPED) != bool(promise.why_dropped.strip()):
        raise ImprovementRefused("dropped_without_why")
    for name, value in asdict(promise).items():
        setattr(row, name, value)
    row.changed_at = now
    row.save()
