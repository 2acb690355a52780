"""What the search page shows: what was asked, what was found, and what may be chosen among it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.http import QueryDict
from wagtail.models import Site

from cms.finding import spelling
from cms.finding.asking import PER_PAGE, START, STOP, Answer, Question, ask, entries, prepare
from cms.finding.facets import Chosen, Facet, chosen_in, facets_of, labels

LONGEST = 100
MOST_WORDS = 12
LAST_PAGE = 10_000


@dataclass(frozen=True)
class Piece:
    text: str
    is_hit: bool


@dataclass(frozen=True)
class Row:
    entry: Any
    kind: Any
    title: list[Piece]
    excerpt: list[Piece]


@dataclass(frozen=True)
class Found:
    words: str
    """As they were asked."""
    chosen: Chosen
    answer: Answer
    rows: list[Row] = field(default_factory=list)
    page: ListPage[Any] | None = None
    facets: tuple[Facet, ...] = ()
    instead: str = ""
    """The words that were looked for because nothing has those that were asked."""
    is_some: bool = False
    """Nothing has all of the words: these have at least one."""


def search(asked: QueryDict, *, site: Site) -> Found:
    """In a transaction. Six queries where something has the words as they were written, at most nine."""
    words = _clean(asked.get("q", ""))
    prepare(words)
    known = labels()
    chosen = chosen_in(asked, words, known)
    number = _number(asked.get("page", ""))
    question, answer, instead, is_some = _answered(words, chosen, site, number)
    if answer.total and not answer.ids:
        number = (answer.total - 1) // PER_PAGE + 1
        answer = ask(question, chosen, site=site, page=number)
    return Found(
        words=words,
        chosen=chosen,
        answer=answer,
        rows=[_row(entry, known["kind"]) for entry in entries(answer, question)] if words or chosen else [],
        page=Paginator(range(answer.total), PER_PAGE).get_page(number),
        facets=facets_of(chosen, answer.counts, known),
        instead=instead,
        is_some=is_some,
    )


def _answered(words: str, chosen: Chosen, site: Site, page: int) -> tuple[Question, Answer, str, bool]:
    """All of the words; else with their spelling mended; else any of them."""
    question = Question.all_of(words)
    answer = ask(question, chosen, site=site, page=page)
    if answer.hits or not words:
        return question, answer, "", False
    instead = spelling.meant(words)
    if instead:
        question = Question.all_of(instead)
        answer = ask(question, chosen, site=site, page=page)
    if answer.hits or " " not in words:
        return question, answer, instead if answer.hits else "", False
    question = Question.any_of(instead or words)
    answer = ask(question, chosen, site=site, page=page)
    return question, answer, instead if answer.hits else "", bool(answer.hits)


def _row(entry: Any, kinds: Any) -> Row:
    return Row(
        entry,
        kinds[entry.kind],
        pieces(getattr(entry, "shown_title", entry.title)),
        pieces(getattr(entry, "excerpt", entry.summary)),
    )


def pieces(marked: str) -> list[Piece]:
    """Text and hits in turn; templates escape both."""
    parts = re.split(f"[{START}{STOP}]", marked)
    return [Piece(text, bool(place % 2)) for place, text in enumerate(parts) if text]


def _clean(words: str) -> str:
    words = " ".join(words.replace("\x00", " ").split())[:LONGEST]
    return " ".join(words.split()[:MOST_WORDS])


def _number(asked: str) -> int:
    return min(int(asked), LAST_PAGE) if asked.isascii() and asked.isdigit() and int(asked) else 1
