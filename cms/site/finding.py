"""The public search: pages, programmes and elements of the framework. Only what is public is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, TrigramWordSimilarity
from django.db.models import F, Q, QuerySet
from wagtail.models import Page, Site

from cms.site.models import ProgrammePage
from cms.site.selectors import in_readers_language
from competencies.enums import NodeKind
from competencies.models import Node
from competencies.selectors import published_frameworks

LONGEST = 100
SHOWN = 20
ALIKE = 0.5
"""How much of a word must be the same for a title to be offered instead."""


@dataclass(frozen=True)
class Group:
    """What was found of one kind: the first of it, and how much there is."""

    rows: list[Any] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True)
class Found:
    words: str
    programmes: Group = field(default_factory=Group)
    elements: Group = field(default_factory=Group)
    pages: Group = field(default_factory=Group)
    is_guess: bool = False
    """Nothing had the words as they were written: these have ones like them in their titles."""

    @property
    def count(self) -> int:
        return self.programmes.count + self.elements.count + self.pages.count


def search(words: str, *, site: Site) -> Found:
    words = " ".join(words.replace("\x00", " ").split())[:LONGEST]
    if not words:
        return Found(words)
    exact = Found(
        words,
        _group(_by_words(_programmes(site), words, "title", "programme__title", "programme__summary")),
        _group(_elements(words)),
        _pages(words, site),
    )
    return exact if exact.count else _alike(words, site)


def _programmes(site: Site) -> QuerySet[Any]:
    rows = ProgrammePage.objects.live().public().descendant_of(site.root_page)
    return in_readers_language(rows.select_related("programme"))


def _nodes() -> QuerySet[Any]:
    nodes = Node.objects.filter(
        framework__in=published_frameworks().order_by().values("pk"),
        kind__in=(NodeKind.DOMAIN, NodeKind.ELEMENT),
    )
    return nodes.select_related("framework", "parent").defer("source_text", "parent__source_text")


def _elements(words: str) -> QuerySet[Any]:
    """By code, where what was typed is one; else by title and our own words."""
    if re.fullmatch(r"\d(\.\d){0,2}", words):
        element = ".".join(words.split(".")[:2])
        return _nodes().filter(code=element).order_by("framework_id", "order")
    return _by_words(_nodes(), words, "title", "descriptor")


def _by_words(rows: QuerySet[Any], words: str, *fields: str) -> QuerySet[Any]:
    vector = SearchVector(*fields, config="english")
    query = SearchQuery(words, config="english", search_type="websearch")
    found = rows.annotate(found_in=vector, rank=SearchRank(vector, query)).filter(found_in=query)
    return found.order_by("-rank", "pk")


def _public(site: Site) -> Any:
    return Page.objects.live().public().descendant_of(site.root_page, inclusive=True).not_type(ProgrammePage)


def _pages(words: str, site: Site) -> Group:
    results = _public(site).search(words, operator="and")
    return Group(rows=list(results[:SHOWN]), count=results.count())


def _alike(words: str, site: Site) -> Found:
    """One letter wrong, or an ending: titles with a word that is nearly the same."""
    return Found(
        words,
        _group(_like(_programmes(site), words)),
        _group(_like(_nodes(), words)),
        _group(_like(_public(site), words)),
        is_guess=True,
    )


def _like(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    near = rows.annotate(near=TrigramWordSimilarity(words, "title")).filter(Q(near__gte=ALIKE))
    return near.order_by(F("near").desc(), "pk")


def _group(rows: QuerySet[Any]) -> Group:
    """Two queries where there is more than is shown, else one."""
    first = list(rows[: SHOWN + 1])
    if len(first) <= SHOWN:
        return Group(first, len(first))
    return Group(first[:SHOWN], rows.count())
