"""What rests on a piece of evidence, told by the apps that cite it; they register while they are loaded.

Whoever cites evidence holds a foreign key to an :class:`EvidenceVersion` (PROTECT) which it has pinned with
``services.evidence.pin`` in the same transaction, and says here in words what it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kernel.access import Viewer
from lms.portfolio.models import EvidenceItem


@dataclass(frozen=True)
class Use:
    words: str
    address: str = ""
    version: int | None = None
    """The number of the version that it cites."""


Finder = Callable[[Viewer, EvidenceItem], list[Use]]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    if finder not in _finders:
        _finders.append(finder)


def uses_of(viewer: Viewer, item: EvidenceItem) -> list[Use]:
    return [use for finder in _finders for use in finder(viewer, item)]
