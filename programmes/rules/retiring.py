"""When a programme that is retired takes nobody new, and until when that can be taken back. Pure."""

from __future__ import annotations

from datetime import date

LONGEST_REASON = 500


def takes_nobody_new(cut_off: date, *, on: date) -> bool:
    """The cut-off is the first day on which nobody comes on to it."""
    return on >= cut_off


def may_be_taken_back(cut_off: date, *, on: date) -> bool:
    """Before the cut-off nobody was turned away yet."""
    return not takes_nobody_new(cut_off, on=on)


def fault_of_dates(cut_off: date, closes_on: date, *, on: date) -> str:
    """The code of what is wrong with these dates; empty where nothing is."""
    if cut_off <= on:
        return "cut_off_passed"
    return "closes_before" if closes_on < cut_off else ""
