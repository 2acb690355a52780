"""Where the benchmark runs: a PostgreSQL of its own that waits for the disk, and databases filled once a day.

Filled databases are kept as templates; every run works on a clone, so that no run sees another's traces.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

from psycopg2 import sql

from cms.local.databases import make_database, make_roles
from cms.local.files import open_lock, read_text, try_lock
from cms.local.places import ROOT
from cms.local.postgres import OWNER, SITE, SUPERUSER, Cluster
from cms.local.problems import LocalProblem
from cms.local.valkey import Valkey
from tests.database import fingerprint

FOLDER = ROOT / "var" / "bench"
Say = Callable[[str], None]


class Ground:
    """The private servers and databases of a run; a second run at the same time is refused."""

    def __init__(self, *, say: Say) -> None:
        self.say = say
        self.cluster = Cluster(FOLDER / "postgres")
        self.valkey = Valkey(FOLDER / "valkey")

    @contextmanager
    def running(self) -> Iterator[None]:
        with open_lock(FOLDER / "run.lock") as lock:
            if not _taken(lock):
                raise LocalProblem("Another benchmark runs from this folder: wait for it, or stop it.")
            self.cluster.start()
            self.valkey.start()
            try:
                make_roles(self.cluster.access, may_create_databases=True)
                self._let_filling_skip_triggers()
                yield
            finally:
                self.valkey.stop()
                self.cluster.stop()

    def environment(self, database: str, *, as_owner: bool = False) -> dict[str, str]:
        data = FOLDER / "data"
        (data / "static").mkdir(parents=True, exist_ok=True)
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "DATABASE_URL": self.cluster.access.url(OWNER if as_owner else SITE, database),
            "CELERY_BROKER_URL": self.valkey.url(),
            "DATA_DIR": str(data),
            "PYTHONPATH": str(ROOT),
        }

    def filled(self, size: int) -> str:
        """The template with ``size`` doctors, filled now unless that was done today with this code."""
        name = f"seed_{size}_{_digest()}"
        if self._exists(name):
            return name
        base = self._base()
        self._drop_like(f"seed_{size}_")
        unfinished = f"filling_{size}"
        self.clone(base, unfinished)
        self._run("bench.seed", str(size), database=unfinished)
        self._rename(unfinished, name)
        return name

    def clone(self, template: str, name: str) -> None:
        self.drop(name)
        with self._server() as cursor:
            cursor.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
                )
            )

    def drop(self, name: str) -> None:
        with self._server() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _let_filling_skip_triggers(self) -> None:
        with self._server() as cursor:
            cursor.execute(
                sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}").format(sql.Identifier(OWNER))
            )

    def postgres_pid(self) -> int:
        return int(read_text(self.cluster.data / "postmaster.pid").splitlines()[0])

    def settle(self) -> None:
        """Write out what filling or cloning left behind, so that it does not slow what is measured."""
        with self._server() as cursor:
            cursor.execute("CHECKPOINT")

    def _base(self) -> str:
        """Migrated, with the framework and the published programmes."""
        name = f"base_{_digest()}"
        if not self._exists(name):
            self._drop_like("base_")
            self.drop("building_base")
            make_database(self.cluster.access, "building_base")
            self._run("cms.local.steps", "createcachetable", "migrate", database="building_base")
            self._run("bench.seed", "base", database="building_base")
            self._rename("building_base", name)
        return name

    def _run(self, module: str, *arguments: str, database: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self.environment(database, as_owner=True),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        for line in done.stdout.splitlines():
            self.say(f"  {line}")
        if done.returncode:
            raise LocalProblem(f"{module} {' '.join(arguments)} failed:\n{done.stderr[-4000:]}")

    def _exists(self, name: str) -> bool:
        with self._server() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return cursor.fetchone() is not None

    def _drop_like(self, prefix: str) -> None:
        with self._server() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
            names = [name for (name,) in cursor.fetchall()]
        for name in names:
            self.drop(name)

    def _rename(self, name: str, final: str) -> None:
        with self._server() as cursor:
            cursor.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(final))
            )

    @contextmanager
    def _server(self) -> Iterator[Any]:
        with closing(self.cluster.access.connect(SUPERUSER, "postgres")) as connection:
            connection.autocommit = True
            yield connection.cursor()


def _taken(lock: Any) -> bool:
    import fcntl  # noqa: PLC0415 -- only here

    return try_lock(lock, fcntl.LOCK_EX)


def _digest() -> str:
    """Of the tables, of what fills them, and of the day: due dates and reminders are relative to it."""
    filling = ("bench/seed", "programmes/services", "programmes/activity_types")
    filling += ("lms/reminders/services", "cms/site", "cms/demo")
    digest = hashlib.sha256(f"{fingerprint()} {datetime.now(UTC):%Y-%m-%d}".encode())
    for folder in filling:
        for path in sorted((ROOT / folder).rglob("*.py")):
            digest.update(Path(path).read_bytes())
    return digest.hexdigest()[:12]
