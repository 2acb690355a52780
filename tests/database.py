"""The test databases: one migrated template, and for every test process a clone of it.

The private server starts with the first process that needs a database and stops with the last, so that
several runs at once share it. A template is made again only when a migration, the settings or the locked
packages change.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from psycopg2 import sql

from tests.undoing import Added, Untouched, add, added, put_back, untouched

ROOT = Path(__file__).resolve().parents[1]
TEST_DATA = ROOT / "var" / "test"
TEMPLATES_KEPT = 4
APPS = ("kernel", "competencies", "programmes", "lms", "engagement", "cms")

MIGRATE = """
import django
django.setup()
from django.core.management import call_command
from cms.rubbish import look_less_often
look_less_often()
call_command("createcachetable", verbosity=0)
call_command("migrate", verbosity=0, interactive=False)
"""


class TestDatabases:
    """The clone that this process uses, and the server it lives in."""

    __test__ = False

    def __init__(self) -> None:
        # Importing the launcher imports the site's package, which must first know which settings are meant.
        os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.test"
        from cms.local.postgres import OWNER, SITE, SUPERUSER, Cluster  # noqa: PLC0415 -- see above
        from cms.local.shared_use import SharedUse  # noqa: PLC0415 -- see above

        self.owner, self.site, self._superuser = OWNER, SITE, SUPERUSER
        self.cluster = Cluster(ROOT / "var" / "test-postgres", lasting=False)
        self.name = f"test_{os.getpid()}"
        self._use = SharedUse(self.cluster.base)
        self._template = ""
        self._untouched: Untouched

    def url(self, *, as_site: bool = False) -> str:
        return self.cluster.access.url(self.site if as_site else self.owner, self.name)

    def begin(self) -> None:
        """Make this process's clone, with the server and the template where they are missing."""
        self._use.enter(self._start)
        self._template = self._ready_template()
        self._clone()

    def restore(self) -> None:
        """Throw away what a test has committed."""
        with self._as_superuser() as cursor:
            rows_only = put_back(cursor, self._untouched)
        if not rows_only:
            self._drop(self.name)
            self._clone()

    def added(self) -> Added:
        """The rows that are there and that migrations did not put there."""
        with self._as_superuser() as cursor:
            return added(cursor, self._untouched)

    def add(self, rows: Added) -> None:
        """To a database as migrations leave it: what ``added`` has found once."""
        with self._as_superuser() as cursor:
            add(cursor, rows)

    def finish(self) -> None:
        self._drop(self.name)
        self._use.leave(self.cluster.stop)

    def _start(self, alone: bool) -> None:
        from cms.local.children import Children  # noqa: PLC0415 -- see __init__
        from cms.local.databases import make_roles  # noqa: PLC0415 -- see __init__
        from cms.local.problems import LocalProblem  # noqa: PLC0415 -- see __init__

        if not alone:
            return
        for record in TEST_DATA.glob("children-*.json"):
            Children(record, TEST_DATA).end_earlier()
        try:
            self.cluster.start()
        except LocalProblem:
            # Nothing in it is worth repairing.
            self.cluster.remove()
            self.cluster = type(self.cluster)(self.cluster.base, lasting=False)
            self.cluster.start()
            os.environ["DATABASE_URL"] = self.url()
        make_roles(self.cluster.access, may_create_databases=True)
        self._drop_leftovers()

    def _drop_leftovers(self) -> None:
        """Nobody else runs: what killed runs left behind goes, and so do all but the newest templates."""
        with self._server() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^(test|building)_'")
            leftovers = [name for (name,) in cursor.fetchall()]
            cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^template_' ORDER BY oid DESC")
            leftovers += [name for (name,) in cursor.fetchall()][TEMPLATES_KEPT:]
        for name in leftovers:
            self._drop(name)

    def _ready_template(self) -> str:
        from cms.local.files import exclusive  # noqa: PLC0415 -- see __init__

        digest = fingerprint()
        name = f"template_{digest}"
        with exclusive(self.cluster.base / "template.lock"):
            with self._server() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
                made = cursor.fetchone() is not None
            if not made:
                self._build(f"building_{digest}", final=name)
        return name

    def _build(self, name: str, *, final: str) -> None:
        from cms.local.databases import make_database  # noqa: PLC0415 -- see __init__

        self._drop(name)
        make_database(self.cluster.access, name)
        done = subprocess.run(
            [sys.executable, "-c", MIGRATE],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": self.cluster.access.url(self.owner, name)},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"The test database could not be migrated:\n{done.stderr[-6000:]}")
        with self._server() as cursor:
            cursor.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(final))
            )

    def _clone(self) -> None:
        with self._server() as cursor:
            cursor.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                    sql.Identifier(self.name), sql.Identifier(self._template)
                )
            )
        with self._as_superuser() as cursor:
            self._untouched = untouched(cursor)

    def _drop(self, name: str) -> None:
        # Only a superuser may end another superuser's session, and one of ours may still be on its way out.
        with self._server(self._superuser) as cursor:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    @contextmanager
    def _as_superuser(self) -> Iterator[Any]:
        """In this process's clone, all or nothing."""
        with closing(self.cluster.access.connect(self._superuser, self.name)) as connection, connection:
            yield connection.cursor()

    @contextmanager
    def _server(self, role: str = "") -> Iterator[Any]:
        with closing(self.cluster.access.connect(role or self.owner, "postgres")) as connection:
            connection.autocommit = True
            yield connection.cursor()


@functools.cache
def databases() -> TestDatabases:
    return TestDatabases()


def fingerprint() -> str:
    """A digest of everything that decides what an empty, migrated database looks like."""
    digest = hashlib.sha256()
    for path in sorted(_files_that_shape_tables()):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _files_that_shape_tables() -> set[Path]:
    found = {ROOT / "requirements.txt", ROOT / "cms" / "local" / "databases.py", Path(__file__)}
    found.update((ROOT / "cms" / "settings").glob("*.py"))
    for app in APPS:
        found.update((ROOT / app).glob("**/apps.py"))
        for migration in (ROOT / app).glob("**/migrations/*.py"):
            found.add(migration)
            found.update(_own_modules_imported_by(migration))
    return found


def _own_modules_imported_by(migration: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(migration.read_text(encoding="utf-8"))):
        names = [node.module] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            path = ROOT / f"{(name or '').replace('.', '/')}.py"
            if path.exists():
                yield path
