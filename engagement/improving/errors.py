"""Why an improvement cannot be kept: a code, which ``engagement.actions`` puts into words."""

from __future__ import annotations


class ImprovementRefused(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
