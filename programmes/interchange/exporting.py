"""A programme and its modules as one file, the same to the last byte for the same content."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from programmes.interchange.banks import banks_data, banks_in
from programmes.interchange.document import Streams, module_data, module_places, programme_data
from programmes.interchange.media import chosen_in, media_data, media_with
from programmes.interchange.reading import written
from programmes.interchange.schema import FORMAT, VERSION, schema_problems
from programmes.models import Media, Module, Programme
from programmes.models.drafts import PublishedSnippet
from programmes.rules.keys import key_of

__all__ = ["CannotExport", "as_text", "document_of", "find", "media_of"]


class CannotExport(ValueError):
    """What other sites could not use; said in sentences."""


D = TypeVar("D", bound=PublishedSnippet)


def find(slug: str) -> Programme:
    """The original of the programme at this address."""
    row = Programme.objects.filter(slug=slug).order_by("pk").first()
    if row is None:
        raise CannotExport(_("There is no programme at the address “%(slug)s”.") % {"slug": slug})
    original: Programme = row.source()
    return original


def document_of(programme: Programme, *, draft: bool = False) -> dict[str, Any]:
    """What is published, or with ``draft`` what waits in the drafts, of the programme and all its modules."""
    if not (draft or programme.live):
        raise CannotExport(
            _("“%(title)s” is not published: publish it, or export the draft.") % {"title": programme}
        )
    try:
        return _document(programme, draft=draft)
    except ObjectDoesNotExist as absent:
        message = _("A draft names a module or recording that is not there: choose another one in it.")
        raise CannotExport(message) from absent


def _document(programme: Programme, *, draft: bool) -> dict[str, Any]:
    streams = Streams.standing()
    content = programme_data(_wanted(programme, draft=draft), streams)
    modules = _modules(key for _path, key in module_places(content["tree"]))
    document = {
        "format": FORMAT,
        "version": VERSION,
        "language": programme.locale.language_code,
        "programme": content,
        "modules": [module_data(_wanted(module, draft=draft), streams) for module in modules],
    }
    recordings = media_of(document, streams)
    if recordings:
        document["media"] = [media_data(row) for row in recordings]
    named = banks_in(document["modules"], streams.body.child_blocks)
    banks = banks_data({UUID(uid) for _module, _place, _name, uid in named})
    if banks:
        document["banks"] = banks
    _refuse_what_cannot_travel(document)
    return document


def media_of(document: Mapping[str, Any], streams: Streams | None = None) -> list[Media]:
    """The recordings that the document's activities name."""
    blocks = (streams or Streams.standing()).body.child_blocks
    named = (chosen_in(module["body"], blocks) for module in document["modules"])
    return media_with({UUID(uid) for found in named for _place, _name, uid in found})


def _wanted(row: D, *, draft: bool) -> D:
    wanted: D = row.get_latest_revision_as_object() if draft else row
    return wanted


def _modules(keys: Iterable[str]) -> list[Module]:
    """The originals, in this order."""
    keys = list(keys)
    rows: dict[UUID, Module] = {}
    for row in Module.objects.filter(translation_key__in=[key_of(key) for key in keys]).order_by("pk"):
        rows.setdefault(row.translation_key, row)
    try:
        return [rows[UUID(key)] for key in keys]
    except (KeyError, ValueError) as absent:
        raise Module.DoesNotExist from absent


def _refuse_what_cannot_travel(document: dict[str, Any]) -> None:
    problems = [f"{written(problem.path)}: {problem.message}" for problem in schema_problems(document)]
    if problems:
        raise CannotExport("\n".join(problems))


def as_text(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
