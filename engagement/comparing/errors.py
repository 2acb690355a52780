"""Why a comparison cannot be made, or a file not be taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class ComparisonRefused(Exception):
    def __init__(self, code: str, **given: Any) -> None:
        super().__init__(code)
        self.code, self.given = code, given


@dataclass(frozen=True)
class Fault:
    """``line`` is that of the file, counted from 1; none for the file as a whole."""

    line: int | None
    message: str


class UnusableFile(ValueError):
    """Nothing was taken. Every faulty line is named, so that all are mended at once."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(each.message for each in faults))
        self.faults = faults
