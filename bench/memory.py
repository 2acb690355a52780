"""How much memory the processes of a web server come to hold while they work."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # ships no types

GONE = (FileNotFoundError, ProcessLookupError)


def most_mb(pid: int | str = "self") -> float:
    """The most that a process has held so far, or since ``mark``; what started it does not count."""
    return _read(pid, "VmHWM:")


def mark(pid: int) -> Mapping[int, float]:
    """What each process of a family holds now; from here on the most that it holds is noted anew."""
    family = [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    for each in family:
        with suppress(*GONE):
            Path(f"/proc/{each}/clear_refs").write_text("5", encoding="ascii")
    return {each: _read(each, "VmRSS:") for each in family}


def growth_of(before: Mapping[int, float]) -> float:
    """In MB, of the one that grew most."""
    return max(most_mb(pid) - held for pid, held in before.items())


def _read(pid: int | str, field: str) -> float:
    """What has ended holds nothing, whether or not somebody has taken note of its end."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except GONE:
        return 0.0
    held = status.partition(field)[2].split()
    return int(held[0]) / 1024 if held else 0.0
