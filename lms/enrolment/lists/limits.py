"""How large a list may be: asked before anything is unpacked or parsed."""

from __future__ import annotations

from kernel.conf import setting

MAX_COLUMNS = 100
MAX_CELL = 500
HEADER_WITHIN = 20
"""The heading stands among so many first rows; what is above it are titles."""
SAMPLE = 3


def max_bytes() -> int:
    return setting("LEADERSHIP_LIST_MAX_BYTES", 10_000_000)


def max_rows() -> int:
    return setting("LEADERSHIP_LIST_MAX_ROWS", 30_000)


def max_unpacked_bytes() -> int:
    """Of everything in a workbook together, as the archive declares it."""
    return setting("LEADERSHIP_LIST_MAX_UNPACKED_BYTES", 40_000_000)


def max_entries() -> int:
    """Files inside a workbook."""
    return setting("LEADERSHIP_LIST_MAX_ENTRIES", 1000)


def at_once_rows() -> int:
    """Lists up to so many rows are checked and written within the request."""
    return setting("LEADERSHIP_LIST_AT_ONCE_ROWS", 300)


def kept_days() -> int:
    return setting("LEADERSHIP_LIST_DAYS", 30)
