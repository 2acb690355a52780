"""What can be refused here; every message says what to do instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


class InstrumentError(Exception):
    """Something about a questionnaire was refused, and nothing was written."""


class VersionIsPublished(InstrumentError):
    """A published version would have been rewritten, or published twice."""


class LicenceDecisionMissing(InstrumentError):
    """Nobody has said, by name, under which licence these words are used."""


@dataclass(frozen=True)
class FileProblem:
    """One thing wrong with a file: where, and what, with how to mend it."""

    line: int | None
    place: str
    message: str

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.line_words, self.place) if part)
        return f"{where}: {self.message}" if where else self.message

    @property
    def line_words(self) -> str:
        return _("line %(line)s") % {"line": self.line} if self.line else ""


class InvalidInstrumentFile(InstrumentError):
    """Everything that is wrong with a file, in the order of its lines."""

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)
