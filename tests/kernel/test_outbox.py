"""The outbox: promised, held under a lease, done, retried or given up; never waiting for a broker."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from kernel import outbox
from kernel.models import OutboxMessage
from kernel.tasks import drain_outbox
from tests.conftest import AsSite
from tests.servers import free_port

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
AFTER_LEASE = NOW + outbox.LEASE + timedelta(seconds=1)


class Work:
    """A handler that keeps what it was given, and fails as often as it is told to."""

    def __init__(self) -> None:
        self.done: list[dict[str, Any]] = []
        self.failures = 0

    def __call__(self, message: OutboxMessage, now: datetime) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("not today")
        self.done.append(message.payload)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    found = Work()
    monkeypatch.setitem(outbox._handlers, "test", found)
    return found


@pytest.fixture
def nudges(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    found: list[int] = []
    monkeypatch.setattr(outbox, "_nudge", lambda: found.append(1))
    return found


def clock_at(moment: datetime) -> outbox.Clock:
    return lambda: moment


def emit_and_fail(n: int) -> None:
    """Promise something in a transaction, or a part of one, that is rolled back."""
    with transaction.atomic():
        outbox.emit("test", {"n": n}, now=NOW)
        transaction.set_rollback(True)


def one() -> OutboxMessage:
    return OutboxMessage.objects.get()


@pytest.mark.django_db(transaction=True)
def test_a_promise_stands_or_falls_with_its_transaction(work: Work, nudges: list[int]) -> None:
    emit_and_fail(1)
    assert OutboxMessage.objects.count() == 0
    assert nudges == []
    with transaction.atomic():
        outbox.emit("test", {"n": 2}, now=NOW)
        assert nudges == []
    assert nudges == [1]
    assert outbox.drain(clock=clock_at(NOW)) == 1
    assert work.done == [{"n": 2}]
    assert one().done_at == NOW
    assert one().lease_until is None
    assert one().payload == {}
    assert outbox.drain(clock=clock_at(AFTER_LEASE)) == 0
    assert work.done == [{"n": 2}]


@pytest.mark.django_db(transaction=True)
def test_one_nudge_for_each_transaction(nudges: list[int]) -> None:
    with transaction.atomic():
        for n in range(3):
            outbox.emit("test", {"n": n}, now=NOW)
        emit_and_fail(4)
        outbox.emit_many("test", [({"n": 5}, None), ({"n": 6}, None)], now=NOW)
    assert nudges == [1]
    with transaction.atomic():
        emit_and_fail(7)
        outbox.emit("test", {"n": 8}, now=NOW)
    assert nudges == [1, 1]
    assert OutboxMessage.objects.count() == 6


@pytest.mark.django_db
def test_the_same_key_is_promised_once(work: Work) -> None:
    outbox.emit("test", {"n": 1}, now=NOW, key="same")
    outbox.emit("test", {"n": 2}, now=NOW, key="same")
    outbox.emit("test", {"n": 3}, now=NOW)
    outbox.emit("test", {"n": 3}, now=NOW)
    outbox.drain(clock=clock_at(NOW))
    assert work.done == [{"n": 1}, {"n": 3}, {"n": 3}]


@pytest.mark.django_db
def test_a_lease_keeps_others_off_until_it_runs_out(work: Work) -> None:
    outbox.emit("test", {"n": 1}, now=NOW)
    (dead_workers,) = outbox.claim(now=NOW)
    assert dead_workers.attempts == 1
    assert outbox.claim(now=NOW) == []
    assert outbox.claim(now=NOW + outbox.LEASE) == []
    assert outbox.drain(clock=clock_at(NOW + outbox.LEASE)) == 0
    assert work.done == []

    assert outbox.drain(clock=clock_at(AFTER_LEASE)) == 1
    assert work.done == [{"n": 1}]
    assert one().attempts == 2
    assert one().done_at == AFTER_LEASE


@pytest.mark.django_db
def test_a_real_lease_runs_out_by_the_real_clock(work: Work) -> None:
    began = datetime.now(UTC)
    outbox.emit("test", {"n": 1}, now=began)
    outbox.claim(now=began, lease=timedelta(milliseconds=200))
    assert outbox.drain(clock=lambda: datetime.now(UTC)) == 0
    time.sleep(0.25)
    assert outbox.drain(clock=lambda: datetime.now(UTC)) == 1
    assert work.done == [{"n": 1}]


@pytest.mark.django_db
def test_a_slow_worker_does_not_undo_what_a_quicker_one_did(work: Work) -> None:
    outbox.emit("test", {"n": 1}, now=NOW)
    (slow,) = outbox.claim(now=NOW)
    (quick,) = outbox.claim(now=AFTER_LEASE)
    work.failures = 1
    outbox.handle(slow, clock=clock_at(AFTER_LEASE))
    assert one().lease_until == AFTER_LEASE + outbox.LEASE, (
        "the failure of the slow one must not free the row"
    )
    assert one().last_error == ""
    outbox.handle(quick, clock=clock_at(AFTER_LEASE))
    assert one().done_at == AFTER_LEASE
    outbox.handle(slow, clock=clock_at(AFTER_LEASE + timedelta(hours=1)))
    assert one().done_at == AFTER_LEASE


@pytest.mark.django_db
def test_failures_are_tried_again_later_and_later_and_then_given_up(
    work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    outbox.emit("test", {"n": 1}, now=NOW)
    work.failures = 100
    moment, waits = NOW, []
    for _ in range(outbox.MAX_ATTEMPTS):
        assert outbox.drain(clock=clock_at(moment)) == 1
        row = one()
        waits.append((row.available_at - moment).total_seconds())
        moment = row.available_at
    assert waits[:-1] == [30, 60, 120, 240, 480, 960, 1920]
    assert one().failed_at == moment
    assert one().last_error == "RuntimeError('not today')"
    assert one().attempts == 8
    assert outbox.drain(clock=clock_at(moment + timedelta(days=9))) == 0
    assert "not today" in caplog.text


@pytest.mark.django_db
def test_one_failure_does_not_stop_the_rest(work: Work) -> None:
    outbox.emit_many("test", [({"n": n}, None) for n in range(3)], now=NOW)
    work.failures = 1
    assert outbox.drain(clock=clock_at(NOW)) == 3
    assert work.done == [{"n": 1}, {"n": 2}]
    assert outbox.drain(clock=clock_at(LATER)) == 1
    assert work.done == [{"n": 1}, {"n": 2}, {"n": 0}]


@pytest.mark.django_db
def test_a_message_that_kills_every_worker_is_given_up(work: Work, caplog: pytest.LogCaptureFixture) -> None:
    outbox.emit("test", {"n": 1}, now=NOW)
    moment = NOW
    for _ in range(outbox.MAX_ATTEMPTS):
        assert len(outbox.claim(now=moment)) == 1
        moment += outbox.LEASE + timedelta(seconds=1)
    assert outbox.drain(clock=clock_at(moment)) == 0
    assert one().failed_at == moment
    assert one().last_error == "the worker died at every attempt"
    assert work.done == []


@pytest.mark.django_db
def test_an_unknown_topic_waits_for_a_worker_that_knows_it(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox.emit("news", {"n": 1}, now=NOW)
    outbox.drain(clock=clock_at(NOW))
    assert one().done_at is None
    monkeypatch.setitem(outbox._handlers, "news", work)
    outbox.drain(clock=clock_at(LATER))
    assert work.done == [{"n": 1}]


def test_a_topic_has_one_handler(work: Work) -> None:
    assert outbox.handler("test")(work) is work
    with pytest.raises(ValueError, match="has a handler already"):
        outbox.handler("test")(Work())


@pytest.mark.django_db
def test_whoever_finds_work_wakes_one_more_worker(work: Work, nudges: list[int]) -> None:
    assert outbox.drain(clock=clock_at(NOW)) == 0
    assert nudges == []
    OutboxMessage.objects.bulk_create(
        OutboxMessage(topic="test", payload={}, created_at=NOW, available_at=NOW) for _ in range(3)
    )
    assert outbox.drain(clock=clock_at(NOW)) == 3
    assert nudges == [1]


@pytest.mark.django_db(transaction=True)
def test_two_connections_claim_different_rows_and_neither_waits() -> None:
    OutboxMessage.objects.bulk_create(
        OutboxMessage(topic="test", payload={"n": n}, created_at=NOW, available_at=NOW) for n in range(4)
    )
    both_hold = threading.Barrier(2, timeout=10)
    claimed: list[list[int]] = []

    def worker() -> None:
        try:
            with transaction.atomic():
                mine = [message.pk for message in outbox.claim(now=NOW, limit=2)]
                both_hold.wait()
            claimed.append(mine)
        finally:
            connection.close()

    run_all(worker, worker)
    assert [len(mine) for mine in claimed] == [2, 2]
    assert len({pk for mine in claimed for pk in mine}) == 4


@pytest.mark.django_db(transaction=True)
def test_without_skipping_locked_rows_the_second_waits() -> None:
    """The control of the test above: a plain lock makes the second connection wait for the first."""
    OutboxMessage.objects.create(topic="test", payload={}, created_at=NOW, available_at=NOW)
    held, release = threading.Event(), threading.Event()
    second_has_it = threading.Event()

    def first() -> None:
        try:
            with transaction.atomic():
                outbox.claim(now=NOW)
                held.set()
                release.wait(10)
        finally:
            connection.close()

    def second() -> None:
        try:
            held.wait(10)
            assert outbox.claim(now=NOW) == []
            with transaction.atomic():
                list(OutboxMessage.objects.select_for_update())
            second_has_it.set()
        finally:
            connection.close()

    def judge() -> None:
        held.wait(10)
        assert not second_has_it.wait(0.5)
        release.set()
        assert second_has_it.wait(10)

    run_all(first, second, judge)


def run_all(*work: Callable[[], None]) -> None:
    faults: list[BaseException] = []

    def guarded(function: Callable[[], None]) -> None:
        try:
            function()
        except BaseException as fault:  # noqa: BLE001 -- shown by the test's own thread
            faults.append(fault)

    threads = [threading.Thread(target=guarded, args=[function]) for function in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert faults == []


@pytest.fixture
def hanging_port() -> Iterator[int]:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(50)
        yield silent.getsockname()[1]


@pytest.fixture
def broker_url(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def use(url: str) -> None:
        monkeypatch.setattr(drain_outbox.app.conf, "broker_write_url", url)

    return use


@pytest.mark.bar(24)
@pytest.mark.parametrize("broker", ["redis+socket:///nowhere/valkey.sock", "redis://127.0.0.1:{closed}/0"])
@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_delays_nobody_and_loses_nothing(
    work: Work, broker: str, broker_url: Callable[[str], None]
) -> None:
    broker_url(broker.format(closed=free_port()))
    emit_and_time(0)
    assert emit_and_time(1) < 0.2
    assert OutboxMessage.objects.filter(done_at=None).count() == 2
    assert outbox.drain(clock=clock_at(NOW)) == 2
    assert work.done == [{"n": 0}, {"n": 1}]


@pytest.mark.bar(24)
@pytest.mark.parametrize("broker", ["redis://127.0.0.1:{port}/0", "amqp://127.0.0.1:{port}//"])
@pytest.mark.django_db(transaction=True)
def test_a_broker_that_hangs_delays_nobody_for_long(
    work: Work, broker: str, broker_url: Callable[[str], None], hanging_port: int
) -> None:
    broker_url(broker.format(port=hanging_port))
    emit_and_time(0)
    assert 0.25 < emit_and_time(1) < 0.5
    assert outbox.drain(clock=clock_at(NOW)) == 2
    assert work.done == [{"n": 0}, {"n": 1}]


def emit_and_time(n: int) -> float:
    began = time.monotonic()
    with transaction.atomic():
        outbox.emit("test", {"n": n}, now=NOW)
    return time.monotonic() - began


@pytest.mark.django_db
def test_the_site_itself_may_do_all_this(work: Work, as_site: AsSite) -> None:
    with as_site():
        outbox.emit("test", {"n": 1}, now=NOW)
        assert outbox.drain(clock=clock_at(NOW)) == 1
    assert work.done == [{"n": 1}]


@pytest.mark.django_db
def test_the_task_drains(work: Work) -> None:
    outbox.emit("test", {"n": 1}, now=NOW)
    assert drain_outbox() == 1
    assert work.done == [{"n": 1}]


@pytest.mark.django_db
def test_the_database_refuses_a_message_both_done_and_failed() -> None:
    OutboxMessage.objects.create(topic="test", payload={}, created_at=NOW, available_at=NOW)
    with pytest.raises(IntegrityError, match="outbox_done_or_failed"), transaction.atomic():
        OutboxMessage.objects.update(done_at=NOW, failed_at=NOW)
    assert one().done_at is None
    OutboxMessage.objects.update(key="same")
    with pytest.raises(IntegrityError, match="outbox"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO leadership_kernel_outboxmessage"
            " (topic, payload, key, created_at, available_at, attempts, last_error)"
            " SELECT topic, payload, key, created_at, available_at, 0, ''"
            " FROM leadership_kernel_outboxmessage"
        )


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3, 30])
def test_nothing_to_do_costs_two_queries_and_a_savepoint(count: int, django_assert_num_queries: Any) -> None:
    OutboxMessage.objects.bulk_create(
        OutboxMessage(topic="test", payload={}, created_at=NOW, available_at=NOW, done_at=NOW)
        for _ in range(count)
    )
    with django_assert_num_queries(4):
        outbox.drain(clock=clock_at(NOW))
