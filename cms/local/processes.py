"""Other processes: whether one is still the one we started, and how to end it."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROC = Path("/proc")
# Servers outlive the objects that started them; Python would complain of each one that it forgets.
_started: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True)
class Seen:
    """A running process as the system shows it; ``started`` tells it from a later one of the same number."""

    pid: int
    started: str
    command: str


def start_server(command: list[str], *, log: Path, folder: str, **options: Any) -> subprocess.Popen[bytes]:
    """Start something that goes on when we stop, and that Ctrl-C in our terminal does not reach."""
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **options,
        )
    _started[:] = [earlier for earlier in _started if earlier.poll() is None]
    _started.append(server)
    return server


@atexit.register
def _leave_servers() -> None:
    """Those that have ended are collected; the others go on, which Python is told by a code of their end."""
    for server in _started:
        if server.poll() is None:
            server.returncode = 0


def look_at(pid: int) -> Seen | None:
    """The process of that number, or None where it is gone or only waits to be collected."""
    return _from_proc(pid) if (PROC / "self" / "stat").exists() else _from_ps(pid)


def _from_proc(pid: int) -> Seen | None:
    try:
        stat = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
        command = (PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    if fields[0] in "ZX":
        return None
    return Seen(pid, fields[19], command.replace(b"\0", b" ").decode(errors="replace").strip())


def _from_ps(pid: int) -> Seen | None:
    ps = shutil.which("ps")
    if ps is None:
        return None
    asked = subprocess.run(
        [ps, "-ww", "-o", "stat=,lstart=,command=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    words = asked.stdout.split(maxsplit=6)
    if asked.returncode or len(words) < 7 or words[0].startswith("Z"):
        return None
    return Seen(pid, " ".join(words[1:6]), words[6])


def still_running(pid: int, *, started: str) -> bool:
    seen = look_at(pid)
    return seen is not None and seen.started == started


def working_in(folder: Path) -> list[int]:
    """The processes whose working directory is this folder, as far as we may see."""
    found = []
    for entry in PROC.glob("[0-9]*"):
        try:
            if os.readlink(entry / "cwd") == str(folder):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def end(pid: int, *, gently: signal.Signals, patience: float) -> None:
    """Ask a process to stop; take it down where it does not within ``patience`` seconds."""
    seen = look_at(pid)
    if seen is None:
        return
    send(pid, gently)
    if wait_gone(pid, started=seen.started, seconds=patience):
        return
    send(pid, signal.SIGKILL)
    wait_gone(pid, started=seen.started, seconds=5)


def send(pid: int, what: signal.Signals) -> None:
    try:
        os.kill(pid, what)
    except ProcessLookupError:
        return


def wait_gone(pid: int, *, started: str, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        collect(pid)
        if not still_running(pid, started=started):
            return True
        time.sleep(0.02)
    return False


def collect(pid: int) -> None:
    """Take the exit status of a child of ours, so that it does not linger."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return
