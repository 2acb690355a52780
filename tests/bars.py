"""``make bars``: every reliability bar at full size, going on where an earlier run stopped.

A bar is the tests marked ``bar(number)``. What passed is remembered for the present commit, test by test; a
changed work tree is never remembered. The table of results lies in ``var/bars/``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bar_numbers import read as read_passed

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "var" / "bars"
NO_TESTS = 5
COUNTS = re.compile(r"(\d+) (passed|failed|error)")


@dataclass(frozen=True)
class Result:
    bar: int
    passed: int
    failed: int
    seconds: float

    @property
    def ok(self) -> bool:
        return self.passed > 0 and self.failed == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bars", nargs="*", type=int, help="numbers; all of them where none is given")
    parser.add_argument("--again", action="store_true", help="run also what has passed at this commit")
    asked = parser.parse_args()
    record = RESULTS / f"{commit()}.json"
    known = {} if asked.again else read(record)
    for bar in asked.bars or collected_bars():
        if bar in known and known[bar].ok:
            print(f"bar {bar}: passed before at this commit", flush=True)
            continue
        print(f"bar {bar}: running", flush=True)
        known[bar] = run(bar, RESULTS / f"{record.stem}-{bar}.passed", again=asked.again)
        write(record, known)
    table = as_table(known)
    (RESULTS / "table.md").write_text(table, encoding="utf-8")
    print(table)
    if not known or not all(result.ok for result in known.values()):
        sys.exit(1)


def commit() -> str:
    """The commit, or a name that is never met again where the work tree differs from it."""
    head = git("rev-parse", "--short=12", "HEAD")
    return head if not git("status", "--porcelain") else f"{head}-changed-{os.getpid()}"


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def collected_bars() -> list[int]:
    """The numbers of all bars that some test is marked with."""
    done = pytest("--collect-only", "-q", "-p", "tests.bar_numbers")
    return sorted({int(number) for number in re.findall(r"^bar (\d+)$", done.stdout, flags=re.MULTILINE)})


def run(bar: int, passed: Path, *, again: bool = False) -> Result:
    """The tests of a bar that have not passed yet; those that have are counted with them."""
    began = time.monotonic()
    if again:
        passed.unlink(missing_ok=True)
    passed.parent.mkdir(parents=True, exist_ok=True)
    before = len(read_passed(passed))
    done = pytest("-p", "tests.bar_numbers", "--bar", str(bar), "--passed", str(passed), "-q")
    counts = {
        word: int(number)
        for number, word in COUNTS.findall(done.stdout.splitlines()[-1] if done.stdout else "")
    }
    failed = counts.get("failed", 0) + counts.get("error", 0)
    nothing_left = before and done.returncode == NO_TESTS
    if done.returncode and not failed and not nothing_left:
        failed = 1
    if failed:
        print(done.stdout[-8000:], done.stderr[-2000:], flush=True)
    return Result(bar, before + counts.get("passed", 0), failed, round(time.monotonic() - began, 1))


def pytest(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=ROOT,
        env=os.environ | {"BARS": "full"},
        capture_output=True,
        text=True,
        check=False,
    )


def read(record: Path) -> dict[int, Result]:
    if not record.exists():
        return {}
    return {row["bar"]: Result(**row) for row in json.loads(record.read_text(encoding="utf-8"))}


def write(record: Path, results: dict[int, Result]) -> None:
    record.parent.mkdir(parents=True, exist_ok=True)
    rows = [asdict(results[bar]) for bar in sorted(results)]
    record.write_text(json.dumps(rows, indent=1), encoding="utf-8")


def as_table(results: dict[int, Result]) -> str:
    lines = ["| bar | result | tests | seconds |", "|---|---|---|---|"]
    for bar in sorted(results):
        one = results[bar]
        word = "passed" if one.ok else "FAILED"
        lines.append(f"| {bar} | {word} | {one.passed + one.failed} | {one.seconds} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
