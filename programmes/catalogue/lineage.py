"""What a draft began as a copy of, and what began as a copy of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.admin.utils import quote
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from programmes.catalogue.facts import shown_title
from programmes.models.drafts import PublishedSnippet


@dataclass(frozen=True)
class Relative:
    title: str
    url: str
    version: int | None
    """That of the original which was copied; None where nothing was published then."""


def with_origin(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each row has, as ``origin``, the title of what it was copied from."""
    originals = rows.model._default_manager.filter(translation_key=OuterRef("copied_from")).order_by("pk")
    titled = originals.annotate(shown=shown_title())
    annotated: QuerySet[Any] = rows.annotate(origin=Subquery(titled.values("shown")[:1]))
    return annotated


def original_of(draft: PublishedSnippet) -> Relative | None:
    if draft.copied_from is None:
        return None
    rows = _rows(type(draft), translation_key=draft.copied_from).order_by("pk")
    return next(iter(_told(rows[:1], version=draft.copied_version)), None)


def copies_of(key: UUID, model: type[PublishedSnippet]) -> list[Relative]:
    rows = _rows(model, copied_from=key).order_by("shown", "pk")
    return [each for row in rows for each in _told([row], version=row.copied_version)]


def _rows(model: type[PublishedSnippet], **wanted: Any) -> QuerySet[Any]:
    rows = model._default_manager.filter(**wanted).only("pk", "copied_version")
    shown: QuerySet[Any] = rows.annotate(shown=shown_title())
    return shown


def _told(rows: Iterable[Any], *, version: int | None) -> list[Relative]:
    return [
        Relative(
            row.shown, reverse(type(row).snippet_viewset.get_url_name("edit"), args=[quote(row.pk)]), version
        )
        for row in rows
    ]
