"""The wheel in a Wagtail project that is not ours: put in, used, taken out, as the page about it tells."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db.migrations.loader import MigrationLoader

from tests.database import ROOT, databases
from tests.sizes import FULL, size

PAGE = ROOT / "docs" / "install-plugin.md"
PACKAGES = ("kernel", "competencies", "programmes", "lms", "engagement")
PROJECT = Path(__file__).parent / "project"

HOME = [200, "Welcome to your new Wagtail site!"]
USED = {
    "/": HOME,
    "/leadership/framework/": [200, "Competence frameworks"],
    "/leadership/api/programmes/": [200, ""],
    "programme": [200, "Join “First steps for medical students”"],
    "joined": [200, "First steps for medical students"],
    "/leadership/learn/": [200, "My learning"],
    "/leadership/trust/": [404, "Trust desk"],
    "/admin/": [200, "Dashboard - Wagtail"],
    "/admin/organisations/": [200, "Organisations - Wagtail"],
    "/admin/questionnaires/": [200, "Questionnaires - Wagtail"],
    "/admin/snippets/leadership_programmes/module/": [200, "Modules - Wagtail"],
}

FOUND = [
    "warn: Noticing how a team works (English): Summary: It does not say for whom it is. [host_says_student]",
    "7 looked at: 0 block, 4 worth a look.",
]
"""By the host's own rule: the first line and the last."""


def blocks(language: str = "") -> list[str]:
    """The fenced blocks of the page in that language, in their order."""
    pieces = re.split(r"^```(.*)\n", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [text for opening, text in zip(pieces[1::4], pieces[2::4], strict=True) if opening == language]


def build_wheel(folder: Path) -> Path:
    """From a copy of what ships, so that nothing is left in the working tree."""
    source = folder / "source"
    unwanted = shutil.ignore_patterns("__pycache__")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=unwanted)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source)
    done(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder / "dist")], source
    )
    (wheel,) = (folder / "dist").glob("*.whl")
    return wheel


def install(wheel: Path, folder: Path) -> Path:
    """Into an environment of its own that borrows what the plugin needs from this one; no index is asked."""
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / "bin" / "python"
    paths = {"base": str(folder / "venv"), "platbase": str(folder / "venv")}
    site_packages = Path(sysconfig.get_path("purelib", "posix_prefix", vars=paths))
    (site_packages / "borrowed.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    target = ["--python", str(python), "--target", str(site_packages)]
    uv = str(Path(sys.executable).with_name("uv"))
    done([uv, "pip", "install", "--offline", "--no-index", "--no-deps", *target, str(wheel)], folder)
    return python


def done(command: list[str], folder: Path, **environment: str) -> str:
    ran = subprocess.run(
        command,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, f"{command}\n{ran.stdout[-2000:]}\n{ran.stderr[-6000:]}"
    return ran.stdout


@pytest.fixture
def database(db: None) -> Iterator[str]:
    """A new, empty one of the private server's, and its address."""
    from cms.local.databases import make_database  # noqa: PLC0415 -- as tests.database does

    name = f"test_foreign_{uuid4().hex[:12]}"
    make_database(databases().cluster.access, name)
    yield databases().cluster.access.url(databases().owner, name)
    databases()._drop(name)


def put_in(host: Path) -> None:
    settings, urls = blocks("python")
    for name, added in (("settings.py", settings), ("urls.py", urls)):
        with (host / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{added}")


def take_out(host: Path) -> None:
    for name in ("settings.py", "urls.py"):
        shutil.copy(PROJECT / "host" / name, host)


@pytest.mark.slow
@pytest.mark.bar(26)
def test_the_plugin_comes_and_goes(tmp_path: Path, database: str) -> None:
    """To undo every migration takes Django longer than all else here: ``make bars`` does."""
    python = install(build_wheel(tmp_path), tmp_path)
    project = tmp_path / "project"
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns("__pycache__"))
    start, out, afterwards = (block.splitlines() for block in blocks())
    plan = {"start": start, "out": size(smoke=[], full=out), "afterwards": afterwards}
    (project / "plan.json").write_text(json.dumps(plan), encoding="utf-8")

    def drive(how: str) -> Any:
        here = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "host.settings"}
        return json.loads(done([str(python), "drive.py", how], project, **here))

    put_in(project / "host")
    used = drive("with")

    assert used["from"].startswith(str(tmp_path / "venv"))
    assert used["seen"] == USED
    assert used["own"] == {"shown": True, "steps": [422, 302], "facts": [["completed", {"seen": 2}]]}
    assert used["welsh"] == ["Mae problem", "Cymhwysedd", "Stiwdio", "Fy nysgu"]
    assert used["preflight"][:: len(used["preflight"]) - 1] == FOUND
    assert [name for name in used["during"] if name.startswith("leadership_")]
    if FULL:
        take_out(project / "host")
        nothing_is_left(used, drive("without"))


def nothing_is_left(used: Any, left: Any) -> None:
    assert [name for name in used["tables"] if name.startswith("leadership_")] == []
    assert left["tables"] == used["tables"]
    assert left["left"] == {what: [] for what in left["left"]}
    assert left["seen"] == {"/": HOME, "/admin/login/": [200, "Sign in - Wagtail"]}


def test_every_migration_can_be_undone() -> None:
    migrations = MigrationLoader(None).disk_migrations
    ours = {key: each for key, each in migrations.items() if key[0].startswith("leadership_")}

    assert len({app for app, _name in ours}) > len(PACKAGES)
    assert [(key, op) for key, each in ours.items() for op in each.operations if not op.reversible] == []
