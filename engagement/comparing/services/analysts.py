"""Letting somebody read the results of all trusts, ending it, and writing down what they do."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from engagement.comparing.enums import UseKind
from engagement.comparing.errors import ComparisonRefused
from engagement.comparing.models import AnalystGrant, AnalystUse

REASON = "a grant to an analyst"
LONGEST = timedelta(days=366)


def grant(
    user: Any, *, purpose: str, starts_on: date, ends_on: date, granted_by: int | None, now: datetime
) -> AnalystGrant:
    if ends_on < starts_on or ends_on - starts_on > LONGEST:
        raise ComparisonRefused("grant_dates")
    return AnalystGrant.objects.unscoped(reason=REASON).create(
        user=user,
        purpose=purpose,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by_id=granted_by,
        granted_at=now,
    )


def revoke(row: AnalystGrant, *, user_id: int | None, now: datetime) -> None:
    """``row`` is locked by the caller."""
    if row.revoked_at is not None:
        raise ComparisonRefused("revoked")
    row.revoked_at, row.revoked_by_id = now, user_id
    row.save(update_fields=["revoked_at", "revoked_by"])


def lock(row: AnalystGrant) -> AnalystGrant:
    rows = AnalystGrant.objects.unscoped(reason=REASON).select_for_update(of=("self",))
    return rows.select_related("user").get(pk=row.pk)


def note(row: AnalystGrant, kind: UseKind, *, now: datetime, asked: str = "", rows: int = 0) -> AnalystUse:
    uses = AnalystUse.objects.unscoped(reason=REASON)
    return uses.create(grant=row, kind=kind, asked=asked[:300], rows=rows, at=now)
