"""Measuring a page: asked for by many visitors once or twice, or by one of them again and again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.test import Client

from bench.measuring import LONGEST, queries_of, session_of
from bench.results import Result
from bench.rows.stage import WARMING, Stage, get
from bench.seed.shape import Doctor

REQUESTS, VISITORS = 400, 200
FEW, SECONDS = 40, 2.5
"""Of the pages that are not the busiest; a load stops after so many seconds."""
SOME, LONGER = 100, 4.0
"""Of the trust desk's."""


def learners_page(
    stage: Stage,
    row: str,
    path: Callable[[Doctor], str],
    *,
    requests: int = REQUESTS,
    seconds: float = LONGEST,
) -> Result:
    """Asked for by doctors of every trust: by no more of them than there are requests."""
    visitors = stage.some(min(VISITORS, requests))
    one = visitors[0]
    stage.client(one).get(path(one))
    counted = queries_of(lambda: stage.client(one).get(path(one)))
    asked = [get(path(visitor), stage.cookies(visitor)) for visitor in visitors]
    stage.site.ask(asked[: min(WARMING, requests // 4)], seconds=seconds)
    result = stage.site.measure(row, stage.size, (asked * 2)[:requests], seconds=seconds)
    result.queries = counted.queries
    result.extra["statements"] = counted.statements
    return result


def one_visitors_page(
    stage: Stage,
    row: str,
    path: str,
    client: Client | None = None,
    *,
    requests: int = FEW,
    seconds: float = SECONDS,
) -> Result:
    """``client`` is signed in; without one the page is read by anybody."""
    client = client or Client(SERVER_NAME="127.0.0.1")
    client.get(path)
    counted = queries_of(partial(client.get, path))
    asked = [get(path, headers_of(client))] * requests
    stage.site.ask(asked[: requests // 4], seconds=seconds)
    result = stage.site.measure(row, stage.size, asked, seconds=seconds)
    result.queries = counted.queries
    result.extra["statements"] = counted.statements
    return result


def headers_of(client: Client) -> dict[str, str]:
    return {"Cookie": session_of(client)} if "sessionid" in client.cookies else {}
