"""Which files the checks read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("kernel", "competencies", "programmes", "lms", "engagement", "cms")


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders or APPS:
        yield from sorted(path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


def template_files() -> Iterator[Path]:
    for folder in (*APPS, "templates"):
        for kind in ("html", "txt", "xml"):
            yield from sorted(
                path for path in (ROOT / folder).rglob(f"*.{kind}") if "/templates/" in f"/{path}"
            )


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
