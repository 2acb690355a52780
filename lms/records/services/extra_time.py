"""More time for somebody, set by themselves or by a lead. The caller holds the person's lock."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from lms.records.models import ExtraTime


def change(person_id: int, *, organisation_id: int | None, percent: int, now: datetime) -> ExtraTime | None:
    """What is in force from now on, from this side; 0 ends it. None where nothing was and nothing is."""
    rows = ExtraTime.objects.unscoped(reason="what is in force, under the person's lock")
    side = Q(organisation_id=organisation_id) if organisation_id else Q(organisation__isnull=True)
    held: ExtraTime | None = rows.filter(side, person_id=person_id, ended_at__isnull=True).first()
    if held is not None and held.percent != percent:
        held.ended_at = now
        held.save(update_fields=["ended_at"])
    if not percent or (held is not None and held.percent == percent):
        return held
    made: ExtraTime = ExtraTime.objects.create(
        person_id=person_id, organisation_id=organisation_id, percent=percent, set_at=now
    )
    return made
