"""A batch of people who go on from a retired programme to its successor, or come back from it.

The caller holds their locks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kernel.clock import local_date
from lms.amendments.models import Move, Run, TakenBack
from lms.amendments.rules import Plan
from lms.amendments.services.moving import SOURCE, Moved, keep
from lms.calendar.services import due_dates
from lms.enrolment.enums import CAME_BACK, GONE_ON, Source, State
from lms.enrolment.models import Contract, Enrolment
from lms.enrolment.services import enrolments
from lms.progress.rules import Standing
from lms.progress.services import projection
from lms.records.services import facts
from lms.reminders.enums import Reason
from lms.reminders.services import planning


@dataclass(frozen=True)
class GoneOn:
    """The new places, and how each stands."""

    rows: Sequence[Enrolment]
    stands: dict[int, Standing]


def go_on(
    run: Run,
    rows: Sequence[Enrolment],
    plans: Mapping[int, Plan],
    *,
    contract: Contract | None,
    by: int | None,
    now: datetime,
) -> GoneOn:
    """A place on the successor for each, from today, with what counts for it; the old place ends."""
    enrolments.withdraw_many(rows, reason=GONE_ON, by_user_id=by, now=now)
    planning.suppress_for_enrolments([row.pk for row in rows], reason=Reason.GONE_ON, now=now)
    made = enrolments.add_enrolments(
        [_place(run, row, contract, now=now) for row in rows], by_user_id=by, now=now
    )
    theirs = {new.pk: plans[row.pk] for new, row in zip(made, rows, strict=True)}
    for new in made:
        new.version = run.version
    kept = keep(run, made, theirs, by=by, now=now)
    Move.objects.bulk_create(
        Move(
            run=run,
            enrolment=new,
            from_version_id=row.version_id,
            to_version_id=run.version_id,
            left=row,
            percent_before=plans[row.pk].before.percent,
            percent_after=plans[row.pk].after.percent,
            fact_ids=kept[new.pk],
            moved_at=now,
        )
        for new, row in zip(made, rows, strict=True)
    )
    found = projection.refresh(made)
    due_dates.derive([new.pk for new in made], now=now)
    return GoneOn(made, found)


def _place(run: Run, row: Enrolment, contract: Contract | None, *, now: datetime) -> Enrolment:
    return Enrolment(
        person=row.person,
        programme_id=run.version.programme_id,
        version=run.version,
        contract=contract,
        organisation_id=run.organisation_id,
        source=Source.SUCCESSOR,
        state=State.ACTIVE,
        invited_as=row.invited_as,
        stage=row.stage,
        starts_on=local_date(now),
        created_at=now,
    )


def take_back(run: Run, moves: Sequence[Move], *, by: int | None, now: datetime) -> Moved:
    """These have their old places again, as these stood; the new ones end.

    What they have done since stays on their record, and counts where the old programme asks for it too.
    """
    gone = [fact for each in moves for fact in each.fact_ids]
    facts.revoke_many(gone, source=SOURCE, recorded_by_id=by, now=now)
    TakenBack.objects.bulk_create(TakenBack(move=each, at=now) for each in moves)
    new = [each.enrolment for each in moves]
    enrolments.withdraw_many(new, reason=CAME_BACK, by_user_id=by, now=now)
    planning.suppress_for_enrolments([row.pk for row in new], reason=Reason.WITHDRAWN, now=now)
    old = [each.left for each in moves if each.left is not None]
    enrolments.reinstate_many(old, by_user_id=by, now=now)
    found = projection.refresh([*old, *new])
    due_dates.derive([row.pk for row in old], now=now)
    met = [(row.pk, requirement) for row in old for requirement in found[row.pk].no_longer_due]
    return Moved(found, met, None)
