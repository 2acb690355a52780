"""A file becomes drafts, and they are published through the one door: all of it, or nothing and every reason.

What is here already and the same is left alone: no revision, no version. Somebody's unpublished draft stays
in the history when the file brings other content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path as FilePath
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale

from programmes import preflight, selectors
from programmes.interchange import ids
from programmes.interchange.banks import Banks, banks_in
from programmes.interchange.document import (
    Streams,
    duplicates,
    module_content,
    module_data,
    module_places,
    programme_content,
    programme_data,
)
from programmes.interchange.media import Recordings, chosen_in, media_with
from programmes.interchange.schema import document_problems
from programmes.models import Module, Programme, QuestionBank
from programmes.models.drafts import PublishedSnippet, StaleRevision
from programmes.rules.characters import text_problems
from programmes.rules.problems import Path, Problem, under


class Refused(ValueError):
    """Why nothing was imported."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Change(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class Imported:
    row: PublishedSnippet
    change: Change


def import_document(
    document: Any,
    *,
    files: FilePath | None = None,
    draft: bool = False,
    check: bool = False,
    user: Any = None,
) -> list[Imported]:
    """The modules in the order of the file, then the programme; ``files`` is the folder of its recordings.

    ``draft`` publishes nothing, ``check`` keeps nothing; ``Refused`` says all that is wrong.
    """
    problems = [*document_problems(document), *text_problems(document)]
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

    def all(self) -> list[Imported]:
        if _touch(self.problems, ("language",)):
            return []
        self.locale = _locale(self.document["language"])
        if self.locale is None:
            message = _("This site has no language “%(code)s”. Add it in the admin, under Settings, Locales.")
            values = {"code": self.document["language"]}
            self.problems.append(Problem(message % values, ("language",), code="no_language"))
            return []
        self._media()
        self._banks()
        return [*self._modules(), *self._programme()]

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
        self.banks = Banks(self.locale, self.user, self.problems)
        sound = [place for place in range(len(listed)) if not _touch(self.problems, ("banks", place))]
        for twice in duplicates([str(ids.bank_uid(listed[place]["id"])) for place in sound]):
            self._refuse(_("This question bank stands in the file already."), "banks", sound[twice], "id")
        for place in sound:
            if not _touch(self.problems, ("banks", place)):
                self.banks.take(listed[place], ("banks", place))

    def _has_banks(self, data: Mapping[str, Any], path: Path) -> bool:
        """Whether every question bank that the module's quizzes name is here."""
        given = self.document.get("banks", [])
        coming = {ids.bank_uid(each["id"]) for each in given if ids.is_id(each.get("id"))}
        chosen = list(banks_in([data], self.streams.body.child_blocks))
        uids = [ids.bank_uid(uid) for _module, _place, _name, uid in chosen]
        here = set(QuestionBank.objects.filter(uid__in=uids).values_list("uid", flat=True))
        for _module, place, name, uid in chosen:
            if ids.bank_uid(uid) not in here | coming:
                message = _("“%(id)s” is neither in this file nor on this site.")
                self._refuse(message % {"id": uid}, *path, "body", place, name)
        return here == set(uids)

    def _has_recordings(self, data: Mapping[str, Any], path: Path) -> bool:
        """Whether every recording that the module's activities name is here."""
        given = self.document.get("media", [])
        coming = {ids.media_uid(each["id"]) for each in given if ids.is_id(each.get("id"))}
        chosen = list(chosen_in(data["body"], self.streams.body.child_blocks))
        here = {row.uid for row in media_with({ids.media_uid(uid) for _place, _name, uid in chosen})}
        for place, name, uid in chosen:
            if ids.media_uid(uid) not in here | coming:
                message = _("“%(id)s” is neither in this file nor on this site.")
                self._refuse(message % {"id": uid}, *path, "body", place, name)
        return all(ids.media_uid(uid) in here for _place, _name, uid in chosen)

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
        for place, data in sound.items():
            path = ("modules", place)
            # Both are asked, so that both say what is missing.
            if not all([self._has_recordings(data, path), self._has_banks(data, path)]):
                continue
            content = module_content(data, self.streams)
            yield from self._take(Module, ids.module_key(data["id"]), content, ("modules", place))

    # The programme

    def _programme(self) -> Iterator[Imported]:
        if _touch(self.problems, ("programme",)):
            return
        data = self.document["programme"]
        if not self._names_what_is_there(data):
            return
        key, content = ids.programme_key(data["id"]), programme_content(data, self.streams)
        others = Programme.objects.filter(slug=content["slug"], locale=self.locale)
        if others.exclude(translation_key=key).exists():
            message = _("Another programme has the address “%(slug)s”. Choose one that is not taken.")
            self._refuse(message % {"slug": content["slug"]}, "programme", "slug")
            return
        yield from self._take(Programme, key, content, ("programme",))

    def _names_what_is_there(self, data: Mapping[str, Any]) -> bool:
        """Whether every module that the tree names can be chosen, and every module is named."""
        carried = {
            ids.module_key(module["id"]): place
            for place, module in enumerate(self.document["modules"])
            if isinstance(module, dict) and ids.is_id(module.get("id"))
        }
        there = set(Module.objects.values_list("translation_key", flat=True))
        places = module_places(data["tree"])
        named = {ids.module_key(name) for _path, name in places}
        for path, name in places:
            if ids.module_key(name) not in there | set(carried):
                message = _("“%(id)s” is neither in this file nor on this site.")
                self._refuse(message % {"id": name}, "programme", "tree", *path)
        for key, place in carried.items():
            if key not in named:
                message = _("The programme does not name this module: add it to its tree, or leave it out.")
                self._refuse(message, "modules", place, "id")
        return named <= there

    # Both

    def _take(
        self, model: type[PublishedSnippet], key: UUID, content: dict[str, Any], path: Path
    ) -> Iterator[Imported]:
        row = (
            model._default_manager.filter(translation_key=key).order_by("pk").select_related("locale").first()
        )
        if row is None:
            fresh = model(translation_key=key, locale=self.locale, live=False, **content)
            fresh.has_unpublished_changes = True
            yield from self._store(fresh, Change.NEW, content, path)
        elif not self._may_change(row, path):
            return
        elif self._is_same(row, content):
            yield Imported(row, Change.SAME)
        else:
            _fill(row, content)
            yield from self._store(row, Change.CHANGED, content, path)

    def _may_change(self, row: PublishedSnippet, path: Path) -> bool:
        values = {"title": str(row)}
        if self.locale is not None and row.locale_id != self.locale.pk:
            values["language"] = row.locale.get_display_name()
            message = _("“%(title)s” is here already, written in %(language)s.")
        elif row.locked:
            message = _("“%(title)s” is locked: unlock it first.")
        elif row.current_workflow_state is not None:
            message = _("“%(title)s” waits for approval: finish or cancel that first.")
        else:
            return True
        self._refuse(message % values, *path, "id")
        return False

    def _is_same(self, row: Any, content: dict[str, Any]) -> bool:
        if not (self.draft or row.live):
            return False
        held = row.get_latest_revision_as_object() if self.draft else row
        given = type(row)(translation_key=row.translation_key, locale=row.locale, **content)
        data = self._as_data(given)
        changed = self.recordings.changed | (self.banks.changed if self.banks else set())
        if self._as_data(held) != data or any(str(uid) in str(data) for uid in changed):
            return False
        return self.draft or isinstance(row, Module) or _pins_the_latest(row)

    def _as_data(self, row: Any) -> dict[str, Any]:
        return (
            module_data(row, self.streams) if isinstance(row, Module) else programme_data(row, self.streams)
        )

    def _store(
        self, row: PublishedSnippet, change: Change, content: dict[str, Any], path: Path
    ) -> Iterator[Imported]:
        twice = [problem for name in row.stream_fields for problem in _id_problems(content[name], (name,))]
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


def _locale(code: str) -> Locale | None:
    """The site's language of that code, or of the same language in another country: en, en-gb."""
    found = list(Locale.objects.order_by("pk"))
    exact = [locale for locale in found if locale.language_code == code]
    alike = [locale for locale in found if locale.language_code.split("-")[0] == code.split("-")[0]]
    return next(iter([*exact, *alike]), None)


def _fill(row: PublishedSnippet, content: dict[str, Any]) -> None:
    for name, value in content.items():
        setattr(row, name, value)
    row.go_live_at = None


def _pins_the_latest(programme: Programme) -> bool:
    """Whether publishing again would make the same version: its modules may have new ones."""
    latest = selectors.latest_version(programme)
    return latest is not None and latest.checksum == preflight.programme_spec(programme).checksum


def _id_problems(content: Any, path: Path = ()) -> list[Problem]:
    """Ids that stand twice in one list, in stored content; paths as in the file."""
    if isinstance(content, Mapping):
        return [problem for name, inner in content.items() for problem in _id_problems(inner, (*path, name))]
    if not isinstance(content, list):
        return []
    twice = duplicates([item["id"] for item in content])
    found = [Problem(_("This id stands in the list already."), (*path, place, "id")) for place in twice]
    for place, item in enumerate(content):
        found += _id_problems(item["value"], (*path, place))
    return found
