"""Programmes that come with the product, one for each career stage, as files that any site can import."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def path_of(name: str) -> Path:
    """The file of a shipped programme."""
    return FOLDER / f"{name}.yaml"
