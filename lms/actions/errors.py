"""How an action says no."""

from __future__ import annotations

from django.http import Http404
from django.utils.functional import Promise

Text = str | Promise


class NotAllowed(Http404):
    """Not theirs, or not there: the two look the same from outside."""


class Refused(Exception):
    """The rules say no. ``message`` says what, ``mend`` what to do instead; ``code`` is for programs."""

    def __init__(self, code: str, message: Text, mend: Text = "") -> None:
        self.code = code
        self.message = message
        self.mend = mend
        super().__init__(code)

    def __str__(self) -> str:
        return f"{self.message} {self.mend}".strip()
