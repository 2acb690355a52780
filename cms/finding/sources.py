"""Which pages are what, and where their facets come from: a line for each type of page.

A type that is not named here is found all the same, among *other pages*. What is searched in a page is what its own
``search_fields`` name, as in Wagtail's own search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

from cms.finding.enums import Kind
from cms.site.models import DeliverablePage, HomePage, NewsPage, ProgrammePage
from competencies.models import Node

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
    nodes: Callable[[Any], Iterable[Node]] = nothing
    """Those of frameworks that it is about: their domains are a facet."""


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


findable(HomePage, Kind.PAGE, summary="intro")
findable(NewsPage, Kind.NEWS, summary="summary", day="date")
findable(DeliverablePage, Kind.DELIVERABLE, summary="summary", day="date")
findable(ProgrammePage, Kind.PROGRAMME, summary="audience", stages=lambda page: [page.programme.stage])
