"""Which pages are what, and where their facets come from: a line for each type of page.

A type that is not named here is found all the same, among *other pages*. What is searched in a page is what
its own ``search_fields`` name, as in Wagtail's own search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

from cms.finding.enums import Kind
from cms.site.models import (
    BehaviourPage,
    DeliverablePage,
    EventPage,
    GoodPracticePage,
    HomePage,
    NewsPage,
    PersonPage,
    ProgrammePage,
    QuestionsPage,
    StudyPage,
    Theme,
    Topic,
)

Codes = Callable[[Any], Iterable[str]]
Labels = Callable[[], dict[str, str]]


def nothing(page: Any) -> Iterable[Any]:
    return ()


@dataclass(frozen=True)
class Source:
    """``summary`` and ``day`` are names of the page's attributes; the others are asked of each page."""

    kind: Kind = Kind.PAGE
    summary: str = "search_description"
    day: str = ""
    topics: Codes = nothing
    stages: Codes = nothing
    elements: Codes = nothing
    """Of the framework whose codes pages name: their domains are a facet."""


_sources: dict[type[Page], Source] = {}
_topics: list[Labels] = []


def findable(model: type[Page], kind: Kind, **given: Any) -> None:
    _sources[model] = Source(kind, **given)


def source_of(model: type[Page]) -> Source:
    return _sources.get(model) or Source()


def name_topics(labels: Labels) -> None:
    """Codes of topics with their names in the reader's language; others have more."""
    _topics.append(labels)


def topic_labels() -> dict[str, str]:
    return {code: name for labels in _topics for code, name in labels().items()}


def of_page(page: Any) -> Iterable[str]:
    return list(page.elements)


def topics_of(page: Any) -> Iterable[str]:
    return [f"topic:{topic.slug}" for topic in page.topics.all()]


def themes_of(page: Any) -> Iterable[str]:
    return [f"theme:{theme.slug}" for theme in page.themes.all()]


name_topics(lambda: {f"topic:{topic.slug}": topic.name for topic in Topic.objects.all()})
name_topics(lambda: {f"theme:{theme.slug}": theme.name for theme in Theme.objects.all()})

findable(HomePage, Kind.PAGE, summary="intro")
findable(NewsPage, Kind.NEWS, summary="summary", day="date", topics=topics_of)
findable(DeliverablePage, Kind.DELIVERABLE, summary="summary", day="date", elements=of_page)
findable(
    GoodPracticePage, Kind.GOOD_PRACTICE, summary="summary", day="date", topics=themes_of, elements=of_page
)
findable(BehaviourPage, Kind.BEHAVIOUR, summary="summary", topics=themes_of, elements=of_page)
findable(StudyPage, Kind.STUDY, summary="summary")
findable(EventPage, Kind.EVENT, summary="summary", day="starts_at", topics=topics_of)
findable(PersonPage, Kind.PERSON, summary="role")
findable(QuestionsPage, Kind.FAQ, summary="intro")
findable(ProgrammePage, Kind.PROGRAMME, summary="audience", stages=lambda page: [page.programme.stage])
