"""A batch of people moved, or taken back: the caller holds their locks and the transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from kernel.clock import LONDON
from lms.amendments.enums import CaseState
from lms.amendments.models import Case, Move, Run, TakenBack
from lms.amendments.rules import Plan
from lms.calendar.services import due_dates
from lms.enrolment.models import Enrolment
from lms.progress.nodes import Done
from lms.progress.rules import Standing
from lms.progress.services import projection
from lms.records.models import Verb
from lms.records.services import facts
from lms.reminders.enums import Reason
from lms.reminders.services import planning
from programmes.models import Activity

SOURCE = "amendment"


@dataclass(frozen=True)
class Moved:
    stands: dict[int, Standing]
    met: list[tuple[int, int]]
    """Pairs of enrolment and requirement that are due no longer since the move."""
    differ: frozenset[int] | None
    """The requirements of whose dates reminders are to be planned anew; None for all."""


def move(
    run: Run, rows: Sequence[Enrolment], plans: Mapping[int, Plan], *, by: int | None, now: datetime
) -> Moved:
    """Put these enrolments on the run's version; nothing that was done is done no longer."""
    kept = keep(run, rows, plans, by=by, now=now)
    Move.objects.bulk_create(
        Move(
            run=run,
            enrolment=row,
            from_version_id=row.version_id,
            to_version_id=run.version_id,
            percent_before=plans[row.pk].before.percent,
            percent_after=plans[row.pk].after.percent,
            fact_ids=kept[row.pk],
            moved_at=now,
        )
        for row in rows
    )
    before = {row.pk: row.version_id for row in rows}
    versions = {row.pk: run.version_id for row in rows}
    differ = _change_version(rows, versions, now=now)
    # As the plans have worked it out, with the facts that they asked for.
    found = {row.pk: plans[row.pk].after for row in rows}
    projection.store(rows, found)
    met = [(row.pk, each) for row in rows for each in plans[row.pk].newly_met(differ[before[row.pk]])]
    return Moved(found, met, _to_plan(before, versions, differ))


def _to_plan(
    before: Mapping[int, int], after: Mapping[int, int], differ: Mapping[int, frozenset[int] | None]
) -> frozenset[int] | None:
    """All, where some dates may be others whose requirements are not known, or where reminders differ."""
    found: set[int] = set()
    for old, new in {(before[pk], after[pk]) for pk in before}:
        some = differ[old]
        if some is None or not planning.same_reminders(old, new):
            return None
        found |= some
    return frozenset(found)


def keep(
    run: Run, rows: Sequence[Enrolment], plans: Mapping[int, Plan], *, by: int | None, now: datetime
) -> dict[int, list[int]]:
    """The facts that the plans ask for, by enrolment."""
    versions = _module_versions(plans.values())
    new = [fact for row in rows for fact in _facts(run, row, plans[row.pk], versions)]
    kept: dict[int, list[int]] = defaultdict(list)
    for fact in facts.append_many(new, recorded_by_id=by, now=now):
        kept[fact.enrolment_id or 0].append(fact.pk)
    return kept


def _module_versions(plans: Any) -> Mapping[tuple[Any, Any], int]:
    """The version of the module in which each activity that counts now stands."""
    wanted = {key for each in plans for key in each.completed}
    rows = Activity.objects.filter(key__in={activity for _module, activity in wanted})
    found = rows.order_by("pk").values_list("version__module_key", "key", "version_id")
    return {(module, activity): version for module, activity, version in found}


def _facts(
    run: Run, row: Enrolment, found: Plan, versions: Mapping[tuple[Any, Any], int]
) -> Iterator[facts.NewFact]:
    for (module, activity), done in found.completed.items():
        yield facts.NewFact(
            enrolment=row,
            verb=Verb.COMPLETED,
            source=SOURCE,
            source_key=f"{run.uid}:{row.pk}:{activity}",
            module_key=module,
            activity_key=activity,
            module_version_id=versions[module, activity],
            effective_at=_at(done),
        )
    for requirement, done in found.recognised.items():
        yield facts.NewFact(
            enrolment=row,
            verb=Verb.RECOGNISED,
            source=SOURCE,
            source_key=f"{run.uid}:{row.pk}:{requirement}",
            requirement_key=requirement,
            effective_at=_at(done),
        )


def _at(done: Done) -> datetime:
    """A moment of the day on which it was done."""
    return datetime.combine(done.on, time(12), LONDON).astimezone(UTC)


def _change_version(
    rows: Sequence[Enrolment], versions: Mapping[int, int], *, now: datetime
) -> dict[int, frozenset[int] | None]:
    """Enrolments, dates and planned mails, as each new version has them.

    Returns, by the version that they had, the requirements whose dates may be others now; None for all.
    """
    differ: dict[int, frozenset[int] | None] = {}
    ways: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in rows:
        ways[row.version_id, versions[row.pk]].append(row.pk)
    mine = Enrolment.objects.unscoped(reason="people who are moved, locked by the caller")
    for (old, new), ids in ways.items():
        mine.filter(pk__in=ids).update(version=new)
        followed = due_dates.follow_version(ids, from_version_id=old, to_version_id=new, now=now)
        if followed.dropped:
            planning.suppress_for_due_dates(followed.dropped, reason=Reason.RULE_CHANGED, now=now)
        due_dates.derive(ids, now=now, only=followed.differ)
        differ[old] = followed.differ
    for row in rows:
        row.version_id = versions[row.pk]
    return differ


def take_back(run: Run, moves: Sequence[Move], *, by: int | None, now: datetime) -> Moved:
    """Put these enrolments back where they came from; what the move recorded is revoked.

    What only that had met is due again.
    """
    gone = [fact for each in moves for fact in each.fact_ids]
    facts.revoke_many(gone, source=SOURCE, recorded_by_id=by, now=now)
    TakenBack.objects.bulk_create(TakenBack(move=each, at=now) for each in moves)
    rows = [each.enrolment for each in moves]
    before = {row.pk: row.version_id for row in rows}
    versions = {each.enrolment_id: each.from_version_id for each in moves}
    differ = _change_version(rows, versions, now=now)
    found = projection.refresh(rows)
    again = [
        (each.enrolment_id, requirement)
        for each in moves
        if each.fact_ids
        for requirement in _dated(found[each.enrolment_id]) - found[each.enrolment_id].no_longer_due
    ]
    if due_dates.reopen_many(again):
        due_dates.derive([each.enrolment_id for each in moves if each.fact_ids], now=now)
        return Moved(found, _met(found), None)
    return Moved(found, _met(found), _to_plan(before, versions, differ))


def _dated(stands: Standing) -> frozenset[int]:
    return frozenset(node.requirement_id for node in stands.node.walk() if node.due_days is not None)


def _met(found: Mapping[int, Standing]) -> list[tuple[int, int]]:
    return [(pk, requirement) for pk, stands in found.items() for requirement in stands.no_longer_due]


def open_cases(run: Run, rows: Sequence[Enrolment], plans: Mapping[int, Plan]) -> None:
    """Somebody has to decide about these; a run that is carried on finds those that are there."""
    Case.objects.bulk_create(
        [
            Case(
                run=run,
                enrolment=row,
                doubt=doubtful.doubt,
                requirement_keys=list(doubtful.requirement_keys),
                suggestion=doubtful.suggestion,
            )
            for row in rows
            if (doubtful := plans[row.pk].doubtful) is not None
        ],
        ignore_conflicts=True,
    )


def close_case(case: Case, *, state: CaseState, by: int | None, now: datetime) -> None:
    case.state, case.decided_by_id, case.decided_at = state, by, now
    case.save(update_fields=["state", "decided_by", "decided_at"])
