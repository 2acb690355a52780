"""What can be put on either side of a comparison: the newest draft, and every version that was published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kernel.clock import local_date
from programmes.comparing.entries import (
    module_entries,
    module_version_entries,
    programme_entries,
    programme_version_entries,
)
from programmes.models import Module, ModuleVersion, Programme, ProgrammeVersion
from programmes.models.drafts import PublishedSnippet
from programmes.rules.differences import Entry
from programmes.selectors import programme_text_of, text_of

DRAFT = "draft"


@dataclass(frozen=True)
class Side:
    code: str
    """``draft``, or the number of a version."""
    label: str
    entries: Callable[[], list[Entry]]


def sides_of(draft: PublishedSnippet) -> list[Side]:
    """The draft first, then the versions, newest first: one query, until entries are asked for."""
    held = draft.get_latest_revision_as_object()
    language = draft.language
    if isinstance(draft, Module):
        modules = ModuleVersion.objects.filter(module_key=draft.translation_key).order_by("-number")
        return [
            Side(DRAFT, _("Draft"), partial(module_entries, held)),
            *(Side(str(each.number), _label(each), partial(_of_module, each, language)) for each in modules),
        ]
    programmes = ProgrammeVersion.objects.filter(programme_key=draft.translation_key).order_by("-number")
    return [
        Side(DRAFT, _("Draft"), partial(programme_entries, held)),
        *(
            Side(str(each.number), _label(each), partial(_of_programme, each, language))
            for each in programmes
        ),
    ]


def _label(version: ModuleVersion | ProgrammeVersion) -> str:
    day = date_format(local_date(version.published_at), "j F Y")
    return _("Version %(number)s, %(day)s") % {"number": version.number, "day": day}


def _of_module(version: ModuleVersion, language: str) -> list[Entry]:
    return module_version_entries(version, text_of(version, language))


def _of_programme(version: ProgrammeVersion, language: str) -> list[Entry]:
    return programme_version_entries(version, programme_text_of(version, language))


def chosen(sides: list[Side], *, before: str, after: str) -> tuple[Side, Side]:
    """As asked; else the newest version and the draft, and of a draft without versions itself twice."""
    by_code = {side.code: side for side in sides}
    newest = sides[1] if len(sides) > 1 else sides[0]
    return by_code.get(before, newest), by_code.get(after, sides[0])


def draft_with(model: type[Module | Programme], pk: int) -> Module | Programme | None:
    rows: Any = model._default_manager.select_related("locale", "latest_revision")
    found: Module | Programme | None = rows.filter(pk=pk).first()
    return found


def named(draft: Module | Programme) -> str:
    """Its name in addresses."""
    return str(draft._meta.model_name)
