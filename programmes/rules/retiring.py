"""When a programme that is retired takes nobody new, and until when that can be taken back. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

LONGEST_REASON = 500


def takes_nobody_new(cut_off: date, *, on: date) -> bool:
    """The cut-off is the first day on which nobody comes on to it."""
    return on >= cut_off


def may_be_taken_back(cut_off: date, *, on: date) -> bool:
    """Before the cut-off nobody was turned away yet."""
    return not takes_nobody_new(cut_off, on=on)


@dataclass(frozen=True)
class Said:
    """What is said of the retirement of a programme; the successor by its key and title."""

    cut_off: date
    closes_on: date
    reason: str
    successor: str = ""
    successor_title: str = ""

    def differs(self, other: Said) -> frozenset[str]:
        """The names of what is said otherwise."""
        names = ("cut_off", "closes_on", "reason", "successor")
        return frozenset(name for name in names if getattr(self, name) != getattr(other, name))


def fault_of_correction(was: Said, now: Said, *, on: date) -> str:
    """The code of what is wrong with these dates as a correction; empty where nothing is."""
    if now.cut_off != was.cut_off:
        if takes_nobody_new(was.cut_off, on=on):
            return "cut_off_stays"
        if now.cut_off <= on:
            return "cut_off_passed"
    if now.closes_on < now.cut_off:
        return "closes_before"
    return "closed_already" if now.closes_on != was.closes_on and now.closes_on < on else ""


def fault_of_dates(cut_off: date, closes_on: date, *, on: date) -> str:
    """The code of what is wrong with these dates; empty where nothing is."""
    if cut_off <= on:
        return "cut_off_passed"
    return "closes_before" if closes_on < cut_off else ""
