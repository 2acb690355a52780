"""Codes and keys: how a framework, a scale, an edition and a node are named, as pure functions."""

from __future__ import annotations

import re
from typing import NamedTuple

from competencies.enums import Stage, StageTextKind

FRAMEWORK_CODE = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
EDITION = r"^[a-z0-9]+(\.[a-z0-9]+)*$"
NODE_CODE = r"^[A-Za-z0-9]+(\.[A-Za-z0-9]+)*$"

FRAMEWORK_CODE_LENGTH = 40
EDITION_LENGTH = 20
NODE_CODE_LENGTH = 30
LANGUAGE = r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$"
LANGUAGE_LENGTH = 12
LEVEL_TITLE_LENGTH = 60
NODE_KEY_LENGTH = FRAMEWORK_CODE_LENGTH + EDITION_LENGTH + NODE_CODE_LENGTH + 2


class NodeKey(NamedTuple):
    """The stable name of a node of one edition; written ``mlcf-3:1.3.2``."""

    framework: str
    edition: str
    code: str

    def __str__(self) -> str:
        return f"{format_reference(self.framework, self.edition)}:{self.code}"


def format_reference(framework: str, edition: str) -> str:
    """One edition of a framework in a few letters: ``mlcf-3``."""
    return f"{framework}-{edition}"


def parse_reference(reference: str) -> tuple[str, str] | None:
    """The framework's code and edition: an edition has no hyphen, so the last one parts them."""
    framework, hyphen, edition = reference.rpartition("-")
    if not hyphen or not re.fullmatch(FRAMEWORK_CODE, framework) or not re.fullmatch(EDITION, edition):
        return None
    return framework, edition


def format_key(framework: str, edition: str, code: str) -> str:
    return str(NodeKey(framework, edition, code))


def parse_key(key: str) -> NodeKey:
    """``mlcf-3:1.3.2`` in its three parts; anything else is a ``ValueError``."""
    reference, colon, code = key.partition(":")
    parts = parse_reference(reference)
    if not colon or parts is None or not re.fullmatch(NODE_CODE, code):
        raise ValueError(f"{key!r} is not the key of a competence: one looks like mlcf-3:1.3.2")
    return NodeKey(*parts, code)


def text_place(stage: str, kind: str, order: int) -> tuple[int, int, int]:
    """Sorts the texts of a node: along a career, the descriptor first."""
    return Stage.values.index(stage), StageTextKind.values.index(kind), order


def is_child_code(code: str, parent: str) -> bool:
    """Whether a dotted code sits directly under its parent's: 1.3 under 1, 1.3.2 under 1.3."""
    head, dot, last = code.rpartition(".")
    return bool(dot) and head == parent and bool(last)
