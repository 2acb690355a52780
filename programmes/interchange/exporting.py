"""A programme and its modules as one file, the same to the last byte for the same content."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from programmes.bank.pinning import BankBlock
from programmes.interchange.banks import banks_data
from programmes.interchange.document import (
    Streams,
    module_data,
    module_places,
    programme_data,
    programme_places,
    row_data,
)
from programmes.interchange.mapping import chosen_in
from programmes.interchange.media import media_data, media_with
from programmes.interchange.reading import written
from programmes.interchange.schema import FORMAT, schema_problems
from programmes.interchange.translations import is_behind, translation_data, translations_of
from programmes.interchange.upgrading import VERSION
from programmes.media_block import MediaBlock
from programmes.models import Media, Module, Programme
from programmes.models.drafts import PublishedSnippet
from programmes.rules.keys import key_of

__all__ = ["CannotExport", "Export", "as_text", "document_of", "export_of", "find", "media_of"]


class CannotExport(ValueError):
    """What other sites could not use; said in sentences."""


@dataclass(frozen=True)
class Export:
    document: dict[str, Any]
    left_out: list[str]
    """Translations that do not travel, in sentences."""


D = TypeVar("D", bound=PublishedSnippet)


def find(slug: str) -> Programme:
    """The original of the programme at this address."""
    row = Programme.objects.filter(slug=slug).order_by("pk").first()
    if row is None:
        raise CannotExport(_("There is no programme at the address “%(slug)s”.") % {"slug": slug})
    original: Programme = row.source()
    return original


def document_of(programme: Programme, *, draft: bool = False) -> dict[str, Any]:
    return export_of(programme, draft=draft).document


def export_of(programme: Programme, *, draft: bool = False) -> Export:
    """What is published, or with ``draft`` what waits in the drafts: the programme and all that it needs."""
    if not (draft or programme.live):
        raise CannotExport(
            _("“%(title)s” is not published: publish it, or export the draft.") % {"title": programme}
        )
    try:
        return _Exporting(draft).all(programme)
    except ObjectDoesNotExist as absent:
        message = _("A draft names a module, programme or recording that is not there: choose another in it.")
        raise CannotExport(message) from absent


@dataclass
class _Exporting:
    draft: bool
    streams: Streams = field(default_factory=Streams.standing)
    left_out: list[str] = field(default_factory=list)

    def all(self, programme: Programme) -> Export:
        programmes = _with_others(programme, self._wanted)
        modules = _originals(
            Module, [key for each in programmes for _path, key in module_places(self._wanted(each).tree)]
        )
        _refuse_another_language(programme, [*programmes, *modules])
        *others, own = self._programmes(programmes)
        document = {
            "format": FORMAT,
            "version": VERSION,
            "language": programme.locale.language_code,
            "programme": own,
            **({"programmes": others} if others else {}),
            "modules": self._modules(modules),
        }
        recordings = media_of(document, self.streams)
        if recordings:
            document["media"] = [media_data(row) for row in recordings]
        banks = banks_data({UUID(uid) for uid in _chosen(document, self.streams, BankBlock)})
        if banks:
            document["banks"] = banks
        _refuse_what_cannot_travel(document)
        return Export(document, self.left_out)

    def _modules(self, modules: list[Module]) -> list[dict[str, Any]]:
        translations = translations_of(modules)
        return [
            {
                **module_data(self._wanted(module), self.streams),
                **self._beside(module, translations.get(module.translation_key, [])),
            }
            for module in modules
        ]

    def _programmes(self, programmes: list[Programme]) -> list[dict[str, Any]]:
        translations = translations_of(programmes)
        return [
            {
                **programme_data(self._wanted(each), self.streams),
                **self._beside(each, translations.get(each.translation_key, [])),
            }
            for each in programmes
        ]

    def _beside(self, original: PublishedSnippet, translations: list[Any]) -> dict[str, Any]:
        wanted = self._wanted(original)
        data = [
            translation_data(self._wanted(each), wanted, self.streams)
            for each in translations
            if self._travels(each)
        ]
        return {**row_data(original), **({"translations": data} if data else {})}

    def _travels(self, translation: PublishedSnippet) -> bool:
        if self.draft:
            return True
        if translation.live and is_behind(translation):
            values = {"title": str(translation), "language": translation.locale.get_display_name()}
            message = _("“%(title)s” in %(language)s is behind its original, and was left out.")
            self.left_out.append(message % values)
            return False
        return bool(translation.live)

    def _wanted(self, row: D) -> D:
        wanted: D = row.get_latest_revision_as_object() if self.draft else row
        return wanted


def _with_others(programme: Programme, wanted: Any) -> list[Programme]:
    """The programme behind all others that its tree asks for, itself or through them."""
    found: dict[UUID, Programme] = {}

    def add(row: Programme, above: frozenset[UUID]) -> None:
        below = above | {row.translation_key}
        for other in _originals(Programme, [key for _path, key in programme_places(wanted(row).tree)]):
            # A draft may go in circles, of which preflight tells.
            if other.translation_key not in found.keys() | below:
                add(other, below)
        found[row.translation_key] = row

    add(programme, frozenset())
    return list(found.values())


def media_of(document: Mapping[str, Any], streams: Streams | None = None) -> list[Media]:
    """The recordings that the document's activities name."""
    return media_with({UUID(uid) for uid in _chosen(document, streams or Streams.standing(), MediaBlock)})


def _chosen(document: Mapping[str, Any], streams: Streams, wanted: type[Any]) -> Iterator[str]:
    """The ids that activities name, in whatever language."""
    for module in document["modules"]:
        for each in (module, *module.get("translations", [])):
            for _place, _name, uid in chosen_in(each["body"], streams.body.child_blocks, wanted):
                yield uid


def _originals(model: type[D], keys: Iterable[str]) -> list[D]:
    """In this order, each once."""
    keys = list(dict.fromkeys(keys))
    if not keys:
        return []
    rows: dict[UUID, D] = {}
    wanted = model._default_manager.filter(translation_key__in=[key_of(key) for key in keys])
    for row in wanted.select_related("locale", "latest_revision").order_by("pk"):
        rows.setdefault(row.translation_key, row)
    try:
        return [rows[UUID(key)] for key in keys]
    except (KeyError, ValueError) as absent:
        raise model.DoesNotExist from absent


def _refuse_another_language(programme: Programme, rows: Iterable[PublishedSnippet]) -> None:
    """A file says once in which language its originals are written."""
    message = _("“%(title)s” is written in %(language)s, and the programme is not: they need two files.")
    other = [
        message % {"title": row, "language": row.locale.get_display_name()}
        for row in rows
        if row.locale_id != programme.locale_id
    ]
    if other:
        raise CannotExport("\n".join(other))


def _refuse_what_cannot_travel(document: dict[str, Any]) -> None:
    problems = [f"{written(problem.path)}: {problem.message}" for problem in schema_problems(document)]
    if problems:
        raise CannotExport("\n".join(problems))


def as_text(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
