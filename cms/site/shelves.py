"""More lists of the library: good practice, behaviours, events, people."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.models import Page

from cms.site.listings import Listing, asked_of, choices_of, chosen_of, page_of, query_of
from cms.site.models import (
    BehaviourIndexPage,
    BehaviourPage,
    EventIndexPage,
    EventPage,
    GoodPracticeIndexPage,
    GoodPracticePage,
    PersonIndexPage,
    PersonPage,
    Theme,
)

EVENTS_SHOWN = 3


def good_practice(under: Page | None = None) -> QuerySet[GoodPracticePage]:
    """Newest first, with its themes."""
    rows = GoodPracticePage.objects.live().public()
    rows = rows.child_of(under) if under is not None else rows
    return rows.prefetch_related("themes").order_by("-date", "-pk")


def good_practice_of(index: GoodPracticeIndexPage, request: HttpRequest | None) -> Listing:
    """All, or what shows ``?theme=``."""
    asked = asked_of(request)
    rows = good_practice(index)
    themes = [(theme.slug, theme.name) for theme in Theme.objects.all()]
    chosen = chosen_of(asked, "theme", themes)
    choices = choices_of(rows, "themes__slug", "theme", themes, chosen)
    shown = rows.filter(themes__slug=chosen) if chosen else rows
    return Listing(page_of(shown, asked), choices, query_of(theme=chosen), chosen)


def behaviours(under: Page | None = None) -> QuerySet[BehaviourPage]:
    rows = BehaviourPage.objects.live().public()
    rows = rows.child_of(under) if under is not None else rows
    return rows.order_by("title", "pk")


def behaviours_of(index: BehaviourIndexPage, request: HttpRequest | None) -> Listing:
    return Listing(page_of(behaviours(index), asked_of(request), 24))


def behaviours_like(page: GoodPracticePage) -> list[BehaviourPage]:
    """Those that name this page as an example."""
    return list(behaviours().filter(examples=page.pk)[:6])


def examples_of(page: BehaviourPage) -> list[GoodPracticePage]:
    """Only what visitors may open."""
    chosen = [each.pk for each in page.examples.all()]
    return [] if not chosen else list(good_practice().filter(pk__in=chosen))


def events(under: Page | None = None) -> QuerySet[EventPage]:
    rows = EventPage.objects.live().public()
    return rows.child_of(under) if under is not None else rows


def events_of(index: EventIndexPage, request: HttpRequest | None, *, now: datetime) -> Listing:
    """What is still to come, the next first; with ``?when=past`` what was, the latest first."""
    asked = asked_of(request)
    rows = events(index)
    if asked.get("when") == "past":
        past = rows.filter(ends_at__lt=now).order_by("-starts_at", "-pk")
        return Listing(page_of(past, asked), query=query_of(when="past"), chosen="past")
    coming = rows.filter(ends_at__gte=now).order_by("starts_at", "pk")
    return Listing(page_of(coming, asked))


def next_events(*, now: datetime) -> list[EventPage]:
    return list(events().filter(ends_at__gte=now).order_by("starts_at", "pk")[:EVENTS_SHOWN])


def persons_of(index: PersonIndexPage, request: HttpRequest | None) -> Listing:
    rows = PersonPage.objects.live().public().child_of(index).select_related("picture")
    return Listing(page_of(rows.order_by("path"), asked_of(request), 24))
