"""The index is written here and nowhere else: page by page as they are saved, or all of it anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.models import Page, get_page_models

from cms.finding.models import Entry, Word
from cms.finding.reading import entries_of, entries_of_framework, words_in
from cms.site.models import ProgrammePage
from competencies.models import Framework

BATCH = 500
KEPT = ("kind", "title", "summary", "body", "topics", "stages", "domains", "day", "shelf")


@transaction.atomic
def keep_page(page: Page) -> None:
    """Its entries as it stands now; those of a language that it has no longer go."""
    entries = entries_of(page)
    Entry.objects.filter(page_id=page.pk).exclude(language__in=[entry.language for entry in entries]).delete()
    _write(entries, unique=("page", "language"))


def keep_programme(programme_key: Any) -> None:
    pages = ProgrammePage.objects.filter(programme__translation_key=programme_key)
    for page in pages.select_related("locale", "programme"):
        keep_page(page)


@transaction.atomic
def keep_framework(framework: Framework) -> None:
    entries = entries_of_framework(framework)
    there = Entry.objects.filter(node__framework=framework)
    there.exclude(node__in=[entry.node_id for entry in entries]).delete()
    _write(entries, unique=("node", "language"))


@transaction.atomic
def rebuild() -> int:
    """Everything anew. How many entries there are."""
    Entry.objects.all().delete()
    Word.objects.all().delete()
    for pages in _pages():
        _write([entry for page in pages for entry in entries_of(page)], unique=("page", "language"))
    for framework in Framework.objects.order_by("pk"):
        _write(entries_of_framework(framework), unique=("node", "language"))
    return Entry.objects.count()


def rebuild_where_empty() -> None:
    """For a site that had pages before it had this index."""
    if following_pages() and not Entry.objects.exists():
        rebuild()


def following_pages() -> bool:
    return bool(settings.FINDING_FOLLOWS)


def differences() -> Iterator[str]:
    """What the index says otherwise than pages and frameworks do."""
    there = {(row.page_id, row.node_id, row.language): _values(row) for row in Entry.objects.iterator()}
    for entry in _wanted():
        entry.shelf = entry.find_shelf()
        key = (entry.page_id, entry.node_id, entry.language)
        found = there.pop(key, None)
        if found != _values(entry):
            yield f"{entry.title} ({entry.language}): {'is missing' if found is None else 'is out of date'}"
    for page, node, language in there:
        yield f"page {page} node {node} ({language}): is there and should not be"


def _wanted() -> Iterator[Entry]:
    for pages in _pages():
        for page in pages:
            yield from entries_of(page)
    for framework in Framework.objects.order_by("pk"):
        yield from entries_of_framework(framework)


def _values(entry: Entry) -> tuple[Any, ...]:
    return tuple(getattr(entry, name) for name in KEPT)


def _pages() -> Iterator[list[Page]]:
    for model in sorted(get_page_models(), key=lambda each: each._meta.label):
        rows = model._default_manager.filter(live=True, depth__gt=1).select_related("locale")
        rows = rows.filter(
            content_type__model=model._meta.model_name, content_type__app_label=model._meta.app_label
        )
        last = 0
        while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
            last = batch[-1].pk
            yield batch


def _write(entries: Iterable[Entry], *, unique: tuple[str, str]) -> None:
    rows = list(entries)
    if not rows:
        return
    for row in rows:
        row.shelf = row.find_shelf()
    Entry.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=unique, update_fields=KEPT
    )
    Word.objects.bulk_create((Word(word) for word in words_in(rows)), ignore_conflicts=True)
