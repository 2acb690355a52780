"""Making and ending the address under which a doctor's calendar reads their due dates."""

from __future__ import annotations

import uuid
from datetime import datetime

from lms.calendar.models import CalendarFeed

REASON = "a doctor's own feed, under their lock"


def renew(person_id: int, *, now: datetime) -> tuple[CalendarFeed, bool]:
    """A new address; one made before opens nothing any more. Says whether there was one."""
    feed = CalendarFeed.objects.unscoped(reason=REASON).filter(person_id=person_id).first()
    renewed = feed is not None
    feed = feed or CalendarFeed(person_id=person_id)
    feed.uid, feed.made_at = uuid.uuid4(), now
    feed.save()
    return feed, renewed


def end(person_id: int) -> bool:
    """Whether there was one."""
    ended, _rows = CalendarFeed.objects.unscoped(reason=REASON).filter(person_id=person_id).delete()
    return bool(ended)
