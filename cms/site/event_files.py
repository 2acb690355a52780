"""An event as a file that calendars read (RFC 5545)."""

from __future__ import annotations

from datetime import UTC

from icalendar import Calendar, Event

from cms.site.models import EventPage


def calendar_of(page: EventPage, *, address: str, host: str) -> bytes:
    event = Event()
    event.add("uid", f"{page.uid}@{host}")
    event.add("dtstamp", (page.last_published_at or page.starts_at).astimezone(UTC))
    event.add("dtstart", page.starts_at.astimezone(UTC))
    event.add("dtend", page.ends_at.astimezone(UTC))
    event.add("summary", page.title)
    event.add("description", "\n\n".join(part for part in (page.summary, page.online_link, address) if part))
    event.add("location", page.place or page.online_link)
    event.add("url", address)
    calendar = Calendar()
    calendar.add("prodid", "-//leadership//events//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
