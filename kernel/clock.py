"""The one place that reads the clock; everything below the edge is given its time."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def local_date(moment: datetime) -> date:
    """The date in Europe/London at that moment: due dates are local dates."""
    return moment.astimezone(LONDON).date()


def today() -> date:
    return local_date(now())
