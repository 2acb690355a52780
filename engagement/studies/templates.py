"""Studies to begin from: question, protocol, guide and themes, as files of this app."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Template:
    code: str
    title: str
    question: str
    inclusion: str
    protocol: str
    guide: tuple[str, ...]
    themes: tuple[tuple[str, str], ...]


@cache
def templates() -> dict[str, Template]:
    """By code; they come with the product and do not change while it runs."""
    read = (_read(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in sorted(FOLDER.glob("*.yaml")))
    return {each.code: each for each in read}


def _flowing(text: str) -> str:
    """Lines end where the screen does; paragraphs stay."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def _read(given: dict[str, Any]) -> Template:
    words = {name: _flowing(given[name]) for name in ("code", "title", "question", "inclusion", "protocol")}
    themes = tuple((each["title"], each["description"]) for each in given["themes"])
    return Template(**words, guide=tuple(given["guide"]), themes=themes)
