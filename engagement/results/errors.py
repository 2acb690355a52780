"""Why something cannot be published: a code, and what to say of it."""

from __future__ import annotations

from typing import Any


class ResultsRefused(Exception):
    """``code`` names the reason (see ``engagement.actions`` for its words); ``given`` fills them in."""

    def __init__(self, code: str, **given: Any) -> None:
        super().__init__(code)
        self.code, self.given = code, given
