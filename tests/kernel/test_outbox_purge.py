"""What was done long ago goes; what is open or failed stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kernel import outbox
from kernel.models import OutboxMessage
from kernel.tasks import purge_outbox

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def a_message(**given: Any) -> OutboxMessage:
    long_ago = NOW - 90 * DAY
    return OutboxMessage.objects.create(topic="test", created_at=long_ago, available_at=long_ago, **given)


def left() -> list[int]:
    return list(OutboxMessage.objects.order_by("pk").values_list("pk", flat=True))


def test_only_what_was_done_more_than_thirty_days_ago_goes() -> None:
    a_message(done_at=NOW - 31 * DAY)
    kept = [
        a_message(done_at=NOW - 30 * DAY),
        a_message(done_at=NOW - DAY),
        a_message(),
        a_message(failed_at=NOW - 80 * DAY),
        a_message(lease_until=NOW - 80 * DAY, attempts=1),
    ]
    assert outbox.purge(now=NOW) == 1
    assert left() == [message.pk for message in kept]


def test_the_days_are_a_setting(settings: Any) -> None:
    settings.LEADERSHIP_OUTBOX_DAYS = 7
    a_message(done_at=NOW - 8 * DAY)
    kept = a_message(done_at=NOW - 6 * DAY)
    assert outbox.purge(now=NOW) == 1
    assert left() == [kept.pk]


@pytest.mark.parametrize("count", [1, 3])
def test_it_is_one_statement_a_part(count: int, django_assert_num_queries: Any) -> None:
    for _number in range(count):
        a_message(done_at=NOW - 31 * DAY)
    with django_assert_num_queries(1):
        assert outbox.purge(now=NOW) == count


def test_a_long_queue_goes_in_parts(monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any) -> None:
    monkeypatch.setattr(outbox, "PURGE_BATCH", 2)
    for _number in range(5):
        a_message(done_at=NOW - 31 * DAY)
    with django_assert_num_queries(3):
        assert outbox.purge(now=NOW) == 5
    assert left() == []


def test_the_daily_task_purges_as_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    a_message(done_at=NOW - 31 * DAY)
    monkeypatch.setattr("kernel.clock.now", lambda: NOW)
    assert purge_outbox() == 1
