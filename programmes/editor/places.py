"""Where in a document something is wrong: the node that holds the place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from programmes.rules.problems import Path


def node_at(document: Any, path: Path) -> str:
    """The id of the innermost node on the way; empty where there is none."""
    here, found = document, ""
    for step in path:
        here = _inside(here, step)
        if isinstance(here, Mapping) and {"id", "kind"} <= here.keys():
            found = str(here["id"])
    return found


def _inside(here: Any, step: str | int) -> Any:
    if isinstance(here, Mapping):
        return here.get(step)
    if (
        isinstance(here, Sequence)
        and not isinstance(here, str)
        and isinstance(step, int)
        and step < len(here)
    ):
        return here[step]
    return None
