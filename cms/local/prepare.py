"""What has to be done before the site can answer: migrate, collect static files, load what it starts with.

Each step leaves a mark with a digest of what it depends on and is passed over while that stays the same.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from .files import read_json, read_text, write_private
from .places import ROOT, data_dir
from .problems import LocalProblem, hint_from_log
from .servers import Servers

APPS = ("kernel", "competencies", "programmes", "lms", "engagement", "cms")


class Preparation:
    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        self._marks_file = data_dir() / "local" / "prepared.json"
        self.demo_users_file = data_dir() / "local" / "demo-users.txt"
        self._marks = {} if servers.database_is_new else read_json(self._marks_file)

    def database(self) -> None:
        """Bring the tables up to date. A database of one's own is always asked: it may have been replaced."""
        digest = _digest_of_contents(_migrations())
        if self._servers.cluster is not None and self._marks.get("migrations") == digest:
            return
        self._servers.say("Preparing the database")
        # The cache table first: migrating ends with granting the site its rights on every table.
        self._run("createcachetable", "migrate", as_owner=True)
        self._mark("migrations", digest)

    def static_files(self) -> None:
        digest = _digest_of_dates(_static_files())
        if self._marks.get("static") == digest and (data_dir() / "static").is_dir():
            return
        self._servers.say("Collecting static files")
        self._run("collectstatic")
        self._mark("static", digest)

    def first_start(self) -> None:
        database = hashlib.sha256(self._servers.environment()["DATABASE_URL"].encode()).hexdigest()[:16]
        if self._marks.get("first start") == database:
            return
        self._servers.say("Loading the competency framework, the register of trusts and the demo")
        demo = self._servers.environment()["DJANGO_SETTINGS_MODULE"] == "cms.settings.local"
        write_private(self.demo_users_file, self._run("first_start", *(["demo_users"] if demo else [])))
        self._mark("first start", database)

    def demo_users(self) -> str:
        return read_text(self.demo_users_file)

    def _run(self, *commands: str, as_owner: bool = False) -> str:
        environment = self._servers.environment()
        if as_owner:
            environment["DATABASE_URL"] = environment.get("DATABASE_OWNER_URL") or environment["DATABASE_URL"]
        done = subprocess.run(
            [sys.executable, "-m", "cms.local.steps", *commands],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            tail = "\n".join(done.stderr.strip().splitlines()[-12:])
            said = (f"This step failed: manage.py {' '.join(commands)}", hint_from_log(done.stderr), tail)
            raise LocalProblem("\n".join(part for part in said if part))
        return done.stdout

    def _mark(self, name: str, value: str) -> None:
        self._marks[name] = value
        lines = ", ".join(f'"{key}": "{mark}"' for key, mark in sorted(self._marks.items()))
        write_private(self._marks_file, f"{{{lines}}}\n")


def _migrations() -> Iterable[Path]:
    yield ROOT / "requirements.txt"
    for app in APPS:
        yield from (ROOT / app).glob("**/migrations/*.py")


def _static_files() -> Iterable[Path]:
    yield ROOT / "requirements.txt"
    for app in APPS:
        yield from (path for path in (ROOT / app).glob("**/static/**/*") if path.is_file())


def _digest_of_contents(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _digest_of_dates(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        found = path.stat()
        digest.update(f"{path.relative_to(ROOT)}\0{found.st_mtime_ns}\0{found.st_size}\0".encode())
    return digest.hexdigest()
