"""How large a bar runs: small in ``make test``, in full in ``make bars``."""

from __future__ import annotations

import os
from typing import TypeVar

T = TypeVar("T")

FULL = os.environ.get("BARS") == "full"


def size(*, smoke: T, full: T) -> T:
    """``rounds = size(smoke=3, full=200)``."""
    return full if FULL else smoke
