"""How far the translations of what is published keep up with their originals.

Complete is a language whose newest words belong to the latest version and are no older than the original's;
what has words of an older version, or older words, is behind; what has none is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from programmes.enums import Parity
from programmes.models import Module, ModuleText, ModuleVersion, Programme, ProgrammeText, ProgrammeVersion

WELSH = "cy"
TEXTS: dict[type[Any], tuple[type[Any], type[Any], str]] = {
    Module: (ModuleText, ModuleVersion, "module_key"),
    Programme: (ProgrammeText, ProgrammeVersion, "programme_key"),
}


def originals(model: type[Any]) -> QuerySet[Any]:
    """Of each module or programme the row that was written first, which the others translate."""
    earlier = model._default_manager.filter(
        translation_key=OuterRef("translation_key"), pk__lt=OuterRef("pk")
    )
    rows: QuerySet[Any] = model._default_manager.filter(~Exists(earlier))
    return rows


def with_parity(rows: QuerySet[Any], *, language: str = WELSH) -> QuerySet[Any]:
    """Each row brings what ``parity_of`` needs: no further query."""
    text, version, key = TEXTS[rows.model]
    texts = text.objects.filter(**{f"version__{key}": OuterRef("translation_key")})
    versions = version.objects.filter(**{key: OuterRef("translation_key")}).order_by("-number")
    same = version.objects.filter(**{key: OuterRef(f"version__{key}")}).order_by("-number")
    newest = texts.filter(version=Subquery(same.values("pk")[:1])).order_by("-published_at", "-pk")
    written_in = f"{rows.model._meta.model_name}__locale__language_code"
    annotated: QuerySet[Any] = rows.annotate(
        written_in=Subquery(versions.values(written_in)[:1]),
    ).annotate(
        original_said_at=Subquery(newest.filter(language=OuterRef("written_in")).values("published_at")[:1]),
        translation_said_at=Subquery(newest.filter(language=language).values("published_at")[:1]),
        ever_translated=Exists(texts.filter(language=language)),
    )
    return annotated


def parity_of(row: Any, *, language: str = WELSH) -> Parity | None:
    """Of a row that ``with_parity`` brought; nothing where nothing was published."""
    if row.original_said_at is None:
        return None
    if row.written_in == language:
        return Parity.COMPLETE
    if row.translation_said_at is not None and row.translation_said_at >= row.original_said_at:
        return Parity.COMPLETE
    return Parity.STALE if row.ever_translated else Parity.MISSING


def parities(model: type[Any], keys: Iterable[UUID], *, language: str = WELSH) -> dict[UUID, Parity]:
    """By key, of what is published: one query."""
    rows = with_parity(originals(model).filter(Q(translation_key__in=set(keys))), language=language)
    found = {
        row.translation_key: parity_of(row, language=language) for row in rows.defer(*model.large_fields)
    }
    return {key: parity for key, parity in found.items() if parity is not None}
