"""``python -m bench.surveys``: closing, publishing and reading among 200 trusts with six waves each.

Each wave has 500 answers. ``--people 500 20000`` closes and publishes one of that many too.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

from bench.ground import Ground
from cms.local.places import ROOT
from cms.local.problems import LocalProblem

DATABASE = "surveys"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trusts", type=int, default=200)
    parser.add_argument("--waves", type=int, default=6)
    parser.add_argument("--people", type=int, nargs="*", default=[500])
    given = parser.parse_args()
    ground = Ground(say=print)
    try:
        with ground.running():
            ground.clone(ground._base(), DATABASE)
            ground.settle()
            sizes = [str(each) for each in given.people]
            done = subprocess.run(
                [sys.executable, "-m", "bench.surveys_worker", str(given.trusts), str(given.waves), *sizes],
                cwd=ROOT,
                env=ground.environment(DATABASE, as_owner=True)
                | {"BENCH_POSTGRES_PID": str(ground.postgres_pid())},
                stdin=subprocess.DEVNULL,
                check=False,
            )
            ground.drop(DATABASE)
    except LocalProblem as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
