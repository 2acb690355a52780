"""Counting who uses a server that several commands share: the first starts it, the last stops it."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path
from typing import IO

from .files import exclusive, open_lock, try_lock


class SharedUse:
    """Every user holds a shared lock, which the operating system drops when the user dies."""

    def __init__(self, folder: Path) -> None:
        self._gate = folder / "gate.lock"
        self._users = folder / "users.lock"
        self._held: IO[str] | None = None

    def enter(self, start: Callable[[bool], None]) -> None:
        """Run ``start(alone)`` with the gate shut, and count as a user from then on."""
        with exclusive(self._gate):
            lock = open_lock(self._users)
            alone = try_lock(lock, fcntl.LOCK_EX)
            if not alone:
                fcntl.flock(lock, fcntl.LOCK_SH)
            try:
                start(alone)
            except BaseException:
                lock.close()
                raise
            # Going from exclusive to shared lets go for a moment; the gate keeps everybody out meanwhile.
            fcntl.flock(lock, fcntl.LOCK_SH)
            self._held = lock

    def leave(self, stop: Callable[[], None]) -> None:
        """Stop being a user; the last one out runs ``stop``."""
        lock, self._held = self._held, None
        if lock is None:
            return
        with exclusive(self._gate), lock:
            if try_lock(lock, fcntl.LOCK_EX):
                stop()
