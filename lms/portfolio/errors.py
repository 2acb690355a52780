"""Why something about evidence cannot be done."""

from __future__ import annotations


class ChangedElsewhere(Exception):
    """Another page has saved something else since: neither is to vanish unseen."""


class Cited(Exception):
    """Something rests on it, so that it cannot go."""
