"""The broker killed and wiped while work is promised: no request waits, nothing is lost or doubled."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction

from cms.celery import app
from cms.local.valkey import Valkey
from kernel import clock
from kernel.models import OutboxMessage
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.reminders.services import planning
from tests.reminders.build import World, enrol, world
from tests.servers import MailSink, RunningProcess, RunningSite, wait_until

pytestmark = [pytest.mark.crash, pytest.mark.bar(16), pytest.mark.bar(24)]

DOCTORS = 4
PATIENCE = 0.5


def invite(here: World) -> float:
    """Invite some doctors as a request would; how long it took beyond the writing itself."""
    rows = enrol(here, DOCTORS, state=State.INVITED, with_users=False)
    Enrolment.objects.unscoped(reason="test").update(expires_at=clock.now() + timedelta(days=21))
    with transaction.atomic():
        planning.plan_invitations(rows, now=clock.now())
        before_commit = time.monotonic()
    return time.monotonic() - before_commit


def is_at_rest(worker: RunningProcess) -> bool:
    """What it was told to do it has done: otherwise it may still look for more by itself."""
    said = worker.said()
    return 0 < said.count("] received") == said.count("] succeeded in ")


def test_the_broker_is_killed_and_wiped_under_work(
    running_site: RunningSite, broker: Valkey, mail_sink: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.conf, "broker_write_url", broker.url())
    worker = running_site.worker(timetable=True)
    here = world()
    waits = [invite(here)]
    mail_sink.wait_for(DOCTORS, seconds=30)
    wait_until(lambda: is_at_rest(worker), seconds=30, what="the worker at rest")

    broker.kill()
    waits += [invite(here) for _ in range(3)]
    assert len(mail_sink.messages) == DOCTORS
    assert OutboxMessage.objects.filter(done_at=None).count() == 3

    broker.forget()
    broker.start()
    waits.append(invite(here))
    mail_sink.wait_for(5 * DOCTORS, seconds=60)
    wait_until(
        lambda: not OutboxMessage.objects.filter(done_at=None).exists(), seconds=30, what="an empty outbox"
    )
    # Asked to stop, one whose broker was lost may wait long for it; how it ends is not the point here.
    worker.kill()

    # Trying again would cost each of the three as much; a busy machine does not delay them all.
    assert min(waits[1:4]) < PATIENCE, waits
    counts = Counter(recipients[0] for recipients in mail_sink.recipients)
    assert sorted(counts.values()) == [1] * 5 * DOCTORS
    assert len({message["Message-ID"] for message in mail_sink.messages}) == 5 * DOCTORS


def test_a_nudge_spares_the_wait_for_the_clock(
    running_site: RunningSite, broker: Valkey, mail_sink: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: with no timetable running, only what the broker carries can set the worker to work."""
    monkeypatch.setattr(app.conf, "broker_write_url", broker.url())
    worker = running_site.worker()
    here = world()
    invite(here)
    mail_sink.wait_for(DOCTORS, seconds=30)
    wait_until(lambda: is_at_rest(worker), seconds=30, what="the worker at rest")
    broker.kill()
    invite(here)
    time.sleep(2)
    assert len(mail_sink.messages) == DOCTORS
    worker.kill()
