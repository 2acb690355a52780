"""A round of the clock's work when there is none."""

from __future__ import annotations

from collections.abc import Iterator

from bench.measuring import Spent, spending
from bench.results import Result, percentile
from bench.rows.stage import Stage
from kernel import clock, outbox
from lms.actions.tasks import expire
from lms.reminders.services import planning, sending

ROUNDS = 20


def nothing_to_do(stage: Stage) -> Iterator[Result]:
    rounds = [_round() for _ in range(ROUNDS + 1)][1:]
    walls = sorted(spent.wall for spent in rounds)
    yield Result(
        "nothing to do",
        stage.size,
        queries=rounds[-1].queries,
        cpu=sum(spent.cpu for spent in rounds) / ROUNDS,
        pg=sum(spent.pg for spent in rounds) / ROUNDS,
        p50=percentile(walls, 0.5),
        p95=percentile(walls, 0.95),
        note="queue, drain, plan and expire, one after the other",
        extra={"statements": rounds[-1].statements},
    )


def _round() -> Spent:
    now = clock.now()
    with spending() as spent:
        done = (
            sending.queue_due(now=now),
            outbox.drain(clock=clock.now),
            planning.plan_due_reminders(now=now),
            expire(),
        )
    if any(done):
        raise AssertionError(f"there was something to do: {done}")
    return spent
