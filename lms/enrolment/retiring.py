"""Until when people may finish a programme that is retired: as announced, or later for their group."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import Max

from lms.enrolment.models import Enrolment, LaterClosing
from programmes.retiring import Notice, notice, standing

REASON = "until when people may finish is announced to all of a group"


class GroupKey(NamedTuple):
    """A cohort, a trust outside its cohorts, or those without a sponsor."""

    organisation_id: int | None
    cohort_id: int | None


def group_of(row: Enrolment) -> GroupKey:
    return GroupKey(row.organisation_id, row.cohort_id)


def later_closings(retirement_ids: Collection[int]) -> Mapping[tuple[int, GroupKey], date]:
    """The latest day of each group that has longer, by retirement and group. One query."""
    rows = LaterClosing.objects.unscoped(reason=REASON).filter(retirement__in=retirement_ids)
    found = (
        rows.order_by().values_list("retirement", "organisation", "cohort").annotate(last=Max("closes_on"))
    )
    return {(pk, GroupKey(organisation, cohort)): last for pk, organisation, cohort, last in found}


def closing_of(group: GroupKey, later: Mapping[GroupKey, date], *, closes_on: date) -> date:
    """What was promised to a group stands where everybody's day is earlier."""
    return max(later.get(group, closes_on), closes_on)


def own_notice(row: Enrolment, *, on: date) -> Notice | None:
    """What is said to somebody on the programme. No query where the row knows of no retirement, else one."""
    told = notice(getattr(row, "retiring", None), on=on)
    if told is None:
        return None
    retirement = standing().filter(programme_key=row.version.programme_key)
    later = LaterClosing.objects.unscoped(reason=REASON).filter(
        retirement__in=retirement.values("pk"), organisation=row.organisation_id, cohort=row.cohort_id
    )
    last: date | None = later.aggregate(last=Max("closes_on"))["last"]
    return told.until(max(last, told.closes_on)) if last else told
