"""What the machine does at best, in the same run: a view without a site around it, COPY, inserts, commits."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg2
from psycopg2.extras import execute_values

from bench.measuring import Site
from bench.results import Result
from bench.rows.stage import WARMING, Stage, get

REQUESTS = 1200
COPIED, INSERTED, COMMITTED = 200_000, 100_000, 1500
TABLE = "CREATE TABLE bench_floor (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a text, b bigint)"
PAGES = {"bare view": "bare", "session and user": "session", "three queries": "queries"}


def measure(stage: Stage) -> Iterator[Result]:
    headers = stage.cookies(stage.some(1)[0])
    for name, page in PAGES.items():
        yield _page(stage.floor, f"floor: {name}", stage.size, page, headers)
    for name, page in PAGES.items():
        yield _page(stage.site, f"our middleware: {name}", stage.size, page, headers)
    yield from _writing(stage)


def _page(site: Site, row: str, size: int, page: str, headers: dict[str, str]) -> Result:
    request = get(f"/bench/{page}/", headers)
    site.ask([request] * WARMING)
    return site.measure(row, size, [request] * REQUESTS)


def _writing(stage: Stage) -> Iterator[Result]:
    with closing(psycopg2.connect(os.environ["BENCH_OWNER_URL"])) as connection:
        cursor = connection.cursor()
        cursor.execute(TABLE)
        connection.commit()
        yield _rate(stage, "floor: COPY", COPIED, lambda: _copy(connection))
        yield _rate(stage, "floor: bulk insert", INSERTED, lambda: _insert(connection))
        yield _rate(stage, "floor: single commits", COMMITTED, lambda: _commit(connection))
        cursor.execute("DROP TABLE bench_floor")
        connection.commit()


def _rate(stage: Stage, row: str, count: int, work: Callable[[], None]) -> Result:
    began = time.perf_counter()
    work()
    seconds = time.perf_counter() - began
    return Result(row, stage.size, p50=seconds * 1000, rate=count / seconds, note=f"{count:,} rows")


def _copy(connection: Any) -> None:
    text = "".join(f"row number {number}\t{number}\n" for number in range(COPIED))
    connection.cursor().copy_expert("COPY bench_floor (a, b) FROM STDIN", io.StringIO(text))
    connection.commit()


def _insert(connection: Any) -> None:
    rows = [(f"row number {number}", number) for number in range(INSERTED)]
    execute_values(connection.cursor(), "INSERT INTO bench_floor (a, b) VALUES %s", rows, page_size=2000)
    connection.commit()


def _commit(connection: Any) -> None:
    cursor = connection.cursor()
    for number in range(COMMITTED):
        cursor.execute("INSERT INTO bench_floor (a, b) VALUES (%s, %s)", ["one row", number])
        connection.commit()
