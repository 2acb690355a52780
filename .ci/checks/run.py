"""``make check``: every check, the slow ones side by side; prints what failed and with what words."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(sys.executable).parent
HERE = Path(__file__).parent
MANAGE = [sys.executable, "-W", "ignore::RuntimeWarning", "manage.py"]

CHECKS = {
    "types": [str(PROGRAMS / "mypy")],
    "lint": [str(PROGRAMS / "ruff"), "check", "--quiet", "."],
    "format": [str(PROGRAMS / "ruff"), "format", "--check", "--quiet", "."],
    "own lints": [sys.executable, str(HERE / "own_lints.py")],
    "sizes": [sys.executable, str(HERE / "sizes.py")],
    "imports": [str(PROGRAMS / "lint-imports")],
    "django": [*MANAGE, "check", "--fail-level", "WARNING"],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "templates": [sys.executable, "-W", "ignore::UserWarning", str(HERE / "templates.py")],
}


def main() -> None:
    chosen = [name for name in CHECKS if not sys.argv[1:] or name in sys.argv[1:]]
    with ThreadPoolExecutor(max_workers=2) as side_by_side:
        results = list(side_by_side.map(passes, chosen))
    if not all(results):
        sys.exit("make check found faults.")
    print("make check found nothing.")


def passes(name: str) -> bool:
    began = time.monotonic()
    fine, said = answer(name)
    word = "ok" if fine else "FAILED"
    print(f"{name:<12} {word:<7} {time.monotonic() - began:5.1f} s{said}", flush=True)
    return fine


def answer(name: str) -> tuple[bool, str]:
    """Whether the check passed, and its words where it did not; a program that cannot start has failed."""
    try:
        done = started(name)
    except OSError as fault:
        return False, f"\nIt cannot be started ({fault}): remove .venv and run make install-dev again."
    return done.returncode == 0, "" if done.returncode == 0 else f"\n{done.stdout.rstrip()}"


def started(name: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        CHECKS[name],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "cms.settings.test", "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


if __name__ == "__main__":
    main()
