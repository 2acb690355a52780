"""Counting queries and taking times, of work in this process and of requests to a running site."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psutil  # type: ignore[import-untyped]  # ships no types
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from bench.results import Result, percentile
from bench.seed.people import email_of

THREADS = 4
LONGEST = 12.0
"""So many seconds a load may take; what is not sent by then is left out."""


@dataclass
class Spent:
    """What a piece of work took; filled when the ``with`` block ends."""

    queries: int = 0
    wall: float = 0.0
    cpu: float = 0.0
    pg: float = 0.0
    statements: list[str] = field(default_factory=list)

    def result(self, row: str, size: int, *, note: str = "", **extra: Any) -> Result:
        return Result(
            row,
            size,
            queries=self.queries,
            cpu=self.cpu,
            pg=self.pg,
            p50=self.wall,
            note=note,
            extra=extra,
        )


@contextmanager
def spending() -> Iterator[Spent]:
    """Work in this process: queries counted without keeping their text apart, times in milliseconds."""
    spent = Spent()

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        spent.queries += 1
        spent.statements.append(sql[:200])
        return execute(sql, params, many, context)

    connection.ensure_connection()
    pg, cpu, wall = postgres_cpu(), time.process_time(), time.perf_counter()
    with connection.execute_wrapper(count):
        yield spent
    spent.wall = (time.perf_counter() - wall) * 1000
    spent.cpu = (time.process_time() - cpu) * 1000
    spent.pg = (postgres_cpu() - pg) * 1000


def signed_in(number: int) -> Client:
    return signed_in_as(email_of(number))


def signed_in_as(email: str) -> Client:
    users: Any = get_user_model()._default_manager
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(users.get(email=email))
    return client


def session_of(client: Client) -> str:
    return f"sessionid={client.cookies['sessionid'].value}"


def queries_of(ask: Callable[[], Any], *, status: int = 200) -> Spent:
    """The queries of one request through the whole middleware, in a process that has answered before."""
    with spending() as spent:
        answer = ask()
    if answer.status_code != status:
        raise AssertionError(f"{answer.status_code} for {answer.wsgi_request.path}: {answer.content[:300]!r}")
    return spent


@dataclass
class Site:
    """A running web server: where it listens, and the process whose helpers' time counts."""

    port: int
    pid: int

    def ask(
        self, requests: Sequence[dict[str, Any]], *, threads: int = THREADS, seconds: float = LONGEST
    ) -> dict[str, Any]:
        plan = {"port": self.port, "threads": threads, "seconds": seconds, "requests": list(requests)}
        done = subprocess.run(
            [sys.executable, "-m", "bench.load"],
            input=json.dumps(plan),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=120,
        )
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def measure(
        self,
        row: str,
        size: int,
        requests: Sequence[dict[str, Any]],
        *,
        status: int = 200,
        threads: int = THREADS,
        seconds: float = LONGEST,
    ) -> Result:
        """Times of these requests, or of as many as fit into the time that the load is given.

        The site has answered some before, so that its caches are warm.
        """
        web, pg = cpu_of_family(self.pid), postgres_cpu()
        found = self.ask(requests, threads=threads, seconds=seconds)
        count = len(found["times"])
        if set(found["statuses"]) - {str(status), "not sent"} or not count:
            raise AssertionError(f"{row}: {found['statuses']} where only {status} was expected")
        return Result(
            row,
            size,
            cpu=(cpu_of_family(self.pid) - web) * 1000 / count,
            pg=(postgres_cpu() - pg) * 1000 / count,
            p50=percentile(found["times"], 0.5),
            p95=percentile(found["times"], 0.95),
            rate=count / found["seconds"],
        )


def postgres_cpu() -> float:
    """Seconds that PostgreSQL has taken so far, its writers and ended connections included."""
    return cpu_of_family(int(os.environ["BENCH_POSTGRES_PID"]))


def cpu_of_family(pid: int) -> float:
    """A process, those it has started, and those of them that have ended."""
    first = psutil.Process(pid)
    ended = first.cpu_times()
    family = [first, *first.children(recursive=True)]
    return float(ended.children_user + ended.children_system) + sum(map(_cpu_of, family))


def _cpu_of(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)
