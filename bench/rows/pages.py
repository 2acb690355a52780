"""Pages that people look at: the learner's home and programme, the player, the trust desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from bench.measuring import queries_of, session_of, signed_in_as
from bench.results import Result
from bench.rows.stage import WARMING, Stage, get
from bench.seed.people import lead_email_of
from bench.seed.shape import ACTIVITIES, Doctor

REQUESTS = 400
VISITORS = 200


def dashboard(stage: Stage) -> Iterator[Result]:
    yield _learners_page(stage, "learner's dashboard", lambda doctor: "/learn/")
    yield _learners_page(stage, "programme page, 40 modules", stage.programme_path)


def player(stage: Stage) -> Iterator[Result]:
    for step, name in enumerate(("reading", "quiz", "reflection")):
        yield _learners_page(stage, f"module page: {name}", partial(_activity_path, stage, step))


def _activity_path(stage: Stage, step: int, doctor: Doctor) -> str:
    """The ``step``-th activity of the module that the doctor is in."""
    place = doctor.facts // ACTIVITIES * ACTIVITIES + step
    return f"{stage.programme_path(doctor)}{stage.steps[place].key}/"


def _learners_page(stage: Stage, row: str, path: Callable[[Doctor], str]) -> Result:
    visitors = stage.some(VISITORS)
    one = visitors[0]
    stage.client(one).get(path(one))
    counted = queries_of(lambda: stage.client(one).get(path(one)))
    requests = [get(path(visitor), stage.cookies(visitor)) for visitor in visitors]
    stage.site.ask(requests[:WARMING])
    result = stage.site.measure(row, stage.size, (requests * 2)[:REQUESTS])
    result.queries = counted.queries
    result.extra["statements"] = counted.statements
    return result


def desk(stage: Stage) -> Iterator[Result]:
    """The largest trust's desk: it has a tenth of all doctors."""
    lead = signed_in_as(lead_email_of(0))
    headers = {"Cookie": session_of(lead)}
    pages = {
        "trust desk, home": "/trust/",
        "trust desk, list": "/trust/enrolments/",
        "trust desk, who needs you": "/trust/enrolments/?need=you",
        "trust desk, reminders": "/trust/reminders/",
    }
    for row, path in pages.items():
        lead.get(path)
        counted = queries_of(partial(lead.get, path))
        stage.site.ask([get(path, headers)] * (WARMING // 3))
        result = stage.site.measure(row, stage.size, [get(path, headers)] * (REQUESTS // 4))
        result.queries = counted.queries
        result.extra["statements"] = counted.statements
        yield result
