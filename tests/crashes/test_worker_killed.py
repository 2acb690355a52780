"""A worker killed at each of six places: nothing is lost, nothing doubled but what the server had taken."""

from __future__ import annotations

import os
import time
from collections import Counter

import pytest

from cms.celery import app
from kernel.models import OutboxMessage
from lms.reminders.models import Delivery, PlannedSend
from tests.reminders.build import World, enrol_with_reminders_due_now, world
from tests.servers import MailSink, RunningProcess, RunningSite, wait_until

pytestmark = [pytest.mark.crash, pytest.mark.bar(16)]

ROUNDS = 50 if os.environ.get("BARS") == "full" else 1
DOCTORS = 3
TIMETABLE = ("leadership.plan_sends", "leadership.queue_due_sends", "kernel.drain_outbox")

# What tests.crashes.points, which only a worker can load, calls its places.
BEFORE_SMTP = "after the outbox message is claimed, before the mail server is spoken to"
AFTER_SMTP = "after the mail server accepted, before the commit"
POINTS = (
    "before the plan commits",
    "after the plan commits, before the nudge",
    "after the due sends are claimed",
    BEFORE_SMTP,
    AFTER_SMTP,
    "after the commit, before the outbox message is done",
)


class Machine:
    """A worker that dies on order, and the clock that starts its tasks."""

    def __init__(self, site: RunningSite, **environment: str) -> None:
        self.site = site
        self.order = site.folder / "crash-order"
        self.environment = environment | {
            "DJANGO_SETTINGS_MODULE": "tests.crashes.settings",
            "CRASH_ORDER": str(self.order),
        }
        self.worker: RunningProcess = site.worker(**self.environment)
        self.here = world()

    def new_reminders(self) -> None:
        enrol_with_reminders_due_now(self.here, DOCTORS)

    def tick(self, *tasks: str) -> None:
        with app.connection_for_write(self.site.environment["CELERY_BROKER_URL"]) as broker:
            for task in tasks:
                app.send_task(task, connection=broker, expires=5)

    def die(self, point: str) -> None:
        process = self.worker.child.process
        self.order.write_text(point, encoding="utf-8")
        self.tick("leadership.plan_sends")
        wait_until(lambda: process.poll() is not None, seconds=60, what=f"the worker to die {point}")
        assert process.returncode == -9, self.worker.said()
        assert not self.order.exists()

    def recover(self, *, seconds: float = 60) -> None:
        """A new worker, and the clock ticks until nothing is left to do."""
        self.worker = self.site.worker(**self.environment)
        until = time.monotonic() + seconds
        while not all_settled(self.here):
            assert time.monotonic() < until, f"not settled:\n{self.worker.said()}"
            self.tick(*TIMETABLE)
            time.sleep(0.5)


def all_settled(here: World) -> bool:
    sends = PlannedSend.objects.unscoped(reason="test")
    return (
        sends.count() == len(here.enrolments)
        and not sends.filter(state__in=["planned", "queued"]).exists()
        and not OutboxMessage.objects.filter(done_at=None).exists()
    )


def test_killed_at_each_point_nothing_is_lost_and_nothing_doubled(
    running_site: RunningSite, mail_sink: MailSink
) -> None:
    machine = Machine(running_site)
    arrived: Counter[str] = Counter()
    for point in POINTS * ROUNDS:
        machine.new_reminders()
        machine.die(point)
        machine.recover()
        arrived = check_round(point, machine.here, mail_sink, before=arrived)
    machine.worker.stop()


def check_round(point: str, here: World, sink: MailSink, *, before: Counter[str]) -> Counter[str]:
    """Each new send arrived once; one of them twice, under one Message-ID, if the server had taken it."""
    arrived = Counter(str(message["Message-ID"]) for message in sink.messages)
    new = arrived - before
    promised = Delivery.objects.unscoped(reason="test").values_list("message_id", flat=True)
    assert PlannedSend.objects.unscoped(reason="test").filter(state="sent").count() == len(here.enrolments), (
        point
    )
    assert set(arrived) == set(promised), point
    assert len(new) == DOCTORS, (point, new)
    doubled = [times for times in new.values() if times != 1]
    assert doubled == ([2] if point == AFTER_SMTP else []), (point, new)
    return arrived


@pytest.mark.faulty_site
def test_a_message_done_before_the_work_is_noticed(running_site: RunningSite, mail_sink: MailSink) -> None:
    """The control: with a fault that loses mail, the very same check says so."""
    machine = Machine(running_site, CRASH_CONTROL="finish first")
    machine.new_reminders()
    machine.die(BEFORE_SMTP)
    with pytest.raises(AssertionError, match="not settled"):
        machine.recover(seconds=5)
    assert mail_sink.messages == []
    machine.worker.stop()
