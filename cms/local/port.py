"""Whether the port is free, and who has it if not."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

from .problems import LocalProblem
from .processes import PROC, look_at

ADDRESS = "127.0.0.1"
LISTENING = "0A"


def chosen_port() -> int:
    said = os.environ.get("PORT") or "8000"
    if not said.isdigit() or not 0 < int(said) < 65536:
        raise LocalProblem(
            f"PORT must be a number from 1 to 65535, not {said!r}. For example: make run PORT=8001"
        )
    return int(said)


def check_free(port: int) -> None:
    """Raise a problem that says who has the port and what to do about it."""
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((ADDRESS, port))
        except OSError as refused:
            raise _problem(port, refused) from None


def _problem(port: int, refused: OSError) -> LocalProblem:
    other = port + 1 if port < 65535 else 8000
    if refused.errno == errno.EACCES:
        return LocalProblem(f"Only root may use port {port}. Use another one: make run PORT=8000")
    if refused.errno != errno.EADDRINUSE:
        return LocalProblem(
            f"Port {port} cannot be used: {refused.strerror}. Try another: make run PORT={other}"
        )
    holder = _holder(port)
    by = f" by process {holder[0]} ({holder[1][:80]})" if holder else ""
    return LocalProblem(
        f"Port {port} is taken{by}. Stop that program, or use another port: make run PORT={other}"
    )


def _holder(port: int) -> tuple[int, str] | None:
    """The process that listens on the port, where the system shows it to us (Linux only)."""
    inodes = _listening_inodes(port)
    for entry in PROC.glob("[0-9]*"):
        if inodes & _socket_inodes(entry):
            seen = look_at(int(entry.name))
            if seen is not None:
                return seen.pid, seen.command
    return None


def _listening_inodes(port: int) -> set[str]:
    found = set()
    for table in (PROC / "net" / "tcp", PROC / "net" / "tcp6"):
        try:
            rows = table.read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            columns = row.split()
            if columns[3] == LISTENING and int(columns[1].rpartition(":")[2], 16) == port:
                found.add(columns[9])
    return found


def _socket_inodes(process: Path) -> set[str]:
    found = set()
    try:
        for handle in (process / "fd").iterdir():
            target = os.readlink(handle)
            if target.startswith("socket:["):
                found.add(target[8:-1])
    except OSError:
        return found
    return found
