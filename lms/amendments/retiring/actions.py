"""Retiring a programme, taking that back, and going on to the successor."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel import audit, outbox
from kernel.audit import Change
from lms.actions.base import Act, action
from lms.actions.enrolment import change_of
from lms.actions.errors import NotAllowed, Refused
from lms.actions.following import settle_many
from lms.actions.waiting import start_waiting
from lms.amendments.enums import RunState
from lms.amendments.models import Run
from lms.amendments.presenters import few
from lms.amendments.retiring import selectors
from lms.amendments.selectors import BATCH, Target, counts_for, plans_for
from lms.amendments.services import succession
from lms.calendar.presenters import in_words
from lms.enrolment.models import Contract, Enrolment
from lms.enrolment.retiring import GroupKey
from lms.enrolment.services import enrolments
from lms.organisations import locks
from lms.reminders.services import planning
from programmes.models import Programme, ProgrammeVersion, Retirement
from programmes.retiring import notice_of, retirement_of
from programmes.rules.retiring import LONGEST_REASON, fault_of_dates, may_be_taken_back
from programmes.selectors import latest_version, version_on_offer

TOPIC = "programme.go_on"
TELL_TOPIC = "programme.tell_of_retirement"
LONGEST = timedelta(days=5 * 366)

FAULTS = {
    "cut_off_passed": _("The programme takes nobody new from tomorrow on at the earliest."),
    "closes_before": _("Nobody can be asked to finish before the programme has stopped taking people."),
}


@action("programme.retire")
def retire_programme(
    act: Act,
    *,
    programme_key: uuid.UUID,
    cut_off: date,
    closes_on: date,
    reason: str,
    successor_key: uuid.UUID | None = None,
) -> Retirement:
    """Announce that a programme takes nobody new from a day on. The same twice is once."""
    programme = _locked_programme(programme_key)
    reason = reason.strip()
    there = retirement_of(programme)
    if there is not None:
        return _same_or_refuse(act, there, (cut_off, closes_on, reason, successor_key))
    if fault := fault_of_dates(cut_off, closes_on, on=act.today):
        raise Refused(fault, FAULTS[fault])
    if not reason or len(reason) > LONGEST_REASON or closes_on > act.today + LONGEST:
        raise Refused(
            "incomplete",
            _("Say why, in at most %(most)s characters, and a day to finish by within five years.")
            % {"most": LONGEST_REASON},
        )
    successor = successor_named(programme, successor_key, on=act.today) if successor_key else None
    retirement = Retirement.objects.create(
        programme=programme,
        programme_key=programme.translation_key,
        cut_off=cut_off,
        closes_on=closes_on,
        reason=reason,
        successor=successor,
        announced_on=act.today,
        announced_at=act.now,
        announced_by_id=act.user_id,
    )
    _promise_to_tell(retirement, act)
    act.audit(_change(retirement, closes_on=closes_on.isoformat(), after={"reason": reason}))
    return retirement


def _locked_programme(programme_key: uuid.UUID) -> Programme:
    rows = Programme.objects.filter(translation_key=programme_key).select_for_update(
        of=("self",), no_key=True
    )
    found: Programme | None = next((row for row in rows.order_by("pk") if row.source().pk == row.pk), None)
    if found is None or latest_version(found) is None:
        raise NotAllowed
    return found


def _same_or_refuse(act: Act, there: Retirement, said: tuple[Any, ...]) -> Retirement:
    key = there.successor.translation_key if there.successor else None
    if said != (there.cut_off, there.closes_on, there.reason, key):
        raise Refused(
            "retired_already",
            _("This programme is being retired already."),
            _("Correct what was announced, if it is to be otherwise."),
        )
    act.changed_nothing()
    return there


def successor_named(programme: Programme, key: uuid.UUID, *, on: date) -> Programme:
    version = version_on_offer(key) if key != programme.translation_key else None
    if version is None:
        raise Refused("no_successor", _("Choose a published programme as the successor, or none."))
    if notice_of(version, on=on) is not None:
        raise Refused("successor_retired", _("The successor is being retired itself: choose another."))
    return version.programme


def _promise_to_tell(retirement: Retirement, act: Act) -> None:
    key = f"{TELL_TOPIC}:{retirement.uid}:{retirement.taken_back_on or ''}"
    outbox.emit(TELL_TOPIC, {"retirement": str(retirement.uid)}, now=act.now, key=key)


def _change(retirement: Retirement, *, after: dict[str, Any] | None = None, **codes: object) -> Change:
    said = {"programme": str(retirement.programme_key), "cut_off": retirement.cut_off.isoformat(), **codes}
    return Change(retirement, codes=said, after=after or {})


@action("programme.take_back_retirement")
def take_back_retirement(act: Act, *, retirement_uid: uuid.UUID) -> Retirement:
    """Before the cut-off: the programme goes on. Who was told of its end is told so."""
    retirement = _locked(retirement_uid)
    if retirement.taken_back_on is not None:
        act.changed_nothing()
        return retirement
    if not may_be_taken_back(retirement.cut_off, on=act.today):
        raise Refused(
            "too_late",
            _("Since %(day)s people have been turned away, so this can no longer be taken back.")
            % {"day": in_words(retirement.cut_off)},
            _("Publish a programme like it, if it is wanted again."),
        )
    retirement.taken_back_on, retirement.taken_back_by_id = act.today, act.user_id
    retirement.save(update_fields=["taken_back_on", "taken_back_by"])
    _promise_to_tell(retirement, act)
    act.audit(_change(retirement))
    return retirement


def _locked(retirement_uid: uuid.UUID) -> Retirement:
    rows = Retirement.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("programme", "successor").filter(uid=retirement_uid).first()
    if found is None:
        raise NotAllowed
    return found


def locked_standing(retirement_uid: uuid.UUID) -> Retirement:
    found = _locked(retirement_uid)
    if found.taken_back_on is not None:
        raise Refused("not_retired", _("The programme is not being retired."), _("Open the page again."))
    return found


@action("programme.to_successor")
def start_going_on(
    act: Act, *, retirement_uid: uuid.UUID, organisation_id: int | None, cohort_id: int | None
) -> Run:
    """Promise that those of a group who would be late go on to the successor, in seats of their trust."""
    retirement = locked_standing(retirement_uid)
    version = _version_of_successor(retirement, on=act.today)
    running = (
        Run.objects.unscoped(reason=selectors.REASON)
        .filter(retirement=retirement, organisation=organisation_id, cohort=cohort_id, state=RunState.MOVING)
        .first()
    )
    if running is not None:
        act.changed_nothing()
        return running
    total = selectors.may_go_on(retirement, GroupKey(organisation_id, cohort_id)).count()
    if not total:
        raise Refused("nobody", _("Nobody of them is learning, late, and without a place on the successor."))
    _demand_room(retirement, version, organisation_id, total, on=act.today)
    operation = audit.start_operation(
        act.code, actor=act.context.actor, now=act.now, counts={"people": total}
    )
    run = Run.objects.create(
        version=version,
        retirement=retirement,
        organisation_id=organisation_id,
        cohort_id=cohort_id,
        operation=operation,
        total=total,
        started_by_id=act.user_id,
        started_at=act.now,
    )
    outbox.emit(TOPIC, {"run": str(run.uid)}, now=act.now)
    act.audit_in(operation, [_change_of_run(run)])
    return run


def _version_of_successor(retirement: Retirement, *, on: date) -> ProgrammeVersion:
    successor = retirement.successor
    version = version_on_offer(successor.translation_key) if successor else None
    if version is None:
        raise Refused("no_successor", _("This programme has no successor that takes people."))
    told = notice_of(version, on=on)
    if told is not None and told.takes_nobody_new:
        raise Refused("successor_retired", _("The successor is retired and takes nobody new."))
    return version


def _demand_room(
    retirement: Retirement, version: ProgrammeVersion, organisation_id: int | None, total: int, *, on: date
) -> None:
    if organisation_id is None:
        if not version.open_to_all:
            raise Refused(
                "not_open",
                _("The successor is not open to all, and these people have no sponsor."),
                _("Give them more time instead."),
            )
        return
    successor: Any = retirement.successor
    _contract, free = selectors.contracts_with_seats(successor, on=on).get(organisation_id, (0, 0))
    if free < total:
        raise Refused(
            "no_seats",
            _("The trust has %(free)s free seats on the successor; %(people)s are needed.")
            % {"free": free, "people": few(total)},
            _("Give it more seats there, or these people more time."),
        )


def _change_of_run(run: Run, **codes: object) -> Change:
    said = {"state": run.state, "version": run.version.number, **codes}
    return Change(run, codes=said, organisation_key=run.organisation_id)


@action("programme.succeed")
def go_on_batch(act: Act, *, run_uid: uuid.UUID) -> bool:
    """The next few of a run, whom a worker gives their new places; False when nobody is left."""
    rows = Run.objects.unscoped(reason=selectors.REASON).filter(uid=run_uid, retirement__isnull=False)
    locked = rows.select_for_update(of=("self",), no_key=True)
    run = locked.select_related("version", "operation", "retirement__successor").first()
    if run is None:
        raise NotAllowed
    if run.state != RunState.MOVING:
        act.changed_nothing()
        return False
    contract, room = _room(run, act)
    people = _next(run)[:room]
    if not people:
        return _finished(act, run)
    target = Target(counts=counts_for(run.version_id), version_id=run.version_id)
    plans = plans_for(people, target)
    gone = succession.go_on(run, people, plans, contract=contract, by=run.started_by_id, now=act.now)
    start_waiting(act, gone.rows, gone.stands)
    settle_many(act, gone.rows, gone.stands)
    planning.plan_due_reminders(now=act.now, enrolment_ids=[row.pk for row in gone.rows])
    act.audit_in(run.operation, [change_of(row) for row in (*people, *gone.rows)])
    run.moved += len(people)
    run.reached = people[-1].pk
    run.save(update_fields=["moved", "reached"])
    return True


def _room(run: Run, act: Act) -> tuple[Contract | None, int]:
    """The contract that the new places are in, locked as where people are brought in, and its free seats."""
    if run.organisation_id is None:
        return None, BATCH
    locks.lock_organisation(run.organisation_id)
    successor: Any = run.retirement.successor if run.retirement else None
    pk, _free = selectors.contracts_with_seats(successor, on=act.today).get(run.organisation_id, (0, 0))
    if not pk:
        return None, 0
    contract = enrolments.lock_contract(pk)
    return contract, enrolments.seats_of(contract).free


def _next(run: Run) -> list[Enrolment]:
    retirement: Any = run.retirement
    rows = selectors.may_go_on(retirement, GroupKey(run.organisation_id, run.cohort_id))
    related = rows.filter(pk__gt=run.reached).select_related(
        "person", "version", "organisation", "programme", "contract", "cohort"
    )
    return list(related.select_for_update(of=("person", "self"), no_key=True).order_by("pk")[:BATCH])


def _finished(act: Act, run: Run) -> bool:
    """``doubtful`` counts those who were to go on and stayed: no seat was left, or they have one already."""
    run.state, run.finished_at, run.reached = RunState.MOVED, act.now, 0
    run.doubtful = max(run.total - run.moved, 0)
    run.save(update_fields=["state", "finished_at", "reached", "doubtful"])
    act.audit_in(run.operation, [_change_of_run(run, moved=run.moved, stayed=run.doubtful)])
    return False
