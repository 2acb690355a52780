"""What follows for dates and mails where work goes to its markers, and where it comes back.

While nothing is left of something but what is with the markers, it is not to be done: no mail speaks of it
and nobody is late. When it comes back the days that it waited do not count, and some are left for changes.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence

from lms.actions.base import Act
from lms.calendar.services import due_dates
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.progress.rules import Standing
from lms.progress.selectors import standings, tree_for
from lms.progress.waiting import waiting_dates
from lms.reminders.enums import Reason
from lms.reminders.services import planning


def start_waiting(act: Act, rows: Sequence[Enrolment], found: Mapping[int, Standing]) -> None:
    """After something was done or handed in. Without work for markers among what is left: no query."""
    dates = due_dates.start_waiting(waiting_dates(rows, found), now=act.now)
    if dates:
        planning.suppress_for_due_dates(dates, reason=Reason.HANDED_IN, now=act.now)


def look_again(
    act: Act,
    rows: Sequence[Enrolment],
    found: Mapping[int, Standing] | None = None,
    *,
    came_back: uuid.UUID | None = None,
) -> None:
    """After anything that may end a wait. ``came_back`` is the module whose work the doctor has again."""
    found = standings(rows) if found is None else found
    waits = waiting_dates(rows, found)
    ended = due_dates.waiting([row.pk for row in rows]) - waits
    if came_back is not None:
        ended |= _dates_of(came_back, rows) - waits
    _count_again(act, rows, ended)
    dates = due_dates.start_waiting(waits, now=act.now)
    if dates:
        planning.suppress_for_due_dates(dates, reason=Reason.HANDED_IN, now=act.now)


def _dates_of(module_key: uuid.UUID, rows: Sequence[Enrolment]) -> set[tuple[int, int]]:
    return {
        (row.pk, node.requirement_id)
        for row in rows
        for node in tree_for(row).places_of(module_key)
        if node.due_days is not None
    }


def _count_again(act: Act, rows: Sequence[Enrolment], ended: Collection[tuple[int, int]]) -> None:
    moved = due_dates.count_again(ended, on=act.today)
    active = [row.pk for row in rows if row.pk in moved and row.state == State.ACTIVE]
    if active:
        due_dates.derive(active, now=act.now)
        planning.plan_due_reminders(now=act.now, enrolment_ids=active)
