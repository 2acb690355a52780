"""Recordings in a programme file: their words in it, their files in a folder beside it, named by SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from kernel import clock, files
from kernel.models import StoredFile
from programmes.enums import MediaKind, Provider
from programmes.interchange import ids
from programmes.interchange.mapping import HTML, ID, Schema
from programmes.models import Media
from programmes.rules.embeds import Embed
from programmes.rules.problems import Path, Problem
from programmes.services.media import keep_media

WORDS = ("title", "kind", "language", "seconds", "transcript")
SHA256: Schema = {"type": "string", "pattern": "^([0-9a-f]{64})?$"}


def folder_of(file: FilePath) -> FilePath:
    """Where the recordings of a programme file lie."""
    return file.with_suffix(".files")


def media_schema() -> Schema:
    longest = Media._meta.get_field("title").max_length
    properties: Schema = {
        "id": ID,
        "title": {"type": "string", "minLength": 1, "maxLength": longest},
        "kind": {"enum": list(MediaKind.values)},
        "language": {"type": "string", "minLength": 2, "maxLength": 10},
        "seconds": {"type": "integer", "minimum": 1, "maximum": 6 * 3600},
        "transcript": {"type": "string", "minLength": 1, "format": HTML},
        "file": SHA256,
        "captions": SHA256,
        "provider": {"enum": ["", *Provider.values]},
        "address": {"type": "string", "maxLength": 60},
    }
    return {
        "type": "object",
        "properties": properties,
        "required": ["id", *WORDS],
        "additionalProperties": False,
    }


def media_data(media: Media) -> dict[str, Any]:
    return {
        "id": str(media.uid),
        **{name: getattr(media, name) for name in WORDS},
        "file": media.file.sha256 if media.file else "",
        "captions": media.captions.sha256 if media.captions else "",
        "provider": media.provider,
        "address": media.address,
    }


def media_with(uids: Iterable[UUID]) -> list[Media]:
    """Those that are here, always in the same order."""
    rows = Media.objects.filter(uid__in=list(uids)).select_related("file", "captions")
    return sorted(rows, key=lambda row: str(row.uid))


def write_files(media: Iterable[Media], folder: FilePath) -> int:
    """Copy what is kept into the folder; says how many files."""
    stored = {held.sha256: held for row in media for held in (row.file, row.captions) if held}
    for sha256, held in stored.items():
        folder.mkdir(parents=True, exist_ok=True)
        with files.open_stored(held) as source, (folder / sha256).open("wb") as target:
            for chunk in source.chunks():
                target.write(chunk)
    return len(stored)


@dataclass
class Recordings:
    """Takes the recordings of a file in, and what it stored back where nothing comes of it."""

    folder: FilePath | None
    problems: list[Problem] = field(default_factory=list)
    changed: set[UUID] = field(default_factory=set)
    stored: list[str] = field(default_factory=list)

    def take(self, data: Mapping[str, Any], path: Path) -> None:
        uid = ids.media_uid(data["id"])
        row = Media.objects.filter(uid=uid).select_related("file", "captions").first()
        given = {"file": "", "captions": "", "provider": "", "address": "", **data, "id": str(uid)}
        if row is not None and media_data(row) == given:
            return
        if bool(given["file"]) == bool(given["provider"] and given["address"]):
            message = _("Give either a file, or a provider and its address.")
            self.problems.append(Problem(message, path))
            return
        opened = [self._open(given[name], (*path, name)) for name in ("file", "captions")]
        if not any(problem.path[: len(path)] == path for problem in self.problems):
            self._keep(row or Media(uid=uid), given, opened, path)
        for each in opened:
            if each is not None:
                each.close()

    def _keep(
        self, row: Media, given: Mapping[str, Any], opened: list[File[bytes] | None], path: Path
    ) -> None:
        for name in WORDS:
            setattr(row, name, given[name])
        row.captions = row.captions if given["captions"] else None
        embed = Embed(given["provider"], given["address"]) if given["provider"] else None
        file, captions = opened
        try:
            row.full_clean(exclude=["file", "captions"], validate_constraints=False)
            keep_media(row, now=clock.now(), file=file, captions_file=captions, embed=embed)
        except ValidationError as refusal:
            self.problems += [Problem(message, path) for message in refusal.messages]
            return
        self.changed.add(row.uid)

    def _open(self, sha256: str, path: Path) -> File[bytes] | None:
        """The file of that name in the folder, if it is what its name says."""
        if not sha256:
            return None
        found = self.folder / sha256 if self.folder else None
        if found is None or not found.is_file():
            message = _("The file %(name)s is not in the folder beside the programme file.")
            self.problems.append(Problem(message % {"name": sha256}, path))
            return None
        with found.open("rb") as content:
            if hashlib.file_digest(content, "sha256").hexdigest() != sha256:
                self.problems.append(Problem(_("The content of the file is not what its name says."), path))
                return None
        name = StoredFile(sha256=sha256).name
        if not files.private_storage().exists(name):
            self.stored.append(name)
        return File(found.open("rb"), name=sha256[:12])

    def forget(self) -> None:
        """Nothing came of it: what was not kept before is not kept now."""
        for name in self.stored:
            files.private_storage().delete(name)
