"""What other apps add to the page of a wave's results: each when apps are loaded, in the order of loading.

A section builds what its template shows from the viewer and the published results, and nothing where it has
nothing to say. ``told`` gives the same as sentences for the report, which has no templates.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.functional import Promise

from engagement.results.selectors import Results
from kernel.access import Viewer


class Place(Enum):
    BESIDE_INDEX = "beside_index"
    """Right below the index, without a heading: what it means."""
    AFTER_FIGURES = "after_figures"
    """A section of its own, after all figures."""


@dataclass(frozen=True)
class Section:
    """``template`` is included with what was built as ``section``, beside ``results`` and ``wave``."""

    name: str
    """Of its place on the page: ``#norms``."""
    title: str | Promise
    place: Place
    template: str
    build: Callable[[Viewer, Results], Any | None]
    told: Callable[[Any], Sequence[str]] | None = None


@dataclass(frozen=True)
class Built:
    section: Section
    given: Any

    @property
    def sentences(self) -> list[str]:
        return list(self.section.told(self.given)) if self.section.told else []


_sections: list[Section] = []


def add(section: Section) -> None:
    if section not in _sections:
        _sections.append(section)


def built_for(viewer: Viewer, results: Results) -> dict[str, list[Built]]:
    """By place, those that have something to say."""
    found: dict[str, list[Built]] = {place.value: [] for place in Place}
    for each in _sections:
        given = each.build(viewer, results)
        if given is not None:
            found[each.place.value].append(Built(each, given))
    return found
