"""One completed activity, posted by the form of the player and through the interface for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from bench.measuring import queries_of
from bench.results import Result
from bench.rows.stage import WARMING, Stage, a_key, get, post
from bench.seed.people import email_of
from bench.seed.shape import Doctor

POSTS = 100
TEXT = "I would ask everybody by name, in turn, and write down who does what until when."
LAST = 2
"""The reflection ends its module: a due date is met, reminders are taken back."""


def posted(stage: Stage) -> Iterator[Result]:
    yield _posted(stage, "one fact posted (reading)", step=0, body="")
    yield _posted(stage, "one fact posted (ends a module)", step=LAST, body=urlencode({"text": TEXT}))


def _posted(stage: Stage, row: str, *, step: int, body: str) -> Result:
    first, second, *rest = stage.take(POSTS + 2, step=step)
    data = {"text": TEXT} if body else {}
    for one in (first, second):
        # Looking at the page first, as people do, leaves warm what the process keeps of it.
        stage.client(one).get(stage.next_path(one))
    stage.client(first).post(stage.next_path(first), data)
    counted = queries_of(lambda: stage.client(second).post(stage.next_path(second), data), status=302)
    stage.site.ask([get(stage.next_path(one), stage.cookies(one)) for one in rest[:WARMING]])
    requests = [post(stage.next_path(one), stage.posting(one), body) for one in rest]
    result = stage.site.measure(row, stage.size, requests, status=302)
    result.queries = counted.queries
    result.extra["statements"] = counted.statements
    return result


def through_api(stage: Stage) -> Iterator[Result]:
    found = stage.take(POSTS + 2, step=0)
    tokens = stage.tokens(found)
    first, second, *rest = found
    _in_process(stage, first, tokens)
    counted = queries_of(lambda: _in_process(stage, second, tokens), status=201)
    requests = [post("/api/v1/facts/", _headers(tokens[one.number]), _body(stage, one)) for one in rest]
    result = stage.site.measure("one fact posted (API, token)", stage.size, requests, status=201)
    result.queries = counted.queries
    result.extra["statements"] = counted.statements
    yield result


def _headers(token: str) -> dict[str, str]:
    return {
        "Authorization": f"Token {token}",
        "Idempotency-Key": a_key(),
        "Content-Type": "application/json",
    }


def _body(stage: Stage, doctor: Doctor) -> str:
    return json.dumps(
        {
            "enrolment": str(stage.enrolments[email_of(doctor.number)]),
            "activity": str(stage.steps[doctor.facts].key),
        }
    )


def _in_process(stage: Stage, doctor: Doctor, tokens: dict[int, str]) -> Any:

    headers = _headers(tokens[doctor.number])
    kind = headers.pop("Content-Type")
    return Client(SERVER_NAME="127.0.0.1").post(
        "/api/v1/facts/", _body(stage, doctor), content_type=kind, headers=headers
    )
