"""The library as it comes: pages in our own words, read from the files beside. What is there already stays.

Editors change the pages afterwards; loading again brings back only what is no longer there.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from cms.site import pdfs
from cms.site.models import (
    BehaviourEvidence,
    BehaviourIndexPage,
    BehaviourPage,
    DeliverableIndexPage,
    DeliverablePage,
    DeliverableSource,
    EventIndexPage,
    GoodPracticeIndexPage,
    GoodPracticePage,
    HomePage,
    PersonIndexPage,
    Question,
    QuestionsPage,
    Theme,
    Topic,
)
from cms.site.models.elements import CODES
from cms.site.services import add_page

HERE = Path(__file__).parent / "library"
WRITTEN_ON = date(2026, 11, 23)
READ_BY = date(2026, 11, 23)
"""What is cited had been read by this day, as stored public copies of the addresses; nobody noted the day."""
INDEXES = {
    "good_practice": (GoodPracticeIndexPage, "good-practice"),
    "behaviours": (BehaviourIndexPage, "behaviours"),
    "events": (EventIndexPage, "events"),
    "people": (PersonIndexPage, "people"),
}


def read(name: str) -> Any:
    text = (HERE / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 -- safe, both


@transaction.atomic
def build_library(home: HomePage, *, now: datetime) -> int:
    """Below the home: terms, lists and pages. The number of pages made."""
    before = home.get_descendants().count()
    _terms()
    _indexes(home, now)
    for tree in HomePage.objects.exclude(pk=home.pk).filter(locale__language_code="cy"):
        _indexes(tree, now)
    for row in read("deliverables"):
        _deliverable(home, row, now)
    examples = {row["slug"]: _good_practice(home, row, now) for row in read("good_practice")}
    for row in read("behaviours"):
        _behaviour(home, row, examples, now)
    return home.get_descendants().count() - before


def _terms() -> None:
    terms = read("terms")
    kinds: tuple[tuple[Any, str], ...] = ((Theme, "themes"), (Topic, "topics"))
    for model, name in kinds:
        model.objects.bulk_create(
            (model(**row, order=order) for order, row in enumerate(terms[name], start=1)),
            ignore_conflicts=True,
        )


def _indexes(home: HomePage, now: datetime) -> None:
    """In the language of the home's tree."""
    words = read("indexes").get(home.locale.language_code)
    if words is None:
        return
    for name, (model, slug) in INDEXES.items():
        add_page(home, model(slug=slug, **words[name]), now)
    page = QuestionsPage(slug="questions", **words["questions"])
    if home.locale.language_code == "en-gb":
        page.questions = [Question(sort_order=at, **row) for at, row in enumerate(read("questions"))]
    add_page(home, page, now)


def _cited(model: Any, rows: list[dict[str, Any]]) -> list[Any]:
    return [
        model(
            sort_order=at,
            figure=row.get("figure", ""),
            says=row["says"],
            source=row["source"],
            link=row.get("link", ""),
            is_recalled=row.get("recalled", False),
            checked_on=None if row.get("recalled") else READ_BY,
        )
        for at, row in enumerate(rows)
    ]


def _deliverable(home: HomePage, row: dict[str, Any], now: datetime) -> None:
    shelf = DeliverableIndexPage.objects.child_of(home).get()
    if DeliverablePage.objects.child_of(shelf).filter(slug=row["slug"]).exists():
        return
    given = {name: value for name, value in row.items() if name not in ("sources", "elements")}
    page = DeliverablePage(
        **given,
        date=WRITTEN_ON,
        elements=list(CODES) if row["elements"] == "all" else row["elements"],
        search_description=row["summary"],
    )
    page.sources = _cited(DeliverableSource, row["sources"])
    pdfs.promise(add_page(shelf, page, now), now=now)


def _good_practice(home: HomePage, row: dict[str, Any], now: datetime) -> GoodPracticePage:
    index = GoodPracticeIndexPage.objects.child_of(home).get()
    given = {name: value for name, value in row.items() if name != "theme"}
    page = GoodPracticePage(**given, date=WRITTEN_ON, is_illustrative=True, search_description=row["summary"])
    page.themes = [Theme.objects.get(slug=row["theme"])]
    return add_page(index, page, now)


def _behaviour(
    home: HomePage, row: dict[str, Any], examples: dict[str, GoodPracticePage], now: datetime
) -> None:
    index = BehaviourIndexPage.objects.child_of(home).get()
    given = {name: value for name, value in row.items() if name not in ("theme", "example", "evidence")}
    page = BehaviourPage(**given, search_description=row["summary"])
    page.themes = [Theme.objects.get(slug=row["theme"])]
    page.examples = [examples[row["example"]]]
    page.evidence = _cited(BehaviourEvidence, row.get("evidence", []))
    add_page(index, page, now)
