"""``python -m bench``: fill, serve, measure, stop. ``--only dashboard,post --size 2000`` for a part of it."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from datetime import UTC, datetime

from bench.ground import FOLDER, Ground
from bench.report import keep, machine, ratios, table
from bench.results import Result
from bench.serving import children, free_port, serve
from cms.local.children import Children
from cms.local.places import ROOT
from cms.local.problems import LocalProblem

SIZES = (2000, 20_000)
ROWS = (
    "floor",
    "dashboard",
    "player",
    "learner",
    "desk",
    "lists",
    "export",
    "public",
    "admin",
    "rollup",
    "idle",
    "remind",
    "post",
    "saved",
    "api",
    "enrol",
    "enrol20k",
    "workbook",
    "amend",
)
SECONDS_PER_SIZE = 600


def say(text: str) -> None:
    print(text, flush=True)


def main() -> int:
    given = arguments()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.default_int_handler)
    about = machine()
    ground = Ground(say=say)
    results: list[Result] = []
    try:
        with ground.running(), children() as started:
            for size in given.size or SIZES:
                results += at_size(ground, started, size, given.only)
                started.stop()
    except LocalProblem as problem:
        say(f"\n{problem}")
    except KeyboardInterrupt:
        say("Stopped.")
    if not results:
        return 1
    say(f"\n{table(results)}\n\n{ratios(results)}")
    say(f"\nload before the run: {about['load before']:.1f} on {about['cores']} cores")
    say(f"kept in {keep(results, folder=FOLDER, at=datetime.now(UTC), about=about).relative_to(ROOT)}")
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "--size", type=int, action="append", help="doctors; both 2000 and 20000 where left out"
    )
    parser.add_argument("--only", default=",".join(ROWS), help=f"some of {','.join(ROWS)}")
    given = parser.parse_args()
    given.only = given.only.split(",")
    unknown = set(given.only) - set(ROWS)
    if unknown:
        parser.error(f"there is no row {', '.join(sorted(unknown))}")
    return given


def at_size(ground: Ground, started: Children, size: int, only: list[str]) -> list[Result]:
    say(f"{size:,} doctors: filling a database, or taking the one filled today")
    template, database = ground.filled(size), f"run_{size}"
    ground.clone(template, database)
    ground.settle()
    try:
        return measured(ground, started, size, database, only)
    finally:
        started.stop()
        ground.drop(database)


def measured(ground: Ground, started: Children, size: int, database: str, only: list[str]) -> list[Result]:
    counted = FOLDER / "mails"
    mail_port = free_port()
    started.start(
        "sink",
        [sys.executable, "-m", "bench.sink", str(mail_port), str(counted)],
        dict(ground.environment(database)),
    )
    environment = ground.environment(database) | {
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "BENCH_OWNER_URL": ground.environment(database, as_owner=True)["DATABASE_URL"],
        "BENCH_SINK_COUNT": str(counted),
        "BENCH_POSTGRES_PID": str(ground.postgres_pid()),
    }
    site, port = serve(started, "web", environment)
    floor, floor_port = serve(
        started, "floor", environment | {"DJANGO_SETTINGS_MODULE": "bench.floor_settings"}
    )
    plan = {
        "size": size,
        "only": only,
        "port": port,
        "pid": site.process.pid,
        "floor_port": floor_port,
        "floor_pid": floor.process.pid,
    }
    return follow(started, plan, environment)


def follow(started: Children, plan: dict[str, object], environment: dict[str, str]) -> list[Result]:
    """Read the rows as they come, and end the process where it takes too long."""
    child = started.start("rows", [sys.executable, "-m", "bench.on_stage", json.dumps(plan)], environment)
    log = FOLDER / "log" / "rows.log"
    until = time.monotonic() + SECONDS_PER_SIZE
    shown = 0
    results: list[Result] = []
    while True:
        ended = child.process.poll() is not None
        lines = log.read_text(encoding="utf-8").splitlines()
        for line in lines[shown:]:
            if line.startswith("{"):
                results.append(_result(line))
        shown = len(lines)
        if ended or time.monotonic() > until:
            break
        time.sleep(0.5)
    if child.process.poll() != 0:
        said = [line for line in child.tail(60).splitlines() if not line.startswith("{")]
        say("The rows did not all finish:\n" + "\n".join(said or ["they took too long"]))
    return results


def _result(line: str) -> Result:
    result = Result(**json.loads(line))
    say(f"  {result.row:<34} {result.p50 or 0:10,.1f} ms")
    return result


if __name__ == "__main__":
    sys.exit(main())
