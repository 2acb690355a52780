"""What can be refused here; every message says what to do instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class FrameworkError(Exception):
    """Something about a framework, or what belongs to it, was refused, and nothing was written."""


class EditionIsPublished(FrameworkError):
    """A published edition would have been rewritten."""


class NodeInUse(FrameworkError):
    """A node of a draft edition would have gone although something refers to it."""


class LicenceDecisionMissing(FrameworkError):
    """Nobody has said, by name, that this framework may be published."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with a framework file."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


class InvalidFrameworkFile(FrameworkError):
    """Everything that is wrong with a framework file, in the order of its lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
