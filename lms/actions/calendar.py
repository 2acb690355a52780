"""Absence: days that do not count. Every date that depends on them is derived again at once."""

from __future__ import annotations

import uuid
from datetime import date

from django.utils.translation import gettext_lazy as _

from kernel.audit import Change
from lms.actions.base import Act, action
from lms.actions.errors import NotAllowed, Refused
from lms.calendar.models import Absence
from lms.calendar.presenters import in_words
from lms.calendar.selectors import absence_meeting
from lms.calendar.services import absences, due_dates
from lms.enrolment import selectors
from lms.enrolment.enums import State
from lms.people.locks import lock_self
from lms.reminders.services import planning

LONGEST_DAYS = 1100


@action("absence.record")
def record_absence(act: Act, *, starts_on: date, ends_on: date, reason: str) -> Absence:
    """Record days away. Authorised leave is never to be caught up: due dates move instead."""
    person = lock_self(act.viewer)
    if person is None:
        raise NotAllowed
    if ends_on < starts_on:
        raise Refused(
            "dates", _("The last day is before the first."), _("Give the first day away and the last.")
        )
    if (ends_on - starts_on).days > LONGEST_DAYS:
        raise Refused("too_long", _("An absence is at most three years."), _("Record it in parts."))
    if other := absence_meeting(act.viewer, starts_on=starts_on, ends_on=ends_on):
        raise overlap(other)
    absence = absences.record(person.pk, starts_on=starts_on, ends_on=ends_on, reason=reason, now=act.now)
    moved = _derive_again(act)
    act.audit(Change(absence, codes={"dates_moved": moved}, subject_key=person.pk))
    return absence


def overlap(other: Absence) -> Refused:
    days = {"first": in_words(other.starts_on), "last": in_words(other.ends_on)}
    return Refused(
        "overlap",
        _("You have recorded an absence from %(first)s to %(last)s already.") % days,
        _("Give days outside it, or cancel that absence first."),
    )


@action("absence.cancel")
def cancel_absence(act: Act, *, absence_uid: uuid.UUID) -> Absence:
    person = lock_self(act.viewer)
    absence = Absence.objects.visible_to(act.viewer).filter(uid=absence_uid).first()
    if person is None or absence is None:
        raise NotAllowed
    if absence.cancelled_at is not None:
        act.changed_nothing()
        return absence
    absences.cancel(absence, now=act.now)
    moved = _derive_again(act)
    act.audit(Change(absence, codes={"dates_moved": moved}, subject_key=person.pk))
    return absence


def _derive_again(act: Act) -> int:
    active = selectors.enrolments_for(act.viewer).filter(state=State.ACTIVE)
    ids = list(active.values_list("pk", flat=True))
    moved = due_dates.derive(ids, now=act.now)
    planning.plan_due_reminders(now=act.now, enrolment_ids=ids)
    return len(moved)
