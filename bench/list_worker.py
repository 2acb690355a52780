"""A worker with one long list in hand: checks or writes it, and says how long and how large it was."""

from __future__ import annotations

import json
import sys
import time

import django

from bench.memory import most_mb


def main(given: str) -> None:
    django.setup()
    from kernel import clock  # noqa: PLC0415 -- not before Django is ready
    from kernel.models import OutboxMessage  # noqa: PLC0415
    from lms.actions import list_work  # noqa: PLC0415

    message = OutboxMessage(**json.loads(given))
    work = list_work.check if message.topic == list_work.CHECK_TOPIC else list_work.write
    small = most_mb()
    began, spent = time.perf_counter(), time.process_time()
    work(message, clock.now())
    told = {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - spent,
        "most_mb": most_mb(),
        "at_rest_mb": small,
    }
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
