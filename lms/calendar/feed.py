"""Due dates as an iCalendar file (RFC 5545): all-day events with titles, and nothing else of the doctor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration, vUri

from lms.calendar.models import DueDate

PRODUCT = "-//Leadership programmes//Due dates//EN"
LOOK_AGAIN = timedelta(hours=12)
"""How often a calendar program should ask: a hint, which most of them round up."""
SEQUENCE_FROM = datetime(2026, 1, 1, tzinfo=UTC)


def calendar_of(due_dates: Iterable[DueDate], *, host: str, link: str) -> bytes:
    """The file. It holds no moment of its making: the same dates give the same bytes.

    An all-day event has a date and no time, so no time zone and no change of the clocks can move it.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Leadership programmes"))
    calendar.add("refresh-interval", vDuration(LOOK_AGAIN), parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(LOOK_AGAIN))
    for due in due_dates:
        calendar.add_component(_event(due, host=host, link=link))
    return bytes(calendar.to_ical())


def _event(due: DueDate, *, host: str, link: str) -> Event:
    """``due`` comes with its requirement and the version of its enrolment."""
    event = Event()
    titles: dict[str, Any] = {
        "module": due.requirement.title,
        "programme": due.enrolment.version.title,
    }
    event.add("uid", f"due-{due.uid}@{host}")
    event.add("dtstamp", due.derived_at)
    event.add("last-modified", due.derived_at)
    event.add("sequence", int((due.derived_at - SEQUENCE_FROM).total_seconds()))
    event.add("summary", _("Due: %(module)s (%(programme)s)") % titles)
    event.add("dtstart", due.due_on)
    event.add("dtend", due.due_on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    event["url"] = vUri(link)
    return event
