"""A file becomes drafts, and they are published through the one door: all of it, or nothing and every reason.

What is here already and the same is left alone: no revision, no version. Somebody's unpublished draft stays
in the history when the file brings other content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path as FilePath
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale

from competencies.selectors import choices_kept
from programmes import preflight
from programmes.interchange import ids
from programmes.interchange.banks import Banks
from programmes.interchange.document import (
    Streams,
    duplicates,
    module_content,
    module_data,
    module_places,
    programme_content,
    programme_data,
)
from programmes.interchange.media import Recordings
from programmes.interchange.naming import Named
from programmes.interchange.rows import (
    after_what_they_need,
    fill,
    id_problems,
    of_the_row,
    pins_the_latest,
)
from programmes.interchange.schema import document_problems, programmes_in
from programmes.interchange.translations import (
    Languages,
    is_current,
    translation_content,
    translation_data,
)
from programmes.interchange.upgrading import as_written, upgraded
from programmes.models import Module, Programme
from programmes.models.drafts import PublishedSnippet, StaleRevision
from programmes.rules.characters import text_problems
from programmes.rules.problems import Path, Problem, under
from programmes.services.templates import mark_template


class Refused(ValueError):
    """Why nothing was imported."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Change(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


Data = Mapping[str, Any]


@dataclass(frozen=True)
class Imported:
    row: PublishedSnippet
    change: Change


@choices_kept()
def import_document(
    document: Any,
    *,
    files: FilePath | None = None,
    draft: bool = False,
    check: bool = False,
    user: Any = None,
) -> list[Imported]:
    """The modules in the order of the file, then its programmes, each with its translations behind it.

    ``files`` is the folder of its recordings. ``draft`` publishes nothing, ``check`` keeps nothing;
    ``Refused`` says all that is wrong.
    """
    try:
        return _imported(*upgraded(document), files=files, draft=draft, check=check, user=user)
    except Refused as refusal:
        problems = [replace(each, path=as_written(each.path, document)) for each in refusal.problems]
        raise Refused(problems) from refusal


def _imported(
    document: Any, problems: list[Problem], *, files: FilePath | None, draft: bool, check: bool, user: Any
) -> list[Imported]:
    problems = [*problems, *document_problems(document), *text_problems(document)]
    # Below this there is nothing to look into.
    if not isinstance(document, dict) or _touch(problems, ("modules",), exactly=True):
        raise Refused(problems)
    recordings = Recordings(files, problems)
    kept = False
    try:
        with transaction.atomic():
            imported = _Run(document, problems, recordings, draft=draft, user=user).all()
            if problems:
                raise Refused(problems)
            transaction.set_rollback(check)
            kept = not check
    finally:
        if not kept:
            recordings.forget()
    return imported


def _touch(problems: list[Problem], path: Path, *, exactly: bool = False) -> bool:
    """Whether there is a problem at this path, above it or (unless exactly) below it."""
    size = len(path)
    return any(
        problem.path[:size] == path[: len(problem.path)] and (len(problem.path) <= size or not exactly)
        for problem in problems
    )


@dataclass
class _Run:
    document: Mapping[str, Any]
    problems: list[Problem]
    recordings: Recordings
    draft: bool
    user: Any
    streams: Streams = field(default_factory=Streams.standing)
    locale: Locale | None = None
    banks: Banks | None = None

    def __post_init__(self) -> None:
        self.languages = Languages(self.problems)

    def all(self) -> list[Imported]:
        if _touch(self.problems, ("language",)):
            return []
        self.locale = self.languages.named(self.document["language"])
        if self.locale is None:
            message = _("This site has no language “%(code)s”. Add it in the admin, under Settings, Locales.")
            values = {"code": self.document["language"]}
            self.problems.append(Problem(message % values, ("language",), code="no_language"))
            return []
        self._media()
        self._banks()
        return [*self._modules(), *self._programmes()]

    def _media(self) -> None:
        listed = self.document.get("media", [])
        if _touch(self.problems, ("media",), exactly=True):
            return
        sound = [place for place in range(len(listed)) if not _touch(self.problems, ("media", place))]
        twice = duplicates([str(ids.media_uid(listed[place]["id"])) for place in sound])
        for each in twice:
            self._refuse(_("This recording stands in the file already."), "media", sound[each], "id")
        for place in sound:
            if not _touch(self.problems, ("media", place)):
                self.recordings.take(listed[place], ("media", place))

    def _banks(self) -> None:
        listed = self.document.get("banks", [])
        if _touch(self.problems, ("banks",), exactly=True) or self.locale is None:
            return
        self.banks = Banks(self.locale, self.user, self.problems, self.languages)
        sound = [place for place in range(len(listed)) if not _touch(self.problems, ("banks", place))]
        for twice in duplicates([str(ids.bank_uid(listed[place]["id"])) for place in sound]):
            self._refuse(_("This question bank stands in the file already."), "banks", sound[twice], "id")
        for place in sound:
            if not _touch(self.problems, ("banks", place)):
                self.banks.take(listed[place], ("banks", place))

    # Modules

    def _modules(self) -> Iterator[Imported]:
        sound = {
            place: data
            for place, data in enumerate(self.document["modules"])
            if not _touch(self.problems, ("modules", place))
        }
        places = list(sound)
        for twice in duplicates([str(ids.module_key(data["id"])) for data in sound.values()]):
            self._refuse(_("This module stands in the file already."), "modules", places[twice], "id")
            del sound[places[twice]]
        named = Named(self.document, self.streams, self.problems)
        for place, data in sound.items():
            path = ("modules", place)
            if not named.are_here(data, path):
                continue
            key, content = ids.module_key(data["id"]), module_content(data, self.streams)
            yield from self._take_all(Module, key, content, data, path)

    # Programmes

    def _programmes(self) -> Iterator[Imported]:
        listed = [
            (path, data) for path, data in programmes_in(self.document) if not _touch(self.problems, path)
        ]
        keys = [str(ids.programme_key(data["id"])) for _path, data in listed]
        for twice in duplicates(keys):
            self._refuse(_("This programme stands in the file already."), *listed[twice][0], "id")
        if not self._name_what_is_there(listed):
            return
        for place in after_what_they_need(keys, [data["tree"] for _path, data in listed]):
            path, data = listed[place]
            if _touch(self.problems, path):
                continue
            key, content = UUID(keys[place]), programme_content(data, self.streams)
            if self._has_address(key, content["slug"], self.locale, path):
                yield from self._take_all(Programme, key, content, data, path)

    def _has_address(self, key: UUID, slug: str, locale: Locale | None, path: Path) -> bool:
        others = Programme.objects.filter(slug=slug, locale=locale).exclude(translation_key=key)
        if not others.exists():
            return True
        message = _("Another programme has the address “%(slug)s”. Choose one that is not taken.")
        self._refuse(message % {"slug": slug}, *path, "slug")
        return False

    def _name_what_is_there(self, listed: list[tuple[Path, Mapping[str, Any]]]) -> bool:
        """Whether every module that the trees name can be chosen, and every module is named."""
        carried = {
            ids.module_key(module["id"]): place
            for place, module in enumerate(self.document["modules"])
            if isinstance(module, dict) and ids.is_id(module.get("id"))
        }
        there = set(Module.objects.values_list("translation_key", flat=True))
        places = [
            ((*path, "tree", *inner), name)
            for path, data in listed
            for inner, name in module_places(data["tree"])
        ]
        named = {ids.module_key(name) for _path, name in places}
        for path, name in places:
            if ids.module_key(name) not in there | set(carried):
                message = _("“%(id)s” is neither in this file nor on this site.")
                self._refuse(message % {"id": name}, *path)
        if len(listed) == len(programmes_in(self.document)):
            for key, place in carried.items():
                if key not in named:
                    message = _(
                        "The programme does not name this module: add it to its tree, or leave it out."
                    )
                    self._refuse(message, "modules", place, "id")
        return named <= there

    # Both

    def _take_all(
        self, model: type[PublishedSnippet], key: UUID, content: dict[str, Any], data: Data, path: Path
    ) -> Iterator[Imported]:
        """The original, then what translates it."""
        rows = list(
            model._default_manager.filter(translation_key=key).order_by("pk").select_related("locale")
        )
        original = rows[0] if rows else None
        if original is not None and original.locale_id != getattr(self.locale, "pk", None):
            message = _("“%(title)s” is here already, written in %(language)s.")
            values = {"title": original, "language": original.locale.get_display_name()}
            self._refuse(message % values, *path, "id")
            return
        fresh = model(translation_key=key, locale=self.locale, **of_the_row(model, data))
        for imported in self._take(original, fresh, content, path, self._is_same):
            yield self._marked(imported, data)
            yield from self._translations(imported.row, rows[1:], data, path)

    def _marked(self, imported: Imported, data: Data) -> Imported:
        """A template, where the file says so or says that it is none."""
        row = imported.row
        if imported.change is Change.NEW or data.get("template", row.is_template) == row.is_template:
            return imported
        mark_template(row, is_template=data["template"], user=self.user)
        return Imported(row, Change.CHANGED)

    def _translations(
        self, original: PublishedSnippet, rows: list[PublishedSnippet], data: Data, path: Path
    ) -> Iterator[Imported]:
        listed = data.get("translations", [])
        # What was refused of an original would be said again of each of its translations.
        if _touch(self.problems, path):
            return
        for place, locale in self.languages.of(listed, self.locale, (*path, "translations")):
            here = (*path, "translations", place)
            content = translation_content(listed[place], original, self.streams)
            if "slug" in content and not self._has_address(
                original.translation_key, content["slug"], locale, here
            ):
                continue
            row = next((each for each in rows if each.locale_id == locale.pk), None)
            fresh = type(original)(translation_key=original.translation_key, locale=locale)
            yield from self._take(row, fresh, content, here, _SameWords(original, self))

    def _take(
        self,
        row: PublishedSnippet | None,
        fresh: PublishedSnippet,
        content: dict[str, Any],
        path: Path,
        is_same: Callable[[Any, dict[str, Any]], bool],
    ) -> Iterator[Imported]:
        """``fresh`` is what is stored where there is no row yet."""
        if row is None:
            fill(fresh, content)
            fresh.live, fresh.has_unpublished_changes = False, True
            yield from self._store(fresh, Change.NEW, content, path)
        elif not self._may_change(row, path):
            return
        elif is_same(row, content):
            yield Imported(row, Change.SAME)
        else:
            fill(row, content)
            yield from self._store(row, Change.CHANGED, content, path)

    def _may_change(self, row: PublishedSnippet, path: Path) -> bool:
        values = {"title": str(row)}
        if row.locked:
            message = _("“%(title)s” is locked: unlock it first.")
        elif row.current_workflow_state is not None:
            message = _("“%(title)s” waits for approval: finish or cancel that first.")
        else:
            return True
        self._refuse(message % values, *path, "language" if "translations" in path else "id")
        return False

    def _is_same(self, row: Any, content: dict[str, Any]) -> bool:
        same = self.holds(row, content, self._as_data)
        return same and (self.draft or isinstance(row, Module) or pins_the_latest(row))

    def holds(self, row: Any, content: dict[str, Any], as_data: Callable[[Any], Any]) -> bool:
        """Whether the row is where the file wants it, and says the same."""
        if not (self.draft or row.live):
            return False
        held = row.get_latest_revision_as_object() if self.draft else row
        given = type(row)(translation_key=row.translation_key, locale=row.locale, **content)
        data = as_data(given)
        changed = self.recordings.changed | (self.banks.changed if self.banks else set())
        return bool(as_data(held) == data) and not any(str(uid) in str(data) for uid in changed)

    def _as_data(self, row: Any) -> dict[str, Any]:
        return (
            module_data(row, self.streams) if isinstance(row, Module) else programme_data(row, self.streams)
        )

    def _store(
        self, row: PublishedSnippet, change: Change, content: dict[str, Any], path: Path
    ) -> Iterator[Imported]:
        twice = [problem for name in row.stream_fields for problem in id_problems(content[name], (name,))]
        self.problems += under(twice, *path)
        if not row.live:
            row.save()
        revision = row.save_revision(user=self.user, log_action=True)
        if not (twice or self.draft):
            self._publish(row, revision, path)
        yield Imported(row, change)

    def _publish(self, row: PublishedSnippet, revision: Any, path: Path) -> None:
        try:
            revision.publish(user=self.user, skip_permission_checks=True)
        except (ValidationError, StaleRevision) as refusal:
            # The door says what is wrong in sentences; asked again, the rules say where.
            problems = _PROBLEMS[type(row)](revision.as_object())
            messages = getattr(refusal, "messages", None) or [str(refusal)]
            self.problems += under(
                self._worth_saying(problems) if problems else [Problem(each) for each in messages], *path
            )
        else:
            row.refresh_from_db()

    def _worth_saying(self, problems: list[Problem]) -> list[Problem]:
        """A module that was refused is not published either: that needs no second sentence."""
        if not self.problems:
            return problems
        return [problem for problem in problems if problem.code != "module_not_published"]

    def _refuse(self, message: str, *path: str | int) -> None:
        self.problems.append(Problem(message, path))


_PROBLEMS: Mapping[type[PublishedSnippet], Callable[[Any], list[Problem]]] = {
    Module: preflight.module_problems,
    Programme: preflight.programme_problems,
}


@dataclass
class _SameWords:
    """Of a translation: its words are the same, and the latest version has them."""

    original: PublishedSnippet
    run: _Run

    def __call__(self, row: Any, content: dict[str, Any]) -> bool:
        if not self.run.holds(row, content, self._as_data):
            return False
        return self.run.draft or is_current(row)

    def _as_data(self, row: Any) -> dict[str, Any]:
        return translation_data(row, self.original, self.run.streams)
