"""A limit on reading what needs no sign-in, kept in the memory of each process: looking writes nothing."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

KEPT = 10_000


class Throttle:
    """So many times in so long for each key, counted in windows that begin with the first of them.

    Each process counts by itself: with four of them somebody may read four times as often.
    """

    def __init__(self, *, limit: int, period: timedelta) -> None:
        self.limit, self.period = limit, period
        self._seen: OrderedDict[str, tuple[datetime, int]] = OrderedDict()
        self._lock = Lock()

    def wait(self, key: str, *, now: datetime) -> timedelta | None:
        """Count one more; how long to wait where it is too many, else None."""
        with self._lock:
            began, count = self._seen.get(key, (now, 0))
            if now - began >= self.period or now < began:
                began, count = now, 0
            if count >= self.limit:
                return began + self.period - now
            self._seen[key] = (began, count + 1)
            self._seen.move_to_end(key)
            if len(self._seen) > KEPT:
                self._seen.popitem(last=False)
            return None

    def forget(self) -> None:
        self._seen.clear()
