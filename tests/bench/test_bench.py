"""The benchmark at a tiny size: what it fills makes sense, its rows run, its figures are counted right."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import Mock

import pytest
from django.db import connection
from django.test import Client

from bench.__main__ import ROWS
from bench.measuring import Site, queries_of, signed_in, signed_in_as, spending
from bench.memory import growth_of, mark
from bench.on_stage import rows
from bench.report import ratios, table
from bench.results import Result, percentile
from bench.rows import admin, desk, learning, pages, public
from bench.rows.lists import _enrol
from bench.rows.rollup import roll_up
from bench.rows.stage import Stage
from bench.seed.filling import fill, publish
from bench.seed.people import EVERYWHERE, OPERATOR, lead_email_of
from bench.seed.shape import LARGEST_FACTS, Shape, doctors
from bench.targets import TARGETS, verdict
from kernel import clock
from lms.actions import integrity
from lms.enrolment.models import Enrolment
from lms.records.models import LearningFact
from lms.reminders.enums import REMINDERS, SendState
from lms.reminders.models import PlannedSend
from lms.reminders.services import planning, sending
from tests.database import ROOT

MEASURED = ("most_mb", "growth_mb", "slowest")
TINY = Shape(doctors=100, trusts=5)
NOBODY = Site(port=0, pid=0)


@pytest.fixture(autouse=True)
def _own_times_for_those_of_postgres(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCH_POSTGRES_PID", str(os.getpid()))


@pytest.mark.slow
@pytest.mark.django_db
def test_a_filled_database_makes_sense_and_its_rows_run() -> None:
    publish()
    counts = fill(TINY)
    stage = Stage(TINY, NOBODY, NOBODY, {})

    assert (counts["doctors"], counts["trusts"], counts["facts"]) == (100, 5, 2500)
    assert LearningFact.objects.unscoped(reason="test").count() == 2500
    assert list(integrity.problems()) == []
    assert sending.queue_due(now=clock.now()) == 0
    assert planning.plan_due_reminders(now=clock.now()) == 0, "the planning mark says that all is planned"

    doctor = stage.learners[0]
    client = signed_in(doctor.number)
    assert client.get(stage.next_path(doctor)).status_code == 200
    assert queries_of(lambda: client.get("/learn/")).queries > 0

    assert set(_kinds_planned()) == {rule.value for rule in REMINDERS}
    _every_page_answers(stage, client)

    rolled, rebuilt = list(roll_up(stage))
    assert rolled.note == f"{TINY.largest * LARGEST_FACTS:,} completions"
    enrolments = Enrolment.objects.unscoped(reason="test")
    assert rebuilt.note == f"{enrolments.count()} enrolments"

    checked, enrolled = list(_enrol(stage, trust=4, count=5))
    assert (checked.row, enrolled.row) == ("check a list of 5", "enrol 5 from a file")
    assert enrolments.filter(invited_as="new5x4@trust4.example").exists()


def _kinds_planned() -> Iterator[str]:
    sends = PlannedSend.objects.unscoped(reason="test").filter(state=SendState.PLANNED)
    yield from sends.values_list("rule", flat=True)


def _every_page_answers(stage: Stage, doctor: Client) -> None:
    """In one process: none of them may have moved, or the rows would fail on the day of a run."""
    upload = desk.uploads(2, 3)[-1]
    lead, everywhere, operator = map(signed_in_as, (lead_email_of(0), EVERYWHERE, OPERATOR))
    asked = [(doctor, f"/learn/{path}") for path in learning.PAGES.values()]
    asked += [(lead, f"/trust/{path}") for path in desk.PAGES.values()]
    asked += [(lead, f"/trust/lists/{upload.uid}/"), (lead, f"/trust/cohorts/{desk.first_intake()}/")]
    asked += [(Client(), path) for path in (*public.PAGES.values(), public.recovery_path(stage))]
    asked += [(operator, path) for path in admin.paths().values()]

    assert [path for client, path in asked if client.get(path).status_code != 200] == []
    assert b"".join(everywhere.get("/trust/enrolments.csv").streaming_content).count(b"\r\n") == 101


def test_a_page_is_asked_for_by_no_more_doctors_than_there_are_requests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is made for each of them beforehand, as their calendars are, is made for no others."""
    monkeypatch.setattr(pages, "queries_of", Mock())
    everybody = list(doctors(TINY, today=clock.today()))
    stage = Mock(some=Mock(side_effect=lambda count: everybody[:count]), cookies=Mock(return_value={}))
    stage.site.measure.return_value.extra = {}

    pages.learners_page(stage, "a page", lambda doctor: f"/{doctor.number}/", requests=5)

    stage.some.assert_called_once_with(5)


def test_the_same_doctors_every_time() -> None:
    today = clock.today()

    assert list(doctors(TINY, today=today)) == list(doctors(TINY, today=today))
    assert sum(doctor.facts for doctor in doctors(TINY, today=today)) == TINY.facts
    assert sum(doctor.facts for doctor in doctors(Shape(20_000), today=today)) == 500_000


@pytest.mark.django_db
def test_queries_are_counted_one_by_one() -> None:
    with spending() as spent, connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.execute("SELECT 2")

    assert spent.queries == 2
    assert spent.wall > 0


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(404 if self.path == "/missing/" else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def answering_port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_request_is_sent_once_and_counted_by_its_status(answering_port: int) -> None:
    asked = [{"method": "GET", "path": "/"}] * 5 + [{"method": "GET", "path": "/missing/"}] * 2
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps({"port": answering_port, "threads": 2, "seconds": 12, "requests": asked}),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )

    found = json.loads(done.stdout)
    assert found["statuses"] == {"200": 5, "404": 2}
    assert len(found["times"]) == 7


def test_a_figure_over_its_target_is_called_missed() -> None:
    fine = Result("learner's dashboard", 2000, queries=8, cpu=12, rate=120)
    slow = Result("learner's dashboard", 2000, queries=9, cpu=12, rate=119)

    assert verdict(fine) == "≤ 8 queries met; ≤ 12 ms CPU met; ≥ 120/s met"
    assert verdict(slow) == "≤ 8 queries MISSED; ≤ 12 ms CPU met; ≥ 120/s MISSED"


def test_a_row_that_grows_with_what_is_not_shown_is_called_missed() -> None:
    found = [
        Result("trust desk, list", 2000, cpu=10, pg=0),
        Result("trust desk, list", 20_000, cpu=13, pg=0),
        Result("nothing to do", 2000, cpu=1, pg=1),
        Result("nothing to do", 20_000, cpu=1, pg=1),
    ]

    assert ratios(found).splitlines()[1:] == [
        "  trust desk, list                    1.30  ≤ 1.2 MISSED",
        "  nothing to do                       1.00",
    ]
    assert table(found).count("| nothing to do") == 2


def test_percentiles_of_sorted_times() -> None:
    assert percentile([1, 2, 3, 4], 0.5) == 3
    assert percentile([1, 2, 3, 4], 0.95) == 4


def test_every_target_names_a_figure_of_a_result() -> None:
    for targets in TARGETS.values():
        assert all(hasattr(Result("", 0), one.figure) or one.figure in MEASURED for one in targets)


def test_every_row_that_can_be_chosen_is_measured() -> None:
    assert tuple(rows()) == ROWS


def test_memory_is_seen_to_grow_from_the_mark_on() -> None:
    before = mark(os.getpid())
    held = bytearray(b"x" * 30_000_000)
    del held

    assert 25 < growth_of(before) < 200


def test_a_process_that_has_ended_holds_nothing() -> None:
    """A child whose end nobody has taken note of yet is one of the family still."""
    child = subprocess.Popen(["true"])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

    assert mark(os.getpid())[child.pid] == 0
    child.wait()
    assert growth_of({child.pid: 0.0}) == 0
