"""Dates that fall after the last day of a place: who starts late has as many days as who starts first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max

from lms.calendar.models import DueDate
from lms.enrolment import selectors as enrolment
from lms.enrolment.enums import State
from lms.enrolment.models import Cohort, Contract, Enrolment
from programmes.models import Requirement
from programmes.selectors import latest_version


@dataclass(frozen=True)
class Beyond:
    """``count`` is None where nobody has dates yet: that is what accepting today would give."""

    last_day: date
    latest: date
    count: int | None


def beyond_place(row: Enrolment, dues: Iterable[DueDate], *, on: date) -> Beyond | None:
    """Of somebody on the programme by their own open dates, of somebody invited by what they would get."""
    last_day = enrolment.last_day(row)
    if last_day is None:
        return None
    if row.state == State.INVITED:
        return _if_accepted(row.version_id, row.cohort, last_day, on=on)
    if row.state != State.ACTIVE:
        return None
    late = [due.due_on for due in dues if due.is_to_do and due.due_on > last_day]
    return Beyond(last_day, max(late), len(late)) if late else None


def beyond_new_places(contract: Contract, cohort: Cohort | None, *, on: date) -> Beyond | None:
    """Of those who would be invited now."""
    version = latest_version(contract.programme)
    held: Any = cohort or contract
    return _if_accepted(version.pk, cohort, held.ends_on, on=on) if version else None


def _if_accepted(version_id: int, cohort: Cohort | None, last_day: date, *, on: date) -> Beyond | None:
    dated = Requirement.objects.filter(version_id=version_id, due_days__isnull=False)
    days: int | None = dated.aggregate(days=Max("due_days"))["days"]
    if days is None:
        return None
    latest = (max(cohort.starts_on, on) if cohort else on) + timedelta(days=days)
    return Beyond(last_day, latest, None) if latest > last_day else None
