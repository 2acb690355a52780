"""Cubes at hand: those of programmes with many people are worked out by the clock and kept for a while.

Looking at a page never writes one: what is not kept is worked out for whoever looks.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count

from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment, Transition
from lms.reports.insight.cube import Cube
from lms.reports.insight.gathering import VIEWER, gather

MANY = 1000
"""From so many places on it is kept; fewer are counted at once."""
KEPT_FOR = timedelta(hours=2)
"""Longer than the clock takes to come round: nobody waits while it is worked out anew."""
SHAPE = 2
"""Of a kept cube; another number makes those kept by earlier code unknown."""


def cube_of(programme_key: uuid.UUID, *, now: datetime) -> Cube | None:
    kept = cache.get(_name(programme_key))
    return kept if isinstance(kept, Cube) else gather(programme_key, now=now)


def keep_large(*, now: datetime) -> int:
    """How many programmes were worked out."""
    rows = Enrolment.objects.visible_to(VIEWER).order_by().values("version__programme_key")
    large = rows.annotate(people=Count("pk")).filter(people__gte=MANY)
    keys = list(large.values_list("version__programme_key", flat=True))
    for key in keys:
        cache.set(_name(key), gather(key, now=now), timeout=KEPT_FOR.total_seconds())
    return len(keys)


def people_by_programme() -> dict[uuid.UUID, int]:
    """How many have ever taken up a place: one query."""
    rows = Transition.objects.visible_to(VIEWER).filter(to_state=State.ACTIVE).order_by()
    counted = rows.values("enrolment__version__programme_key")
    found = counted.annotate(people=Count("enrolment", distinct=True))
    return dict(found.values_list("enrolment__version__programme_key", "people"))


def _name(programme_key: uuid.UUID) -> str:
    return f"leadership-insight-{SHAPE}:{programme_key}"
