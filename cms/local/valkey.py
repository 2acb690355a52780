"""A private Valkey for the Celery broker: on a unix socket only, remembered across a restart.

It is only a nudge, as the outbox in PostgreSQL is the truth: losing its data loses nothing.
"""

from __future__ import annotations

import signal
import socket
import time
from pathlib import Path

from .binaries import valkey_program
from .files import read_json, write_private
from .places import socket_folder
from .problems import LocalProblem, hint_from_log
from .processes import end, look_at, start_server
from .server_user import ServerUser

SOCKET = "valkey.sock"
START_SECONDS = 15


class Valkey:
    """One private server with everything it needs under ``base``, run by whoever starts it."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.base.mkdir(parents=True, exist_ok=True)
        self.log = base / "valkey.log"
        self._state = base / "valkey.json"
        sockets = socket_folder(base / "run", ServerUser(), longest_name=SOCKET, record=base / "sockets")
        self.socket = sockets / SOCKET

    def url(self) -> str:
        return f"redis+socket://{self.socket}"

    def start(self) -> bool:
        """Start the server unless ours already runs; says whether it had to be started."""
        if self._server_pid() is not None and self._answers():
            return False
        self.stop()
        self._launch()
        return True

    def stop(self) -> None:
        pid = self._server_pid()
        if pid is not None:
            end(pid, gently=signal.SIGTERM, patience=10)
        self.socket.unlink(missing_ok=True)

    def kill(self) -> None:
        """Take it down without a word, as a crash would. For tests."""
        pid = self._server_pid()
        if pid is not None:
            end(pid, gently=signal.SIGKILL, patience=10)

    def running(self) -> bool:
        return self._server_pid() is not None

    def forget(self) -> None:
        """Lose every message, as a broker whose disk was replaced would."""
        self.stop()
        (self.base / "dump.rdb").unlink(missing_ok=True)

    def _launch(self) -> None:
        command = [str(valkey_program()), "--port", "0", "--unixsocket", str(self.socket)]
        command += ["--unixsocketperm", "700", "--dir", str(self.base), "--daemonize", "no"]
        command += [
            "--maxmemory-policy",
            "noeviction",
            "--save",
            "60 1",
            "--stop-writes-on-bgsave-error",
            "no",
        ]
        self._state.unlink(missing_ok=True)
        server = start_server(command, log=self.log, folder=str(self.base))
        seen = look_at(server.pid)
        write_private(self._state, f'{{"pid": {server.pid}, "started": "{seen.started if seen else ""}"}}')
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and server.poll() is None:
            if self._answers():
                return
            time.sleep(0.02)
        said = self.log.read_text(encoding="utf-8", errors="replace")
        tail = "\n".join(said.strip().splitlines()[-8:])
        raise LocalProblem(
            "\n".join(part for part in ("Valkey did not start.", hint_from_log(said), tail) if part)
        )

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def _server_pid(self) -> int | None:
        state = read_json(self._state)
        seen = look_at(int(state.get("pid", 0) or 0))
        return seen.pid if seen is not None and seen.started == state.get("started") else None
