"""Cubes at hand: those of programmes with many people are worked out by the clock and kept for a while.

Looking at a page never writes one: what is not kept is worked out for whoever looks.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Count
from django.utils.safestring import SafeString

from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment, Transition
from lms.reports.insight.cube import Cube
from lms.reports.insight.gathering import VIEWER, gather
from lms.reports.insight.report import Report, Wanted
from lms.reports.insight.report import report_of as new_report

K = TypeVar("K")
V = TypeVar("V")

MANY = 1000
"""From so many places on it is kept; fewer are counted at once."""
KEPT_FOR = timedelta(hours=2)
"""Longer than the clock takes to come round: nobody waits while it is worked out anew."""
SHAPE = 2
"""Of a kept cube; another number makes those kept by earlier code unknown."""


FEW_PROGRAMMES, FEW_REPORTS, FEW_WRITTEN = 4, 40, 20
"""So many large programmes, answers about each, and of these as they were written, a process remembers."""


@dataclass
class _Remembered:
    """By this process: to read a large cube out of the cache takes longer than to answer from it."""

    stamp: str
    cube: Cube
    reports: OrderedDict[tuple[Wanted, int], Report] = field(default_factory=OrderedDict)
    written: OrderedDict[Hashable, SafeString] = field(default_factory=OrderedDict)


_remembered: OrderedDict[uuid.UUID, _Remembered] = OrderedDict()


def report_of(
    programme_key: uuid.UUID, wanted_by: Callable[[Cube], Wanted], *, now: datetime
) -> Report | None:
    """None where nobody can have the programme. What is kept is asked first which it is."""
    stamp = cache.get(_stamp_of(programme_key))
    held = _held(programme_key, stamp) if stamp else None
    if held is None:
        cube = gather(programme_key, now=now)
        return new_report(cube, wanted_by(cube)) if cube else None
    report = new_report(held.cube, wanted_by(held.cube))
    return _remember(held.reports, (report.wanted, report.fewest), report, most=FEW_REPORTS)


def _held(programme_key: uuid.UUID, stamp: str) -> _Remembered | None:
    held = _remembered.get(programme_key)
    if held is None or held.stamp != stamp:
        kept = cache.get(_name(programme_key))
        if not isinstance(kept, Cube):
            return None
        _remembered.pop(programme_key, None)
        held = _Remembered(stamp, kept)
    return _remember(_remembered, programme_key, held, most=FEW_PROGRAMMES)


def _remember(rows: OrderedDict[K, V], key: K, new: V, *, most: int) -> V:
    """What is there already, or this; what was asked for longest ago goes."""
    found = rows.setdefault(key, new)
    rows.move_to_end(key)
    while len(rows) > most:
        rows.popitem(last=False)
    return found


def written(report: Report, asked: Hashable, write: Callable[[], SafeString]) -> SafeString:
    """The same answer to the same question is written once, as long as what it is about is kept."""
    held = _remembered.get(report.cube.programme_key)
    if held is None or held.cube is not report.cube:
        return write()
    key = (report.wanted, report.fewest, asked)
    found = held.written.get(key)
    return _remember(held.written, key, found if found is not None else write(), most=FEW_WRITTEN)


def forget() -> None:
    _remembered.clear()


def keep_large(*, now: datetime) -> int:
    """How many programmes were worked out."""
    rows = Enrolment.objects.visible_to(VIEWER).order_by().values("version__programme_key")
    large = rows.annotate(people=Count("pk")).filter(people__gte=MANY)
    keys = list(large.values_list("version__programme_key", flat=True))
    for key in keys:
        cube = gather(key, now=now)
        if cube:
            cache.set(_name(key), cube, timeout=KEPT_FOR.total_seconds())
            cache.set(_stamp_of(key), uuid.uuid4().hex, timeout=KEPT_FOR.total_seconds())
    return len(keys)


def people_by_programme() -> dict[uuid.UUID, int]:
    """How many have ever taken up a place: one query."""
    rows = Transition.objects.visible_to(VIEWER).filter(to_state=State.ACTIVE).order_by()
    counted = rows.values("enrolment__version__programme_key")
    found = counted.annotate(people=Count("enrolment", distinct=True))
    return dict(found.values_list("enrolment__version__programme_key", "people"))


def _stamp_of(programme_key: uuid.UUID) -> str:
    return f"{_name(programme_key)}:stamp"


def _name(programme_key: uuid.UUID) -> str:
    return f"leadership-insight-{SHAPE}:{programme_key}"
