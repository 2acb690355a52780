"""What the lists of the public site show, and how an address chooses among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from wagtail.models import Page

from cms.site.models import (
    DeliverableIndexPage,
    DeliverableKind,
    DeliverablePage,
    NewsIndexPage,
    NewsPage,
    ProgrammeIndexPage,
    ProgrammePage,
    Topic,
)
from cms.site.selectors import in_readers_language
from competencies.enums import Stage
from programmes.retiring import told_by

PER_PAGE = 10
PROGRAMMES_PER_PAGE = 12
"""They stand beside one another, in rows of one, two or three."""
NEWEST = 3
PER_STAGE = 3


@dataclass(frozen=True)
class Choice:
    label: str | Promise
    query: str
    count: int
    current: bool


@dataclass(frozen=True)
class Listing:
    """One page of a list, with the choices that its address can make."""

    page: ListPage[Any]
    choices: tuple[Choice, ...] = ()
    query: str = ""
    chosen: str = ""


def news(under: Page | None = None) -> QuerySet[NewsPage]:
    """Newest first; of one day, what was published last."""
    rows = NewsPage.objects.live().public()
    rows = rows.child_of(under) if under is not None else rows
    return rows.select_related("picture").order_by("-date", "-pk")


def topics_in_use() -> list[Topic]:
    """Those that some news or a coming event is about."""
    used = Exists(NewsPage.objects.live().public().filter(topics=OuterRef("pk")))
    return list(Topic.objects.filter(used))


def deliverables(under: Page | None = None) -> QuerySet[DeliverablePage]:
    rows = DeliverablePage.objects.live().public()
    rows = rows.child_of(under) if under is not None else rows
    return rows.prefetch_related("files__document").order_by("-date", "-pk")


def news_of(index: NewsIndexPage, request: HttpRequest | None) -> Listing:
    """All, or what is about ``?topic=``."""
    asked = asked_of(request)
    rows = news(index)
    topics = [(topic.slug, topic.name) for topic in Topic.objects.all()]
    chosen = chosen_of(asked, "topic", topics)
    choices = choices_of(rows, "topics__slug", "topic", topics, chosen)
    shown = rows.filter(topics__slug=chosen) if chosen else rows
    return Listing(page_of(shown, asked), choices, query_of(topic=chosen), chosen)


def deliverables_of(index: DeliverableIndexPage, request: HttpRequest | None) -> Listing:
    """All, or those of ``?kind=``; an unknown kind is no choice."""
    asked = asked_of(request)
    rows = deliverables(index)
    chosen = chosen_of(asked, "kind", DeliverableKind.choices)
    choices = choices_of(rows, "kind", "kind", DeliverableKind.choices, chosen)
    shown = rows.filter(kind=chosen) if chosen else rows
    return Listing(page_of(shown, asked), choices, query_of(kind=chosen), chosen)


def programmes_of(index: ProgrammeIndexPage, request: HttpRequest | None) -> Listing:
    """All, or those for the career stage ``?stage=``."""
    asked = asked_of(request)
    rows = ProgrammePage.objects.live().public().child_of(index).order_by("title", "pk")
    chosen = chosen_of(asked, "stage", Stage.choices)
    choices = choices_of(rows, "programme__stage", "stage", Stage.choices, chosen)
    shown = rows.filter(programme__stage=chosen) if chosen else rows
    return Listing(page_of(_with_notices(shown), asked, PROGRAMMES_PER_PAGE), choices, query_of(stage=chosen))


def _with_notices(pages: QuerySet[ProgrammePage]) -> QuerySet[ProgrammePage]:
    """Each with its programme in the reader's language, and what is told of it where that is retired."""
    found = in_readers_language(pages.select_related("programme"))
    return found.annotate(retiring=told_by("programme__translation_key"))


@dataclass(frozen=True)
class StageShelf:
    """A career stage with its programmes as the home page shows them."""

    value: str
    label: str | Promise
    programmes: list[ProgrammePage]
    more: bool


def programmes_by_stage() -> list[StageShelf]:
    """In the order of a career; a stage without a programme is left out. Two queries."""
    pages = _with_notices(ProgrammePage.objects.live().public().filter(programme__live=True))
    found: dict[str, list[ProgrammePage]] = {}
    for page in pages.order_by("-programme__open_to_all", "title", "pk"):
        found.setdefault(page.programme.stage, []).append(page)
    return [
        StageShelf(value, label, found[value][:PER_STAGE], len(found[value]) > PER_STAGE)
        for value, label in Stage.choices
        if value in found
    ]


def newest_news() -> list[NewsPage]:
    return list(news()[:NEWEST])


def newest_deliverables() -> list[DeliverablePage]:
    return list(deliverables()[:NEWEST])


def asked_of(request: HttpRequest | None) -> Mapping[str, str]:
    return request.GET if request is not None else {}


def page_of(rows: QuerySet[Any], asked: Mapping[str, str], per_page: int = PER_PAGE) -> ListPage[Any]:
    return Paginator(rows, per_page).get_page(asked.get("page"))


def chosen_of(asked: Mapping[str, str], name: str, values: Sequence[tuple[str, Any]]) -> str:
    """An unknown value is no choice."""
    wanted = asked.get(name, "")
    return wanted if wanted in {value for value, _label in values} else ""


def choices_of(
    rows: QuerySet[Any], field: str, name: str, values: Sequence[tuple[str, Any]], chosen: str
) -> tuple[Choice, ...]:
    """Those of which there is something, with how much; none where there is nothing to choose between."""
    if not values:
        return ()
    counts = {f"n{at}": Count("pk", filter=Q(**{field: value})) for at, (value, _label) in enumerate(values)}
    counted = rows.order_by().aggregate(**counts)
    found = [
        Choice(label, query_of(**{name: value}), counted[f"n{at}"], value == chosen)
        for at, (value, label) in enumerate(values)
        if counted[f"n{at}"]
    ]
    return tuple(found) if len(found) > 1 or chosen else ()


def query_of(**chosen: str) -> str:
    return urlencode({name: value for name, value in chosen.items() if value})
