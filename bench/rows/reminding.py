"""Reminding the doctors of one trust by email: planned, queued, and sent by two workers to a mail server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from bench.measuring import postgres_cpu, spending
from bench.results import Result
from bench.rows.stage import Stage
from kernel import clock, outbox
from lms.reminders.enums import REMINDERS, SendState
from lms.reminders.models import PlannedSend, PlanningMark
from lms.reminders.services import planning, sending

WORKERS = 2
ONE_IN = 30
"""About two days' worth of what is planned for two months."""

# One row in so many of each kind.
SHARE = """
DELETE FROM leadership_reminders_plannedsend WHERE id IN (
    SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY rule ORDER BY id) AS place
        FROM leadership_reminders_plannedsend
        WHERE state = 'planned' AND rule <> 'invitation' AND planned_for < now() + interval '60 days'
    ) s WHERE place %% %s = 1
) RETURNING rule
"""


def remind(stage: Stage) -> Iterator[Result]:
    wanted = stage.shape.largest
    moment = datetime.combine(clock.today() + timedelta(days=1), time(12), clock.LONDON)
    yield _plan(stage, "plan the reminders", moment, wanted, f"{wanted:,} new; everybody, all five rules")
    yield _plan(stage, "plan again, nothing new", moment, 0, "once a day")
    with spending() as spent:
        queued = sending.queue_due(now=moment)
    _expect("queued", queued, wanted)
    yield spent.result("queue the reminders", stage.size, note=f"{wanted:,} sends")
    yield _by_hand(stage, moment)
    yield _deliver(stage, moment)
    yield _all_rules(stage, moment)


def _all_rules(stage: Stage, moment: datetime) -> Result:
    """As if a share of each kind had not been planned yet, and nothing were known of the others."""
    with connection.cursor() as cursor:
        cursor.execute(SHARE, [ONE_IN])
        gone = Counter(rule for (rule,) in cursor.fetchall())
    _expect("of each kind", len(gone), len(REMINDERS))
    kinds = ", ".join(f"{count:,} {rule}" for rule, count in sorted(gone.items()))
    PlanningMark.objects.all().delete()
    return _planned(stage, "plan the whole horizon anew", moment, gone.total(), kinds)


def _plan(stage: Stage, row: str, moment: datetime, wanted: int, note: str) -> Result:
    """As if the horizon had just moved on by a day."""
    reached = clock.local_date(moment) + timedelta(days=planning.horizon_days() - 1)
    PlanningMark.objects.update_or_create(pk=1, defaults={"planned_until": reached})
    return _planned(stage, row, moment, wanted, note)


def _planned(stage: Stage, row: str, moment: datetime, wanted: int, note: str) -> Result:
    with spending() as spent:
        planned = planning.plan_due_reminders(now=moment)
    _expect("planned", planned, wanted)
    return spent.result(row, stage.size, note=note)


def _by_hand(stage: Stage, moment: datetime) -> Result:
    """One message of the outbox in this process, to count its queries; planning left one of another kind."""
    (message,) = outbox.claim(now=moment)
    while message.topic != sending.DELIVER_TOPIC:
        outbox.handle(message, clock=lambda: moment)
        (message,) = outbox.claim(now=moment)
    with spending() as spent:
        outbox.handle(message, clock=lambda: moment)
    count = len(message.payload["sends"])
    return spent.result("one outbox message of sends", stage.size, note=f"{count} mails")


def _deliver(stage: Stage, moment: datetime) -> Result:
    before = _sent_on(moment)
    command = [sys.executable, "-m", "bench.worker", moment.isoformat()]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ)
        for _ in range(WORKERS)
    ]
    try:
        for worker in workers:
            _hear(worker)
        pg = postgres_cpu()
        for worker in workers:
            _tell(worker, "go")
        told = [json.loads(_hear(worker)) for worker in workers]
        pg = postgres_cpu() - pg
    finally:
        for worker in workers:
            worker.communicate("", timeout=60)
    count = _sent_on(moment) - before
    _expect("sent", count + before, stage.shape.largest)
    _expect("received", int(Path(os.environ["BENCH_SINK_COUNT"]).read_text()), stage.shape.largest)
    seconds = max(each["seconds"] for each in told)
    return Result(
        "deliver the reminders",
        stage.size,
        cpu=sum(each["cpu"] for each in told) * 1000 / count,
        pg=pg * 1000 / count,
        p50=seconds * 1000,
        rate=count / seconds,
        note=f"{count:,} mails, {WORKERS} workers; times per mail",
    )


def _sent_on(moment: datetime) -> int:
    sends = PlannedSend.objects.unscoped(reason="the benchmark counts what was sent")
    return sends.filter(state=SendState.SENT, settled_at__gte=moment - timedelta(hours=1)).count()


def _hear(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout is not None
    line: str = worker.stdout.readline()
    return line


def _tell(worker: subprocess.Popen[str], word: str) -> None:
    assert worker.stdin is not None
    worker.stdin.write(f"{word}\n")
    worker.stdin.flush()


def _expect(what: str, found: int, wanted: Any) -> None:
    if found != wanted:
        raise AssertionError(f"{found} reminders were {what} where {wanted} were expected")
