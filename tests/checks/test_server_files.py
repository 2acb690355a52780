"""The files for a server name what there is: settings, programs, commands and the timetable of the clock."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import get_commands

from tests.database import ROOT

SERVER = ROOT / "docs" / "server"
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def environment(name: str) -> dict[str, str]:
    lines = (SERVER / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def load_settings(tmp_path: Path, **changed: str) -> str:
    """What production's settings say of the example's environment; nothing where they take it."""
    given = environment("environment.example") | {"DATA_DIR": str(tmp_path)} | changed
    code = "from cms.settings import production; assert production.EMAIL_USE_TLS, 'mails go in the clear'"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=given, capture_output=True, text=True, check=False
    )
    return done.stderr.strip().rpartition("\n")[2]


def test_the_example_is_complete_but_for_its_key(tmp_path: Path) -> None:
    assert "SECRET_KEY is too short or too regular" in load_settings(tmp_path)
    key = "abcdefghijklmnopqrstuvwxyz0123456789" * 2

    assert load_settings(tmp_path, SECRET_KEY=key) == ""
    assert "Set CELERY_BROKER_URL" in load_settings(tmp_path, SECRET_KEY=key, CELERY_BROKER_URL="")


def test_every_name_of_the_example_is_explained() -> None:
    named = environment("environment.example").keys() | environment("owner.example").keys()

    assert {name for name in named if not re.search(f"`{name}[`=]", PAGE)} == set()


def test_the_units_start_what_there_is() -> None:
    started = []
    for unit in sorted(SERVER.glob("*.service")):
        for line in unit.read_text(encoding="utf-8").splitlines():
            if line.startswith("ExecStart="):
                started.append(line.removeprefix("ExecStart=").split())
    programs = {Path(command[0]).name for command in started}
    commands = {command[2] for command in started if command[1] == "manage.py"}

    assert programs == {"gunicorn", "celery", "python", "backup.sh"}
    assert commands == {"createcachetable", "migrate", "collectstatic", "check_integrity"}
    assert commands <= get_commands().keys()
    assert (SERVER / "backup.sh").stat().st_mode & 0o111


def test_only_preparing_and_backing_up_know_the_owner() -> None:
    units = {unit.stem: unit.read_text(encoding="utf-8") for unit in SERVER.glob("*.service")}

    assert {name for name, text in units.items() if "/etc/leadership/owner" in text} == {
        "leadership-prepare",
        "leadership-backup",
    }


def test_the_page_lists_what_the_clock_does() -> None:
    table = PAGE.partition("## What the clock does")[2].partition("##")[0]
    listed = set(re.findall(r"^\| ([a-z][^|]+) \|", table, re.MULTILINE)) - {"task of beat"}

    assert listed == settings.CELERY_BEAT_SCHEDULE.keys()
