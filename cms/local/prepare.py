"""What has to be done before the site can answer: migrate, collect static files, load what it starts with.

Each step leaves a mark with a digest of what it depends on and is passed over while that stays the same.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from .children import when_told
from .databases import keep
from .files import read_json, read_text, write_private
from .places import ROOT, data_dir
from .problems import LocalProblem, hint_from_log
from .servers import Servers

LOADED_LAST = ("allauth", "rest_framework", "celery", "kombu", "wagtail")
APPS = ("kernel", "competencies", "programmes", "lms", "engagement", "cms")


def compile_code() -> subprocess.Popen[bytes]:
    """For the first start, beside what loads it all: that takes half of its time otherwise.

    What it loads last is compiled first.
    """
    packages = [Path(sysconfig.get_path("purelib")) / name for name in LOADED_LAST]
    folders = [folder for folder in (*packages, *(ROOT / app for app in APPS)) if folder.is_dir()]
    return subprocess.Popen(
        [sys.executable, "-m", "compileall", "-q", "-x", r"/tests?/", *map(str, folders)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


class Step:
    """Management commands in a process of their own; one that waits begins when its end is asked for."""

    def __init__(self, commands: tuple[str, ...], environment: dict[str, str], *, waiting: bool) -> None:
        self._commands = commands
        command = [sys.executable, "-m", "cms.local.steps", *commands]
        self._process = subprocess.Popen(
            when_told(command) if waiting else command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE if waiting else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def finish(self) -> str:
        """What they said; where one waits, this is the word."""
        said, complained = self._process.communicate("\n" if self._process.stdin else None)
        if self._process.returncode:
            tail = "\n".join(complained.strip().splitlines()[-12:])
            parts = (
                f"This step failed: manage.py {' '.join(self._commands)}",
                hint_from_log(complained),
                tail,
            )
            raise LocalProblem("\n".join(part for part in parts if part))
        return said

    def forget(self) -> None:
        """One that still waits is not wanted any more."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()


class Preparation:
    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        self._marks_file = data_dir() / "local" / "prepared.json"
        self.demo_users_file = data_dir() / "local" / "demo-users.txt"
        self._marks = {} if servers.database_is_new else read_json(self._marks_file)
        self._first_start: Step | None = None

    def __enter__(self) -> Preparation:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._first_start is not None:
            self._first_start.forget()

    def database(self) -> None:
        """Bring the tables up to date. A database of one's own is always asked: it may have been replaced."""
        digest = _digest_of_contents(_migrations())
        if self._servers.cluster is not None and self._marks.get("migrations") == digest:
            return
        self._servers.say("Preparing the database")
        # The cache table first: migrating ends with granting the site its rights on every table.
        self._step(
            "createcachetable", "migrate", as_owner=True, hurried=self._servers.database_is_new
        ).finish()
        if self._servers.cluster is not None:
            keep(self._servers.cluster.access)
        self._mark("migrations", digest)

    def static_files(self) -> None:
        digest = _digest_of_dates(_static_files())
        if self._marks.get("static") == digest and (data_dir() / "static").is_dir():
            return
        self._servers.say("Collecting static files")
        self._step("collectstatic").finish()
        self._mark("static", digest)

    def load_first_start(self) -> None:
        """What the first start runs is loaded while the tables for it are still being made."""
        if self._marks.get("first start") != self._database():
            demo = self._servers.environment()["DJANGO_SETTINGS_MODULE"] == "cms.settings.local"
            self._first_start = self._step("first_start", *(["demo_users"] if demo else []), waiting=True)

    def first_start(self) -> None:
        if self._first_start is None:
            return
        self._servers.say("Loading the competency framework, the register of trusts and the demo")
        write_private(self.demo_users_file, self._first_start.finish())
        self._mark("first start", self._database())

    def demo_users(self) -> str:
        return read_text(self.demo_users_file)

    def _database(self) -> str:
        return hashlib.sha256(self._servers.environment()["DATABASE_URL"].encode()).hexdigest()[:16]

    def _step(
        self, *commands: str, as_owner: bool = False, waiting: bool = False, hurried: bool = False
    ) -> Step:
        environment = self._servers.environment()
        if hurried:
            # Hundreds of migrations need not wait for the disk, one after the other.
            environment["PGOPTIONS"] = "-c synchronous_commit=off"
        if as_owner:
            environment["DATABASE_URL"] = environment.get("DATABASE_OWNER_URL") or environment["DATABASE_URL"]
        return Step(commands, environment, waiting=waiting)

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
