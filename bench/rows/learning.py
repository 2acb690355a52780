"""What doctors look at and send: home, programme and player, and everything beside them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import urlencode

from bench.measuring import queries_of
from bench.results import Result
from bench.rows.pages import FEW, SECONDS, learners_page
from bench.rows.stage import WARMING, Stage, get, post
from bench.seed.people import email_of
from bench.seed.shape import ACTIVITIES, Doctor
from competencies.enums import Stage as CareerStage
from kernel import clock
from lms.calendar import tokens
from lms.calendar.models import CalendarFeed
from lms.people.models import Person

REFLECTION = 2
DRAFT = {"text": "I would ask everybody by name, in turn, and write down", "mark": "a" * 32}
PAGES = {
    "competences": "competences/",
    "record": "record/",
    "messages": "messages/",
    "settings": "settings/",
    "calendar page": "calendar/",
    "profile": "profile/",
    "post and stage": "post/",
    "open programmes": "join/",
}


def dashboard(stage: Stage) -> Iterator[Result]:
    yield learners_page(stage, "learner's dashboard", lambda doctor: "/learn/")
    yield learners_page(stage, "programme page, 40 modules", stage.programme_path)


def player(stage: Stage) -> Iterator[Result]:
    for step, name in enumerate(("reading", "quiz", "reflection")):
        yield learners_page(stage, f"module page: {name}", partial(_activity_path, stage, step))


def _activity_path(stage: Stage, step: int, doctor: Doctor) -> str:
    """The ``step``-th activity of the module that the doctor is in."""
    place = doctor.facts // ACTIVITIES * ACTIVITIES + step
    return f"{stage.programme_path(doctor)}{stage.steps[place].key}/"


def own_pages(stage: Stage) -> Iterator[Result]:
    for name, path in PAGES.items():
        yield _few(stage, f"learner, {name}", lambda doctor, path=path: f"/learn/{path}")
    yield _few(stage, "learner, why this much", lambda doctor: f"{stage.programme_path(doctor)}why/")
    feeds = _feeds(stage)
    yield _few(stage, "calendar feed", lambda doctor: feeds[email_of(doctor.number)])


def _few(stage: Stage, row: str, path: Any) -> Result:
    return learners_page(stage, row, path, requests=2 * FEW, seconds=SECONDS)


def _feeds(stage: Stage) -> dict[str, str]:
    """The address of everybody's feed; made where there is none."""
    people = Person.objects.unscoped(reason="the benchmark reads everybody's calendar")
    wanted = [email_of(doctor.number) for doctor in stage.some(2 * FEW)]
    ids = dict(people.filter(user__email__in=wanted).values_list("user__email", "pk"))
    now = clock.now()
    made = [CalendarFeed(person_id=pk, made_at=now) for pk in ids.values()]
    CalendarFeed.objects.bulk_create(made, ignore_conflicts=True)
    rows = CalendarFeed.objects.unscoped(reason="the benchmark reads everybody's calendar")
    uids = dict(rows.values_list("person_id", "uid"))
    return {email: f"/learn/calendar/{tokens.make_token(uids[pk])}.ics" for email, pk in ids.items()}


def saved(stage: Stage) -> Iterator[Result]:
    """Drafts on the way, the key under which a browser keeps them, and another career stage."""
    drafting = stage.take(FEW + 2, step=REFLECTION)
    yield _posted(
        stage, "a draft saved", drafting, lambda one: f"{stage.next_path(one)}draft/", DRAFT, status=200
    )
    yield _posted(
        stage, "a key for local drafts", stage.some(FEW + 2), lambda one: "/learn/drafts/key/", {}, status=200
    )
    becomes = {"stage": CareerStage.POSTGRADUATE.value, "on": clock.today().isoformat()}
    yield _posted(
        stage, "another career stage", stage.some(FEW + 2), lambda one: "/learn/post/", becomes, status=302
    )


def _posted(
    stage: Stage, row: str, found: list[Doctor], path: Any, data: dict[str, str], *, status: int
) -> Result:
    """By each of these doctors once."""
    first, second, *rest = found
    as_json = {"headers": {"Accept": "application/json"}} if status == 200 else {}
    stage.client(first).post(path(first), data, **as_json)
    client = stage.client(second)
    counted = queries_of(lambda: client.post(path(second), data, **as_json), status=status)
    stage.site.ask([get("/learn/", stage.cookies(one)) for one in rest[:WARMING]])
    accept = {"Accept": "application/json"} if status == 200 else {}
    requests = [post(path(one), stage.posting(one) | accept, urlencode(data)) for one in rest]
    result = stage.site.measure(row, stage.size, requests, status=status)
    result.queries = counted.queries
    result.extra["statements"] = counted.statements
    return result
