"""What keeps a draft from being published: where it is, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """``path`` leads to the field (``("body", 2, "questions", 0)``), ``place`` says the same in words."""

    message: str
    path: Path = ()
    place: str = ""
    code: str = "invalid"
    is_warning: bool = False
    """It may be meant so: nothing is refused for it."""

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message

    def under(self, *path: str | int, place: str = "") -> Problem:
        """The same problem seen from further out."""
        places = ", ".join(part for part in (place, self.place) if part)
        return replace(self, path=(*path, *self.path), place=places)


def under(problems: Iterable[Problem], *path: str | int, place: str = "") -> list[Problem]:
    return [problem.under(*path, place=place) for problem in problems]
