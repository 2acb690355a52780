"""The site's own processes: web server and worker, watched together and stopped together."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .files import read_json, write_private
from .processes import PROC, Seen, look_at, still_running

GENTLE_SECONDS = 15


def when_told(command: list[str]) -> list[str]:
    """``python -m MODULE ...`` as a process that loads the site's code and waits for a line on its input."""
    python, option, *rest = command
    return [python, option, "cms.local.waiting", *rest]


@dataclass(frozen=True)
class Child:
    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def begin(self) -> None:
        """Give one that waits the word (see ``waiting``); one that died meanwhile is found by ``dead``."""
        if self.process.stdin is not None:
            with suppress(BrokenPipeError), self.process.stdin as word:
                word.write(b"\n")

    def tail(self, lines: int = 15) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-lines:])


class Children:
    """Every child leads a process group of its own, so that its helpers stop with it."""

    def __init__(self, record: Path, logs: Path) -> None:
        self._record = record
        self._logs = logs
        self._children: list[Child] = []

    def end_earlier(self) -> bool:
        """End what an earlier run that was killed left running; says whether there was anything."""
        found = False
        for pid, started in read_json(self._record).items():
            if still_running(int(pid), started=started) or _helpers_of(int(pid)):
                found = True
                _end_group(int(pid))
                _wait_for_group(int(pid))
        self._record.unlink(missing_ok=True)
        return found

    def start(
        self, name: str, command: list[str], environment: dict[str, str], *, waiting: bool = False
    ) -> Child:
        """Waiting, ``python -m MODULE`` loads the site's code and runs when it is told to begin."""
        self._logs.mkdir(parents=True, exist_ok=True)
        path = self._logs / f"{name}.log"
        with path.open("wb") as log:
            if waiting:
                process = self._spawn(when_told(command), environment, log, stdin=subprocess.PIPE)
            else:
                process = self._spawn(command, environment, log)
        child = Child(name, process, path)
        self._children.append(child)
        seen = [look_at(one.process.pid) for one in self._children]
        write_private(
            self._record, json.dumps({str(one.pid): one.started for one in seen if one is not None})
        )
        return child

    def _spawn(
        self,
        command: list[str],
        environment: dict[str, str],
        log: IO[bytes],
        stdin: int = subprocess.DEVNULL,
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            env=environment,
            stdin=stdin,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def dead(self) -> Child | None:
        return next((child for child in self._children if child.process.poll() is not None), None)

    def stop(self) -> None:
        """Ask all to finish what they are at, then take down what has not stopped."""
        for child in self._children:
            if child.process.poll() is None:
                child.process.terminate()
        until = time.monotonic() + GENTLE_SECONDS
        for child in self._children:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.1, until - time.monotonic()))
            _end_group(child.process.pid)
            child.process.wait()
        self._children = []
        self._record.unlink(missing_ok=True)


def _end_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _wait_for_group(leader: int) -> None:
    """A killed process holds its port until the system has cleared it away."""
    until = time.monotonic() + 5
    while _group(leader) and time.monotonic() < until:
        time.sleep(0.05)


def _helpers_of(leader: int) -> bool:
    """Whether helpers of a child of ours outlived it: processes of its group that run our programs."""
    return any("gunicorn" in one.command or "celery" in one.command for one in _group(leader))


def _group(leader: int) -> list[Seen]:
    seen = [look_at(int(entry.name)) for entry in PROC.glob("[0-9]*") if _group_of(int(entry.name)) == leader]
    return [one for one in seen if one is not None]


def _group_of(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None
