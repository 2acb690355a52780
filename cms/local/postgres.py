"""A private PostgreSQL: made, started, found again after a crash, and stopped; on a unix socket only."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2

from .binaries import postgres_programs
from .files import exclusive, read_text, write_private
from .places import cluster_home, socket_folder
from .problems import LocalProblem, hint_from_log
from .processes import end, look_at, start_server, wait_gone, working_in
from .server_user import ServerUser, server_user

SUPERUSER = "postgres"
OWNER, SITE = "leadership_owner", "leadership_site"
SOCKET = ".s.PGSQL.5432.lock"
START_SECONDS = 30

SAFE = {
    "max_connections": "100",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Our queries are short: compiling one takes longer than it then saves.
    "jit": "off",
}
# A test cluster holds nothing worth keeping: it does not wait for the disk.
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
    "autovacuum": "off",
    # Its tables are small: looking for the best order to join them in takes longer than joining them in any.
    "join_collapse_limit": "1",
    "from_collapse_limit": "1",
    "max_parallel_workers_per_gather": "0",
}


@dataclass(frozen=True)
class Access:
    """How to reach the cluster: the folder of its socket and the passwords of its roles."""

    sockets: Path
    passwords: dict[str, str]

    def url(self, role: str, database: str) -> str:
        host = quote(str(self.sockets), safe="")
        return f"postgresql://{role}:{self.passwords[role]}@{host}/{database}"

    def connect(self, role: str, database: str) -> Any:
        return psycopg2.connect(
            host=str(self.sockets),
            user=role,
            password=self.passwords[role],
            dbname=database,
            connect_timeout=10,
        )


class Cluster:
    """One private cluster with everything it needs under ``base``."""

    def __init__(self, base: Path, *, lasting: bool = True) -> None:
        self.base = base
        self.lasting = lasting
        self.user: ServerUser = server_user()
        with exclusive(base / "making.lock"):
            self.home = cluster_home(base, self.user)
            self.access = Access(self._sockets(), self._passwords())
        self.data = self.home / "data"
        self.log = base / "postgres.log"

    @property
    def moved(self) -> bool:
        """Whether the data had to go outside ``base`` (see ``places.cluster_home``)."""
        return self.base not in self.home.parents

    def start(self) -> bool:
        """Start the server unless ours already runs; says whether it had to be started."""
        if self._server_pid() is not None and self._answers_soon(5):
            return False
        self.stop()
        programs = postgres_programs(self.user, copies=self.home / "programs")
        if not (self.data / "PG_VERSION").exists():
            self._make(programs)
        self._clear_foreign_pid_file()
        self._launch(programs)
        return True

    def stop(self) -> None:
        """Stop the server that runs on our data, if one does, without losing anything."""
        pid = self._server_pid()
        if pid is not None:
            end(pid, gently=signal.SIGINT, patience=30)

    def crash(self) -> None:
        """Stop at once, as a failing machine would; the next start recovers from the log. For tests."""
        pid = self._server_pid()
        seen = look_at(pid) if pid is not None else None
        if seen is not None:
            os.kill(seen.pid, signal.SIGQUIT)
            wait_gone(seen.pid, started=seen.started, seconds=10)

    def running(self) -> bool:
        return self._server_pid() is not None

    def remove(self) -> None:
        """Delete the cluster and all its data."""
        self.stop()
        for folder in (self.access.sockets, self.home, self.base):
            shutil.rmtree(folder, ignore_errors=True)

    # Making ---------------------------------------------------------------------------------------------

    def _sockets(self) -> Path:
        record = self.base / "sockets"
        return socket_folder(self.home / "run", self.user, longest_name=SOCKET, record=record)

    def _passwords(self) -> dict[str, str]:
        path = self.base / "passwords"
        known = {line.split()[0]: line.split()[1] for line in read_text(path).splitlines()}
        if not known:
            known = {role: secrets.token_hex(24) for role in (SUPERUSER, OWNER, SITE)}
            write_private(path, "".join(f"{role} {password}\n" for role, password in known.items()))
        return known

    def _make(self, programs: Path) -> None:
        unfinished = self.home / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        password = self.home / "first-password"
        write_private(password, self.access.passwords[SUPERUSER])
        self.user.give(password)
        command = [str(programs / "initdb"), "-D", str(unfinished), "-U", SUPERUSER, f"--pwfile={password}"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin"]
        command += ["--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions"]
        command += [] if self.lasting else ["--no-sync"]
        done = subprocess.run(
            command, cwd="/", capture_output=True, text=True, check=False, **self.user.process_options()
        )
        password.unlink()
        if done.returncode:
            raise self._problem("PostgreSQL could not make its data folder", done.stderr)
        unfinished.rename(self.data)

    # Running --------------------------------------------------------------------------------------------

    def _launch(self, programs: Path) -> None:
        settings = SAFE | ({} if self.lasting else THROW_AWAY)
        settings |= {"listen_addresses": "", "unix_socket_directories": str(self.access.sockets)}
        command = [str(programs / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        for _ in range(10):
            server = start_server(command, log=self.log, folder="/", **self.user.process_options())
            if self._answers_soon(START_SECONDS, server):
                return
            # What a killed server leaves behind goes by itself as soon as its last helper has noticed.
            if "is still in use" not in self._log_text():
                break
            time.sleep(0.5)
        raise self._problem("PostgreSQL did not start", self._log_text())

    def _answers_soon(self, seconds: float, server: subprocess.Popen[bytes] | None = None) -> bool:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if server is not None and server.poll() is not None:
                return False
            try:
                self.access.connect(SUPERUSER, "postgres").close()
            except psycopg2.OperationalError as error:
                if "authentication failed" in str(error):
                    raise self._lost_passwords() from error
                time.sleep(0.02)
            else:
                return True
        return False

    def _server_pid(self) -> int | None:
        """The number of the server on our data: a stale file, or a stranger with that number, is not it."""
        lines = read_text(self.data / "postmaster.pid").splitlines()
        if not lines or not lines[0].strip().isdigit():
            return None
        seen = look_at(int(lines[0]))
        ours = seen is not None and "postgres" in seen.command and str(self.data) in seen.command
        return seen.pid if seen is not None and ours else None

    def _clear_foreign_pid_file(self) -> None:
        """A later process may bear the number of our killed server: PostgreSQL would then refuse to start."""
        file = self.data / "postmaster.pid"
        first = (read_text(file).splitlines() or [""])[0].strip()
        if not first.isdigit() or look_at(int(first)) is None:
            return
        until = time.monotonic() + 10
        while working_in(self.data) and time.monotonic() < until:
            time.sleep(0.1)
        if not working_in(self.data):
            file.unlink()

    # Saying what is wrong -------------------------------------------------------------------------------

    def _log_text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-4000:]

    def _problem(self, what: str, log: str) -> LocalProblem:
        tail = "\n".join(log.strip().splitlines()[-8:])
        return LocalProblem("\n".join(part for part in (f"{what}.", hint_from_log(log), tail) if part))

    def _lost_passwords(self) -> LocalProblem:
        return LocalProblem(
            f"The private PostgreSQL does not accept the passwords in {self.base / 'passwords'}. "
            f"Put the right file back, or delete {self.base} and {self.home} to begin again without data."
        )
