"""Evidence to take along: an archive with the files, an index that anybody can read, and the same as JSON."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO, Any

from django.template.loader import render_to_string
from django.utils.text import slugify

from kernel.files import open_stored
from lms.portfolio.models import EvidenceFile
from lms.portfolio.selectors import Line

CHUNK = 1 << 16
LONGEST = 60


def archive(lines: Sequence[Line], *, owner: str, parts: Any, now: datetime) -> IO[bytes]:
    """An open file at its beginning, which is gone once it is closed. ``parts`` gives prompts and answers."""
    entries = [_entry(line, number, parts(line.version)) for number, line in enumerate(lines, start=1)]
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- whoever is given it closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as zipped:
        context = {"entries": entries, "owner": owner, "made_at": now}
        zipped.writestr("index.html", render_to_string("leadership/portfolio/index.html", context))
        zipped.writestr("evidence.json", json.dumps([each["json"] for each in entries], indent=2))
        for entry in entries:
            for path, kept in entry["files"]:
                _add(zipped, path, kept)
    file.seek(0)
    return file


def _add(zipped: zipfile.ZipFile, path: str, kept: EvidenceFile) -> None:
    with zipped.open(path, "w") as target, open_stored(kept.file) as source:
        while chunk := source.read(CHUNK):
            target.write(chunk)


def _entry(line: Line, number: int, parts: list[tuple[str, str]]) -> dict[str, Any]:
    folder = f"files/{number:03d}-{slugify(line.version.title)[:LONGEST] or line.item.kind}"
    files = [(f"{folder}/{place:02d}-{_safe(kept.name)}", kept) for place, kept in enumerate(line.files, 1)]
    item, version = line.item, line.version
    told = {
        "uid": str(item.uid),
        "kind": item.kind,
        "state": item.state,
        "happened_on": item.happened_on.isoformat() if item.happened_on else None,
        "version": version.number,
        "saved_at": version.saved_at.isoformat(),
        "title": version.title,
        "words": version.words,
        "parts": [{"prompt": prompt, "text": text} for prompt, text in parts],
        "url": version.url,
        "about": [node.key for node in line.nodes],
        "files": [path for path, _kept in files],
    }
    return {"line": line, "parts": parts, "files": files, "json": told}


def _safe(name: str) -> str:
    """A name for any system: letters, digits and a few signs, with its ending."""
    path = PurePosixPath(name)
    return f"{slugify(path.stem)[:LONGEST] or 'file'}{path.suffix.lower()}"
