"""Writing the audit trail, in the transaction of the act it records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from kernel.models import AuditDetail, AuditEntry, Operation


@dataclass(frozen=True)
class Actor:
    """Who acts: a signed-in user, the holder of a link, or the system itself."""

    kind: str
    user_id: int | None = None

    @classmethod
    def user(cls, user_id: int) -> Actor:
        return cls("user", user_id)

    @classmethod
    def link(cls) -> Actor:
        return cls("link")

    @classmethod
    def system(cls) -> Actor:
        return cls("system")


@dataclass(frozen=True)
class Change:
    """One row's part in an act. ``codes`` hold ids, codes and numbers only; words go into before/after."""

    obj: models.Model
    codes: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    subject_key: int | None = None
    organisation_key: int | None = None


def record(action: str, change: Change, *, actor: Actor, now: datetime) -> AuditEntry:
    """One entry for one act on one row."""
    return record_many(action, [change], actor=actor, now=now)[0]


def record_many(
    action: str,
    changes: Iterable[Change],
    *,
    actor: Actor,
    now: datetime,
    operation: Operation | None = None,
) -> list[AuditEntry]:
    """Set-based entries: two inserts however many rows an act touched."""
    pairs = [(_entry(action, change, actor, now, operation), change) for change in changes]
    entries = AuditEntry.objects.bulk_create([entry for entry, _ in pairs], batch_size=2000)
    AuditDetail.objects.bulk_create(
        [
            AuditDetail(entry=entry, before=change.before, after=change.after)
            for entry, change in pairs
            if change.before or change.after
        ],
        batch_size=2000,
    )
    return entries


def start_operation(kind: str, *, actor: Actor, now: datetime, counts: dict[str, int]) -> Operation:
    return Operation.objects.create(kind=kind, actor_id=actor.user_id, started_at=now, counts=counts)


def _entry(
    action: str, change: Change, actor: Actor, now: datetime, operation: Operation | None
) -> AuditEntry:
    return AuditEntry(
        at=now,
        action=action,
        actor_kind=actor.kind,
        actor_id=actor.user_id,
        object_type=change.obj._meta.label_lower,
        object_id=change.obj.pk,
        organisation_key=change.organisation_key,
        subject_key=change.subject_key,
        operation=operation,
        codes=change.codes,
    )


def forget_details(subject_keys: Iterable[int]) -> int:
    """Delete what the trail says in words about these people; the entries themselves stay."""
    deleted, _tables = AuditDetail.objects.filter(entry__subject_key__in=list(subject_keys)).delete()
    return deleted
