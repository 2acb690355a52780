"""The content of one edition as plain values: what a file says, what the database holds, and its checksum."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date

from competencies import rules
from competencies.enums import FrameworkPurpose, NodeKind


@dataclass(frozen=True)
class StageTextContent:
    stage: str
    kind: str
    order: int
    text: str


def in_order(texts: Iterable[StageTextContent]) -> tuple[StageTextContent, ...]:
    return tuple(sorted(texts, key=lambda text: rules.text_place(text.stage, text.kind, text.order)))


@dataclass(frozen=True)
class NodeContent:
    """``stage_texts`` are ``in_order``."""

    kind: str
    code: str
    parent_code: str | None
    title: str
    descriptor: str
    source_text: str = ""
    stage_texts: tuple[StageTextContent, ...] = ()


@dataclass(frozen=True)
class FrameworkContent:
    """``nodes`` are in reading order. ``valid_to`` is no content: an edition may be closed at any time."""

    code: str
    edition: str
    title: str
    owner: str
    notice: str
    numbering_note: str
    licence_note: str
    source_url: str
    valid_from: date
    nodes: tuple[NodeContent, ...]
    purpose: str = FrameworkPurpose.COMPETENCE.value


def checksum(content: FrameworkContent) -> str:
    """The same words in the same order give the same SHA-256, whatever file or table they came from."""
    held = asdict(content)
    if content.purpose == FrameworkPurpose.COMPETENCE:
        # As before there were others, so that editions published then keep their checksum.
        del held["purpose"]
    return _sha256(held)


def _sha256(held: Mapping[str, object]) -> str:
    plain = json.dumps(held, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def counts(content: FrameworkContent) -> Mapping[str, int]:
    """How many domains, elements, competences and stage texts there are."""
    kinds = Counter(node.kind for node in content.nodes)
    return {
        "domains": kinds[NodeKind.DOMAIN],
        "elements": kinds[NodeKind.ELEMENT],
        "competences": kinds[NodeKind.COMPETENCE],
        "stage_texts": sum(len(node.stage_texts) for node in content.nodes),
    }


@dataclass(frozen=True)
class Words:
    title: str
    descriptor: str


@dataclass(frozen=True)
class LevelContent:
    """``said`` are its words in other languages, by language."""

    code: str
    words: Words
    said: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True)
class ScaleContent:
    """``levels`` are from the lowest up."""

    code: str
    edition: str
    owner: str
    valid_from: date
    words: Words
    levels: tuple[LevelContent, ...]
    said: Mapping[str, Words] = field(default_factory=dict)


def scale_checksum(content: ScaleContent) -> str:
    """Of the words as written: a language that comes later makes no other edition."""
    said_once = replace(content, said={}, levels=tuple(replace(level, said={}) for level in content.levels))
    return _sha256(asdict(said_once))
