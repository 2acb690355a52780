"""The audit trail: one entry an act, two inserts for a bulk act, words apart from codes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from kernel import audit
from kernel.audit import Actor, Change
from kernel.models import AuditDetail, AuditEntry, Operation, OutboxMessage

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def a_row() -> OutboxMessage:
    return OutboxMessage.objects.create(topic="test", created_at=NOW, available_at=NOW)


def test_an_entry_holds_ids_and_codes() -> None:
    row = a_row()

    entry = audit.record(
        "thing.done",
        Change(row, codes={"state": "new"}, subject_key=7, organisation_key=9),
        actor=Actor.system(),
        now=NOW,
    )

    entry.refresh_from_db()
    assert (entry.at, entry.action, entry.actor_kind, entry.actor_id) == (NOW, "thing.done", "system", None)
    assert (entry.object_type, entry.object_id) == ("leadership_kernel.outboxmessage", row.pk)
    assert (entry.subject_key, entry.organisation_key, entry.codes) == (7, 9, {"state": "new"})
    assert not AuditDetail.objects.exists()


def test_words_stand_in_a_side_row_that_can_be_erased() -> None:
    entry = audit.record(
        "thing.changed",
        Change(a_row(), before={"name": "Ada"}, after={"name": "Adah"}),
        actor=Actor.link(),
        now=NOW,
    )

    detail = AuditDetail.objects.get(entry=entry)
    assert (detail.before, detail.after) == ({"name": "Ada"}, {"name": "Adah"})
    detail.delete()
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_bulk_act_costs_two_inserts(count: int, django_assert_num_queries: Any) -> None:
    changes = [Change(a_row(), after={"n": n}) for n in range(count)]
    operation = audit.start_operation("many", actor=Actor.system(), now=NOW, counts={"rows": count})

    with django_assert_num_queries(2):
        audit.record_many("many", changes, actor=Actor.system(), now=NOW, operation=operation)

    assert Operation.objects.get().entries.count() == count
    assert AuditDetail.objects.count() == count
