"""Writing what surrounds the entries: schemes followed, exemptions, the revalidation cycle."""

from __future__ import annotations

from datetime import date, datetime

from lms.cpd.models import CpdExemption, CpdMembership, RevalidationCycle


def follow(person_id: int, scheme_id: int, *, starts_on: date, year_month: int) -> CpdMembership:
    row = CpdMembership(person_id=person_id, scheme_id=scheme_id, starts_on=starts_on, year_month=year_month)
    row.full_clean(exclude=["person", "scheme"])
    row.save(force_insert=True)
    return row


def stop(row: CpdMembership, *, ends_on: date) -> None:
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])


def exempt(
    person_id: int, *, starts_on: date, ends_on: date, reason: str, absence_id: int | None, now: datetime
) -> CpdExemption:
    row = CpdExemption(
        person_id=person_id,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        absence_id=absence_id,
        created_at=now,
    )
    row.full_clean(exclude=["person", "absence"])
    row.save(force_insert=True)
    return row


def end_exemption(row: CpdExemption, *, now: datetime) -> None:
    row.cancelled_at = now
    row.save(update_fields=["cancelled_at"])


def set_cycle(
    person_id: int,
    *,
    previous_on: date,
    submission_on: date,
    instead_of: RevalidationCycle | None,
    now: datetime,
) -> RevalidationCycle:
    if instead_of is not None:
        instead_of.replaced_at = now
        instead_of.save(update_fields=["replaced_at"])
    row = RevalidationCycle(
        person_id=person_id, previous_on=previous_on, submission_on=submission_on, stored_at=now
    )
    row.full_clean(exclude=["person"])
    row.save(force_insert=True)
    return row
