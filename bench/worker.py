"""A worker that drains the outbox as if it were the given moment, told when to begin and when to leave."""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime

import django

from bench.memory import most_mb


def main(moment: str) -> None:
    django.setup()
    from kernel import clock, outbox  # noqa: PLC0415 -- not before Django is ready

    ahead = datetime.fromisoformat(moment) - clock.now()
    print("ready", flush=True)
    sys.stdin.readline()
    began, spent = time.perf_counter(), time.process_time()
    handled = outbox.drain(clock=lambda: clock.now() + ahead)
    told = {
        "handled": handled,
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - spent,
        "most_mb": most_mb(),
    }
    print(json.dumps(told), flush=True)
    # Stay, so that what the database did for this process can still be read.
    sys.stdin.readline()


if __name__ == "__main__":
    main(sys.argv[1])
