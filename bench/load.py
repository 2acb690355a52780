"""The load: a few threads with kept-alive connections, in a process of their own, each request sent once.

Reads a plan as JSON on stdin, writes what came of it as JSON on stdout. Stops by itself after the seconds
that the plan gives it.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from collections import Counter
from typing import Any


class Caller(threading.Thread):
    def __init__(self, port: int, requests: list[dict[str, Any]], until: float) -> None:
        super().__init__()
        self.port, self.requests, self.until = port, requests, until
        self.times: list[float] = []
        self.statuses: Counter[str] = Counter()

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        for request in self.requests:
            if time.monotonic() > self.until:
                self.statuses["not sent"] += 1
                continue
            began = time.perf_counter()
            try:
                connection.request(
                    request["method"], request["path"], request.get("body"), request.get("headers", {})
                )
                answer = connection.getresponse()
                answer.read()
            except OSError as fault:
                self.statuses[type(fault).__name__] += 1
                connection.close()
                continue
            self.times.append((time.perf_counter() - began) * 1000)
            self.statuses[str(answer.status)] += 1
        connection.close()


def main() -> None:
    plan = json.load(sys.stdin)
    threads, requests = plan["threads"], plan["requests"]
    until = time.monotonic() + plan["seconds"]
    callers = [Caller(plan["port"], requests[number::threads], until) for number in range(threads)]
    began = time.perf_counter()
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    seconds = time.perf_counter() - began
    statuses: Counter[str] = sum((caller.statuses for caller in callers), Counter())
    times = sorted(spent for caller in callers for spent in caller.times)
    json.dump({"seconds": seconds, "times": times, "statuses": dict(statuses)}, sys.stdout)


if __name__ == "__main__":
    main()
