"""What a doctor posts to each address of their portfolio."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.evidence_rows import EvidenceRows


def _file() -> SimpleUploadedFile:
    return SimpleUploadedFile("more.txt", b"More of it.")


TITLE = {"title": "Another title", "words": "What it shows."}

EVIDENCE_POSTS: Mapping[str, Callable[[EvidenceRows], Mapping[str, Any]]] = {
    "leadership_learn:new_evidence": lambda rows: {"kind": "document"},
    "leadership_learn:take_in_evidence": lambda rows: {"take": f"project.{rows.project}"},
    "leadership_learn:export_evidence": lambda rows: {"all": ""},
    "leadership_learn:shared_evidence": lambda rows: {},
    "leadership_learn:change_evidence": lambda rows: TITLE,
    "leadership_learn:save_evidence": lambda rows: TITLE,
    "leadership_learn:add_evidence_files": lambda rows: {**TITLE, "files": _file()},
    "leadership_learn:remove_evidence_file": lambda rows: {},
    "leadership_learn:archive_evidence": lambda rows: {},
    "leadership_learn:nobody_in_it": lambda rows: {},
    "leadership_learn:remove_evidence": lambda rows: {},
    "leadership_learn:share_evidence": lambda rows: {
        "name": "Dr Reader",
        "address": "reader@mail.example",
        "days": "7",
    },
    "leadership_learn:end_evidence_share": lambda rows: {},
}
