"""Recording absence. The caller derives the due dates anew and plans the reminders that follow from them."""

from __future__ import annotations

from datetime import date, datetime

from lms.calendar.models import Absence, AbsenceReason


def record(
    person_id: int, *, starts_on: date, ends_on: date, reason: AbsenceReason | str, now: datetime
) -> Absence:
    """Raises ``ValidationError`` where the last day comes before the first or the reason is unknown."""
    absence = Absence(
        person_id=person_id, starts_on=starts_on, ends_on=ends_on, reason=reason, created_at=now
    )
    absence.full_clean(exclude=["person"])
    absence.save(force_insert=True)
    return absence


def cancel(absence: Absence, *, now: datetime) -> bool:
    """Whether this call took it back; a second one changes nothing."""
    standing = Absence.objects.unscoped(reason="cancelling an absence in hand").filter(
        pk=absence.pk, cancelled_at__isnull=True
    )
    done = standing.update(cancelled_at=now) == 1
    absence.refresh_from_db(fields=["cancelled_at"])
    return done
