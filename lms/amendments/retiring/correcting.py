"""What was announced of a retirement is corrected: everybody for whom it differs is told, once."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel import audit, outbox
from kernel.audit import Change
from kernel.days import LAST
from kernel.models import OutboxMessage
from lms.actions.base import Act, action
from lms.actions.errors import NotAllowed, Refused
from lms.amendments.enums import RunState
from lms.amendments.models import Run
from lms.amendments.presenters import few
from lms.amendments.retiring import selectors
from lms.amendments.retiring.actions import (
    FAULTS,
    LONGEST,
    TELL_TOPIC,
    locked_standing,
    successor_named,
)
from lms.amendments.selectors import of_group
from lms.calendar.presenters import in_words
from lms.enrolment.models import LaterClosing
from lms.enrolment.retiring import GroupKey, closing_of
from lms.people.selectors import leads_of_many
from lms.reminders.services import news
from programmes.models import Programme, Retirement, RetirementCorrection
from programmes.retiring import said_of
from programmes.rules.retiring import LONGEST_REASON, Said, fault_of_correction

LEAD_TOPIC = "programme.tell_lead"
CORRECTED, LONGER = "corrected", "longer"

MORE_FAULTS = {
    **FAULTS,
    "cut_off_stays": _("Since the cut-off people have been turned away, so that day stays as it is."),
    "closed_already": _("Choose a day to finish by that has not passed."),
}


@action("programme.correct_retirement")
def correct_retirement(
    act: Act,
    *,
    retirement_uid: uuid.UUID,
    cut_off: date,
    closes_on: date,
    reason: str,
    successor_key: uuid.UUID | None = None,
    earlier_is_meant: bool = False,
) -> Retirement:
    """Say otherwise what was announced. The same as it stands changes nothing.

    A closing date that is earlier than what people were promised has to be meant: they are told that it is.
    """
    retirement = locked_standing(retirement_uid)
    was = said_of(retirement)
    successor = _successor(act, retirement, successor_key)
    said = Said(
        cut_off,
        closes_on,
        reason.strip(),
        str(successor.translation_key) if successor else "",
        successor.title if successor else "",
    )
    differs = was.differs(said)
    if not differs:
        act.changed_nothing()
        return retirement
    _refuse_fault(act, was, said)
    if closes_on < was.closes_on and not earlier_is_meant:
        _refuse_earlier(retirement, closes_on)
    _write(act, retirement, said, successor=successor)
    people, leads = _tell(act, retirement, was)
    operation = audit.start_operation(
        act.code, actor=act.context.actor, now=act.now, counts={"people": people, "leads": leads}
    )
    act.audit_in(operation, [_change(retirement, was, said, differs)])
    return retirement


def _successor(act: Act, retirement: Retirement, key: uuid.UUID | None) -> Programme | None:
    present = retirement.successor
    if (present.translation_key if present else None) == key:
        return present
    moving = Run.objects.unscoped(reason=selectors.REASON).filter(
        retirement=retirement, state__in=[RunState.MOVING, RunState.GOING_BACK]
    )
    if moving.exists():
        raise Refused(
            "under_way",
            _("People are going on to the present successor just now."),
            _("Change it when they are through."),
        )
    return successor_named(retirement.programme, key, on=act.today) if key else None


def _refuse_fault(act: Act, was: Said, said: Said) -> None:
    fault = fault_of_correction(was, said, on=act.today)
    if fault:
        raise Refused(fault, MORE_FAULTS[fault])
    if not said.reason or len(said.reason) > LONGEST_REASON or said.closes_on > act.today + LONGEST:
        raise Refused(
            "incomplete",
            _("Say why, in at most %(most)s characters, and a day to finish by within five years.")
            % {"most": LONGEST_REASON},
        )


def _refuse_earlier(retirement: Retirement, closes_on: date) -> None:
    people = selectors.promised_later(retirement, than=closes_on)
    if people:
        raise Refused(
            "earlier_than_promised",
            _("%(people)s people have been promised a later day: until %(day)s.")
            % {"people": few(people), "day": in_words(retirement.closes_on)},
            _("Say that you mean it: each of them is told that it is earlier. Or keep the day."),
        )


def _write(act: Act, retirement: Retirement, said: Said, *, successor: Programme | None) -> None:
    """What stood until now first: the database changes nothing that is not kept."""
    number = retirement.corrections + 1
    RetirementCorrection.objects.create(
        retirement=retirement,
        number=number,
        cut_off=retirement.cut_off,
        closes_on=retirement.closes_on,
        reason=retirement.reason,
        successor=retirement.successor,
        made_at=act.now,
        made_by_id=act.user_id,
    )
    retirement.cut_off, retirement.closes_on, retirement.reason = said.cut_off, said.closes_on, said.reason
    retirement.successor, retirement.corrections = successor, number
    retirement.save(update_fields=["cut_off", "closes_on", "reason", "successor", "corrections"])


def _tell(act: Act, retirement: Retirement, was: Said) -> tuple[int, int]:
    """How many people and leads. Nobody where the first mails are not even planned: these say it right."""
    if _is_unsaid(retirement):
        return 0, 0
    people = news.tell_of_correction(retirement, was, now=act.now)
    trusts = selectors.trusts_concerned(retirement.programme_key)
    payload = {"retirement": str(retirement.uid), "kind": CORRECTED, "was": news.as_json(was)}
    waiting = _waiting(retirement)
    leads = [pk for pk in _leads(trusts, on=act.today) if pk not in waiting]
    _promise(act, payload, leads, what=f"{retirement.uid}:{retirement.corrections}")
    return people, len(leads)


def _is_unsaid(retirement: Retirement) -> bool:
    rows = OutboxMessage.objects.filter(topic=TELL_TOPIC, done_at__isnull=True)
    return rows.filter(payload__retirement=str(retirement.uid)).exists()


def _waiting(retirement: Retirement) -> set[int]:
    """Leads to whom something about it goes anyhow: they read in that what holds by then."""
    rows = OutboxMessage.objects.filter(
        topic=LEAD_TOPIC, payload__retirement=str(retirement.uid), done_at__isnull=True
    ).exclude(payload__kind=LONGER)
    return set(rows.values_list("payload__lead", flat=True))


def _leads(organisation_ids: Any, *, on: date) -> list[int]:
    return sorted({each.person_id for each in leads_of_many(list(organisation_ids), on=on)})


def _promise(act: Act, payload: dict[str, Any], leads: list[int], *, what: str) -> None:
    messages = [({**payload, "lead": pk}, f"{LEAD_TOPIC}:{payload['kind']}:{what}:{pk}") for pk in leads]
    outbox.emit_many(LEAD_TOPIC, messages, now=act.now, at=news.next_morning(act.now))


def _change(retirement: Retirement, was: Said, said: Said, differs: frozenset[str]) -> Change:
    """Days and keys are codes; the reason is words."""
    codes = {name: str(getattr(said, name)) for name in sorted(differs - {"reason"})}
    words = {"reason"} & differs
    return Change(
        retirement,
        codes={"programme": str(retirement.programme_key), **codes},
        before={name: getattr(was, name) for name in words},
        after={name: getattr(said, name) for name in words},
    )


@action("programme.close_later")
def close_later(
    act: Act,
    *,
    retirement_uid: uuid.UUID,
    organisation_id: int | None,
    cohort_id: int | None,
    closes_on: date,
) -> LaterClosing:
    """More time to finish, for a cohort, for a trust's people outside its cohorts, or without a sponsor."""
    retirement = locked_standing(retirement_uid)
    group = GroupKey(organisation_id, cohort_id)
    if not of_group(selectors.on_programme(retirement.programme_key), *group).exists():
        raise NotAllowed
    rows = LaterClosing.objects.unscoped(reason="the dates of a group in hand")
    theirs = rows.filter(retirement=retirement, organisation=group.organisation_id, cohort=group.cohort_id)
    present = closing_of(group, selectors.closings_of(retirement), closes_on=retirement.closes_on)
    same = theirs.filter(closes_on=closes_on).first()
    if same is not None and present == closes_on:
        act.changed_nothing()
        return same
    if not present < closes_on <= min(act.today + LONGEST, LAST):
        raise Refused(
            "not_later",
            _("They have until %(day)s already: choose a later day, at most five years away.")
            % {"day": in_words(present)},
        )
    made = rows.create(
        retirement=retirement,
        organisation_id=group.organisation_id,
        cohort_id=group.cohort_id,
        closes_on=closes_on,
        made_by_id=act.user_id,
        made_at=act.now,
    )
    people, leads = _tell_group(act, made, present)
    operation = audit.start_operation(
        act.code, actor=act.context.actor, now=act.now, counts={"people": people, "leads": leads}
    )
    codes = {"closes_on": closes_on.isoformat()}
    act.audit_in(operation, [Change(made, codes=codes, organisation_key=organisation_id)])
    return made


def _tell_group(act: Act, made: LaterClosing, present: date) -> tuple[int, int]:
    retirement = made.retirement
    if _is_unsaid(retirement):
        return 0, 0
    said = said_of(retirement)
    was = Said(said.cut_off, present, said.reason, said.successor, said.successor_title)
    rows = LaterClosing.objects.unscoped(reason="how many there are of the retirement in hand")
    ordinal = rows.filter(retirement=retirement, pk__lte=made.pk).count()
    group = GroupKey(made.organisation_id, made.cohort_id)
    people = news.tell_of_more_time(retirement, group, ordinal=ordinal, was=was, now=act.now)
    leads = _leads([made.organisation_id], on=act.today) if made.organisation_id else []
    payload = {
        "retirement": str(retirement.uid),
        "kind": LONGER,
        "later": made.pk,
        "was": present.isoformat(),
    }
    _promise(act, payload, leads, what=str(made.pk))
    return people, len(leads)
