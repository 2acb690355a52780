"""Translations in a programme file: a module's words with all of its blocks, a programme's titles.

Whatever the original alone says (stage, tree, dates) is not said again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _
from wagtail.models import Locale

from programmes import preflight, selectors, trees
from programmes.interchange.document import Streams, module_content, module_data
from programmes.interchange.mapping import Schema
from programmes.models import Module, Programme
from programmes.models.drafts import PublishedSnippet
from programmes.rules.problems import Path, Problem
from programmes.rules.tree import canonical, parse, retitled
from programmes.rules.tree_schema import LONGEST_TITLE

D = TypeVar("D", bound=PublishedSnippet)
Data = Mapping[str, Any]
LANGUAGE: Schema = {"type": "string", "minLength": 2, "maxLength": 10}
OF_THE_ORIGINAL = ("stage", "open_to_all", "duration_days", "promises_welsh")


def module_schema(module: Schema) -> Schema:
    """Of what one module says in another language; ``module`` is that of modules."""
    said = {name: module["properties"][name] for name in ("title", "summary", "body")}
    return _list_of({"language": LANGUAGE, **said})


def programme_schema(programme: Schema, identity: Schema) -> Schema:
    said = {name: programme["properties"][name] for name in ("title", "slug", "summary")}
    titles = {
        "type": "object",
        "propertyNames": identity,
        "additionalProperties": {"type": "string", "minLength": 1, "maxLength": LONGEST_TITLE},
    }
    return _list_of({"language": LANGUAGE, **said, "titles": titles}, spared=["titles"])


def _list_of(properties: Schema, *, spared: Iterable[str] = ()) -> Schema:
    left_out = set(spared)
    return {
        "type": "array",
        "items": {
            "type": "object",
            "properties": properties,
            "required": [name for name in properties if name not in left_out],
            "additionalProperties": False,
        },
    }


# To the file


def translations_of(originals: Iterable[D]) -> dict[UUID, list[D]]:
    """By key, in the order of their languages: one query."""
    rows = {row.pk: row for row in originals}
    found: dict[UUID, list[D]] = defaultdict(list)
    if rows:
        model = type(next(iter(rows.values())))
        keys = [row.translation_key for row in rows.values()]
        others = model._default_manager.filter(translation_key__in=keys).exclude(pk__in=list(rows))
        for row in others.select_related("locale").order_by("locale__language_code"):
            found[row.translation_key].append(row)
    return found


def is_behind(translation: PublishedSnippet) -> bool:
    """Whether it could not be published now: the original has changed since."""
    if isinstance(translation, Module):
        return bool(preflight.module_problems(translation))
    assert isinstance(translation, Programme)  # noqa: S101 -- narrows the type
    return bool(preflight.programme_problems(translation))


def translation_data(row: PublishedSnippet, original: PublishedSnippet, streams: Streams) -> dict[str, Any]:
    if isinstance(row, Module):
        said = module_data(row, streams)
        return {"language": row.language, **{name: said[name] for name in ("title", "summary", "body")}}
    assert isinstance(row, Programme) and isinstance(original, Programme)  # noqa: S101, PT018 -- narrows
    return {
        "language": row.language,
        **{name: getattr(row, name) for name in ("title", "slug", "summary")},
        "titles": _titles(row, original),
    }


def _titles(row: Programme, original: Programme) -> dict[str, str]:
    """Those that are other than the original's, in the original's order."""
    own = {node.id: node.title for node in trees.titled(parse(row.tree)) if node.title}
    return {
        node.id: own[node.id]
        for node in trees.titled(parse(original.tree))
        if own.get(node.id, node.title) != node.title
    }


# From the file


@dataclass
class Languages:
    """The site's languages, and what is wrong where a file wants another."""

    problems: list[Problem]

    @cached_property
    def all(self) -> list[Locale]:
        return list(Locale.objects.order_by("pk"))

    def named(self, code: str) -> Locale | None:
        """That of this code, or of the same language in another country: en, en-gb."""
        exact = [locale for locale in self.all if locale.language_code == code]
        alike = [locale for locale in self.all if locale.language_code.split("-")[0] == code.split("-")[0]]
        return next(iter([*exact, *alike]), None)

    def of(
        self, translations: Sequence[Data], original: Locale | None, path: Path
    ) -> Iterator[tuple[int, Locale]]:
        """The place and the language of each translation that can be taken in."""
        seen = {original.pk} if original else set()
        for place, each in enumerate(translations):
            locale = self.named(each["language"])
            if locale is None:
                message = _(
                    "This site has no language “%(code)s”. Add it in the admin, under Settings, Locales, or "
                    "leave this translation out."
                )
                self._refuse(message % {"code": each["language"]}, path, place)
            elif locale.pk in seen:
                self._refuse(_("This language stands here already: leave one of them out."), path, place)
            else:
                seen.add(locale.pk)
                yield place, locale

    def _refuse(self, message: str, path: Path, place: int) -> None:
        self.problems.append(Problem(message, (*path, place, "language"), code="no_language"))


def translation_content(data: Data, original: PublishedSnippet, streams: Streams) -> dict[str, Any]:
    """The fields of the draft: those of the original, where the translation has no words of its own."""
    if isinstance(original, Module):
        key = str(original.translation_key)
        found = module_content({**data, "id": key}, streams)
        return {**found, "review_on": original.review_on}
    assert isinstance(original, Programme)  # noqa: S101 -- narrows the type
    return {
        **{name: data[name] for name in ("title", "slug", "summary")},
        **{name: getattr(original, name) for name in OF_THE_ORIGINAL},
        "tree": canonical(retitled(original.tree, data.get("titles", {}))),
        **{name: original.stored(name) for name in original.stream_fields},
    }


def is_current(row: PublishedSnippet) -> bool:
    """Whether the latest version has words in this language."""
    latest = (
        selectors.latest_module_version(row.translation_key)
        if isinstance(row, Module)
        else selectors.latest_version(row)
    )
    return latest is not None and latest.texts.filter(language=row.language).exists()
