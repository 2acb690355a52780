"""In which programmes modules and programmes are used, published and in drafts: always two queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.admin.utils import quote
from django.db.models import F, Func, JSONField, Q
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce
from django.urls import reverse

from programmes.catalogue.facts import shown_title
from programmes.models import Programme, Requirement
from programmes.rules.keys import key_of
from programmes.selectors import programmes_on_offer


@dataclass(frozen=True)
class Use:
    key: UUID
    """Of the programme."""
    title: str
    url: str
    published: int | None
    """The number of the programme's version on offer that has it."""
    version: int | None
    """That of the module which it fixed; None for programmes."""
    in_draft: bool
    """Whether the newest draft has it."""


class _Found(Func):
    """All values of one name anywhere in a JSON document."""

    function = "jsonb_path_query_array"
    template = "%(function)s(%(expressions)s, '$.**.%(name)s')"
    output_field = JSONField()


def uses_of(keys: Collection[UUID]) -> dict[UUID, list[Use]]:
    """By key of what is used, by title of what uses it."""
    wanted = set(keys)
    if not wanted:
        return {}
    published = _published(wanted)
    found: dict[UUID, list[Use]] = defaultdict(list)
    for row in _programmes():
        drafted = wanted & {key for each in row.named if (key := key_of(each))}
        for key in sorted(drafted | published.get(row.translation_key, {}).keys(), key=str):
            number, version = published.get(row.translation_key, {}).get(key, (None, None))
            use = Use(
                key=row.translation_key,
                title=str(row.shown_title),
                url=_address(row),
                published=number,
                version=version,
                in_draft=key in drafted,
            )
            found[key].append(use)
    return found


def _published(wanted: set[UUID]) -> dict[UUID, dict[UUID, tuple[int, int | None]]]:
    """By key of the programme on offer, then of what it uses: its own version's number, and the module's."""
    rows = Requirement.objects.filter(
        Q(module_version__module_key__in=wanted) | Q(programme_key__in=wanted),
        version__in=programmes_on_offer().order_by().values("pk"),
    )
    found: dict[UUID, dict[UUID, tuple[int, int | None]]] = defaultdict(dict)
    names = ("version__programme_key", "version__number", "module_version__module_key")
    for holder, number, module, version, programme in rows.values_list(
        *names, "module_version__number", "programme_key"
    ):
        found[holder][module or programme] = (number, version)
    return found


def _programmes() -> list[Any]:
    """The originals, each with the keys that its newest draft names."""
    newest = Coalesce(KeyTransform("tree", "latest_revision__content"), F("tree"), output_field=JSONField())
    rows = Programme.objects.annotate(
        modules=_Found(newest, name="module"),
        programmes=_Found(newest, name="programme"),
        shown_title=shown_title(),
    )
    originals: dict[UUID, Any] = {}
    for row in rows.order_by("pk").only("pk", "translation_key", "title"):
        row.named = [*(row.modules or []), *(row.programmes or [])]
        originals.setdefault(row.translation_key, row)
    return sorted(originals.values(), key=lambda row: (str(row.shown_title).casefold(), row.pk))


def _address(programme: Programme) -> str:
    return reverse(Programme.snippet_viewset.get_url_name("edit"), args=[quote(programme.pk)])
