"""What whoever publishes a programme does with the people who are on an earlier version."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kernel import audit, outbox
from kernel.access import GuardedQuerySet
from kernel.audit import Change
from lms.actions.base import Act, action
from lms.actions.enrolment import change_of
from lms.actions.errors import NotAllowed, Refused
from lms.actions.following import settle_many
from lms.actions.waiting import look_again
from lms.amendments.enums import CaseState, RunState, Suggestion
from lms.amendments.models import Case, Equivalence, Move, Run
from lms.amendments.retiring import coming_back
from lms.amendments.rules import Plan
from lms.amendments.selectors import (
    BATCH,
    REASON,
    Target,
    counts_for,
    in_flight,
    may_be_taken_back,
    of_group,
    plans_for,
)
from lms.amendments.services import moving, succession
from lms.enrolment.enums import OPEN_STATES
from lms.enrolment.models import Enrolment
from lms.progress.nodes import ActivityKey
from lms.reminders.enums import Reason
from lms.reminders.services import planning
from programmes.models import Activity, Programme, ProgrammeVersion, Requirement

TOPIC = "amendments.carry_on"
TELL_TOPIC = "amendments.tell_leads"


@action("amendment.start")
def start_move(
    act: Act, *, version_uid: uuid.UUID, organisation_id: int | None, cohort_id: int | None
) -> Run:
    """Promise to move the people of a cohort, of a trust outside its cohorts, or without a sponsor."""
    version = ProgrammeVersion.objects.filter(uid=version_uid).first()
    if version is None:
        raise NotAllowed
    # Of two presses at once the second finds the first one's run. Versions themselves cannot be locked: the
    # site may not change them.
    Programme.objects.select_for_update(no_key=True, of=("self",)).get(pk=version.programme_id)
    total = of_group(in_flight(version), organisation_id, cohort_id).count()
    if not total:
        raise Refused("nobody", _("Nobody of them is on an earlier version."), _("Open the page again."))
    same = _runs().filter(version=version, organisation=organisation_id, cohort=cohort_id)
    running = same.filter(state__in=[RunState.MOVING, RunState.GOING_BACK]).first()
    if running is not None:
        act.changed_nothing()
        return running
    operation = audit.start_operation(
        act.code, actor=act.context.actor, now=act.now, counts={"people": total}
    )
    run = Run.objects.create(
        version=version,
        organisation_id=organisation_id,
        cohort_id=cohort_id,
        operation=operation,
        total=total,
        started_by_id=act.user_id,
        started_at=act.now,
    )
    outbox.emit(TOPIC, {"run": str(run.uid)}, now=act.now)
    act.audit_in(operation, [_change(run)])
    return run


def _runs() -> GuardedQuerySet[Run]:
    """Between versions: a move to a successor is of another kind."""
    return Run.objects.unscoped(reason=REASON).filter(retirement__isnull=True)


def _change(run: Run, **codes: object) -> Change:
    said = {"state": run.state, "version": run.version.number, **codes}
    return Change(run, codes=said, organisation_key=run.organisation_id)


@action("amendment.move")
def move_batch(act: Act, *, run_uid: uuid.UUID) -> bool:
    """The next few of a run, whom a worker moves; False when these are the last. Nobody is moved twice."""
    run = _locked(run_uid)
    if run.state != RunState.MOVING or run.retirement_id:
        act.changed_nothing()
        return False
    rows = _next(run)
    if not rows:
        return _finished(act, run, RunState.MOVED)
    plans = plans_for(rows, _target(run))
    clear = [row for row in rows if plans[row.pk].doubtful is None]
    moving.open_cases(run, [row for row in rows if plans[row.pk].doubtful is not None], plans)
    run.moved += _moved(act, run, clear, plans=plans)
    run.doubtful += len(rows) - len(clear)
    run.reached = rows[-1].pk
    run.save(update_fields=["moved", "doubtful", "reached"])
    return len(rows) == BATCH or _finished(act, run, RunState.MOVED)


def _locked(run_uid: uuid.UUID) -> Run:
    rows = Run.objects.unscoped(reason=REASON).select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("version", "operation")
    run = rows.filter(uid=run_uid).first()
    if run is None:
        raise NotAllowed
    return run


def _next(run: Run) -> list[Enrolment]:
    rows = of_group(in_flight(run.version), run.organisation_id, run.cohort_id).filter(pk__gt=run.reached)
    return list(_with_people(rows)[:BATCH])


def _with_people(rows: object) -> Sequence[Enrolment]:
    """Locked with their people, in key order, as everybody does who writes facts."""
    found: Sequence[Enrolment] = (
        rows.select_related("person", "version", "organisation", "programme", "contract", "cohort")  # type: ignore[attr-defined]
        .select_for_update(of=("person", "self"), no_key=True)
        .order_by("pk")
    )
    return found


def _target(run: Run) -> Target:
    return Target(counts=counts_for(run.version_id), version_id=run.version_id)


def _moved(act: Act, run: Run, rows: Sequence[Enrolment], *, plans: dict[int, Plan]) -> int:
    if not rows:
        act.changed_nothing()
        return 0
    moved = moving.move(run, rows, plans, by=run.started_by_id, now=act.now)
    _settle(act, run, rows, moved)
    return len(rows)


def _settle(act: Act, run: Run, rows: Sequence[Enrolment], moved: moving.Moved) -> None:
    settle_many(act, rows, moved.stands, met=moved.met)
    look_again(act, rows, moved.stands)
    planning.plan_due_reminders(
        now=act.now,
        enrolment_ids=[row.pk for row in rows],
        stale=Reason.RULE_CHANGED,
        requirement_ids=moved.differ,
    )
    act.audit_in(run.operation, [change_of(row, version=row.version_id) for row in rows])


def _finished(act: Act, run: Run, state: RunState) -> bool:
    if state == RunState.MOVED and run.organisation_id and run.moved:
        payload = {"version": run.version_id, "organisation": run.organisation_id}
        key = f"{TELL_TOPIC}:{run.version_id}:{run.organisation_id}"
        outbox.emit(TELL_TOPIC, payload, now=act.now, key=key)
    run.state, run.finished_at, run.reached = state, act.now, 0
    run.save(update_fields=["state", "finished_at", "reached"])
    act.audit_in(run.operation, [_change(run, moved=run.moved, doubtful=run.doubtful)])
    return False


@action("amendment.take_back")
def take_back_batch(act: Act, *, run_uid: uuid.UUID, begin: bool = False) -> bool:
    """Take a move back, a batch at a time: ``begin`` is the press, the rest is a worker's.

    Who has completed the programme meanwhile, or has been moved on, stays where they are. The same for those
    who went on to the successor of a retired programme: they have their old places again.
    """
    run = _locked(run_uid)
    if begin:
        return _begin_going_back(act, run)
    if run.state != RunState.GOING_BACK:
        act.changed_nothing()
        return False
    to_successor = run.retirement_id is not None
    moves = coming_back.moves_to_take_back(run) if to_successor else _moves_to_take_back(run)
    if not moves:
        return _finished(act, run, RunState.TAKEN_BACK)
    take_back = succession.take_back if to_successor else moving.take_back
    moved = take_back(run, moves, by=run.started_by_id, now=act.now)
    _settle(act, run, [each.left or each.enrolment for each in moves], moved)
    if to_successor:
        act.audit_in(run.operation, [change_of(each.enrolment) for each in moves])
    run.taken_back += len(moves)
    run.reached = moves[-1].pk
    run.save(update_fields=["taken_back", "reached"])
    return True


def _begin_going_back(act: Act, run: Run) -> bool:
    if run.state == RunState.GOING_BACK:
        act.changed_nothing()
        return True
    if run.state != RunState.MOVED or not may_be_taken_back(run, now=act.now):
        raise Refused(
            "not_taken_back",
            _("This move can no longer be taken back."),
            _("It can be for 30 days. Publish a version like the earlier one, and move people to that."),
        )
    run.state, run.finished_at = RunState.GOING_BACK, None
    run.save(update_fields=["state", "finished_at"])
    Case.objects.unscoped(reason=REASON).filter(run=run, state=CaseState.OPEN).update(
        state=CaseState.STAYED, decided_by=act.user_id, decided_at=act.now
    )
    outbox.emit(TOPIC, {"run": str(run.uid)}, now=act.now)
    act.audit_in(run.operation, [_change(run)])
    return True


def _moves_to_take_back(run: Run) -> list[Move]:
    rows = Move.objects.unscoped(reason=REASON).filter(
        run=run,
        pk__gt=run.reached,
        taken_back__isnull=True,
        enrolment__state__in=OPEN_STATES,
        enrolment__version=F("to_version"),
    )
    related = rows.select_related("enrolment__person", "enrolment__version", "enrolment__programme")
    locked = related.select_for_update(of=("enrolment__person", "enrolment"), no_key=True)
    return list(locked.order_by("pk")[:BATCH])


@action("amendment.decide")
def decide_case(act: Act, *, case_uid: uuid.UUID, choice: str) -> Case:
    """Move somebody who was in doubt, with or without what they had begun, or let them stay."""
    rows = Case.objects.unscoped(reason="whoever publishes decides, without names")
    case = rows.select_for_update(of=("self",)).select_related("run__version").filter(uid=case_uid).first()
    if case is None or choice not in Suggestion.values:
        raise NotAllowed
    if case.state != CaseState.OPEN:
        act.changed_nothing()
        return case
    run = _locked(case.run.uid)
    if run.state not in {RunState.MOVED, RunState.MOVING}:
        raise Refused("taken_back", _("This move is being taken back."), _("Open the page again."))
    state = CaseState.STAYED if choice == Suggestion.STAY else CaseState.MOVED
    if state == CaseState.MOVED:
        mine = in_flight(run.version).filter(pk=case.enrolment_id)
        found = list(_with_people(mine))
        plans = plans_for(found, _target(run), count_begun=choice == Suggestion.RECOGNISE)
        run.moved += _moved(act, run, found, plans=plans)
        run.save(update_fields=["moved"])
        state = CaseState.MOVED if found else CaseState.STAYED
    moving.close_case(case, state=state, by=act.user_id, now=act.now)
    act.audit_in(run.operation, [Change(case, codes={"state": case.state, "choice": choice})])
    return case


@action("amendment.equate")
def equate(act: Act, *, version_uid: uuid.UUID, old: ActivityKey, new: ActivityKey) -> Equivalence:
    """Say that one activity counts for another, for all who are moved to this version from now on."""
    version = ProgrammeVersion.objects.filter(uid=version_uid).first()
    if version is None or not _stands_in(version, new):
        raise NotAllowed
    if old == new or not Activity.objects.filter(key=old[1], version__module_key=old[0]).exists():
        raise Refused("not_two", _("Choose two different activities, one of an earlier version."))
    found, made = Equivalence.objects.get_or_create(
        version=version,
        old_module_key=old[0],
        old_activity_key=old[1],
        new_module_key=new[0],
        new_activity_key=new[1],
        defaults={"made_by_id": act.user_id, "made_at": act.now},
    )
    if made:
        act.audit(Change(found, codes={"version": version.number}))
    else:
        act.changed_nothing()
    return found


def _stands_in(version: ProgrammeVersion, activity: ActivityKey) -> bool:
    pins = Requirement.objects.filter(version=version, module_version__module_key=activity[0])
    return Activity.objects.filter(key=activity[1], version__in=pins.values("module_version")).exists()
