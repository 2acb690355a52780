"""What the services of studies refuse."""

from __future__ import annotations

from typing import Any


class StudyRefused(Exception):
    """``code`` names what is wrong; ``given`` fills its sentence."""

    def __init__(self, code: str, **given: Any) -> None:
        super().__init__(code)
        self.code, self.given = code, given
