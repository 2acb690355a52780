"""What a doctor does about their own CPD. Nobody else sees it, so that the audit holds numbers only."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from kernel.audit import Change
from kernel.days import FIRST, LAST
from lms.actions.base import Act, action
from lms.actions.calendar import LONGEST_DAYS
from lms.actions.errors import NotAllowed, Refused
from lms.calendar.models import Absence
from lms.calendar.presenters import in_words
from lms.cpd import selectors
from lms.cpd.models import CpdEntry, CpdExemption, CpdMembership, CpdScheme, RevalidationCycle
from lms.cpd.proposals import proposals
from lms.cpd.rules import ONE_DAY, Window
from lms.cpd.services import entries, following
from lms.cpd.services.entries import EntryWords
from lms.people.locks import lock_self
from lms.people.models import Person
from lms.records.models import CREDIT_STEP, FEWEST_CREDITS, MOST_CREDITS

TITLE_LENGTH = 300
NOTE_LENGTH = 2000
MOST_OPEN = 3
"""Schemes at one time: two colleges, and a third while somebody changes."""


def in_hundredths(credits: Decimal) -> int:
    hundredths = credits * 100
    if hundredths % CREDIT_STEP or not FEWEST_CREDITS <= hundredths <= MOST_CREDITS:
        raise Refused("bad_credits", _("Give credits in quarters, from 0.25 to 100."))
    return int(hundredths)


@action("cpd.add_entry")
def add_entry(act: Act, *, said: EntryWords, key: str) -> CpdEntry:
    """Credits for something that has ended. The same key twice is one entry."""
    person = _self(act)
    there = entries.under_key(person.pk, key)
    if there is not None:
        act.changed_nothing()
        return there
    _check(act, said)
    row = entries.add(person.pk, said, key=key, now=act.now)
    act.audit(Change(row, codes={"credits": row.hundredths}, subject_key=person.pk))
    return row


@action("cpd.change_entry")
def change_entry(act: Act, *, entry_uid: uuid.UUID, said: EntryWords) -> CpdEntry:
    person = _self(act)
    row = _own_entry(act, entry_uid)
    if row.removed_at is not None:
        raise Refused("removed", _("This entry is removed."), _("Put it back first."))
    _check(act, said)
    if row.fact_id and (said.ended_on != row.ended_on or _of_record(row, said)):
        raise Refused(
            "of_the_record",
            _("The day and the credits are those of your learning record."),
            _("Correct them there, or remove this entry."),
        )
    changed = entries.change(row, said, now=act.now)
    if not changed:
        act.changed_nothing()
        return row
    act.audit(Change(row, codes={"changed": changed, "credits": row.hundredths}, subject_key=person.pk))
    return row


@action("cpd.remove_entry")
def remove_entry(act: Act, *, entry_uid: uuid.UUID) -> CpdEntry:
    """It counts no longer, and can be put back."""
    person = _self(act)
    row = _own_entry(act, entry_uid)
    if row.removed_at is not None:
        act.changed_nothing()
        return row
    entries.remove(row, now=act.now)
    act.audit(Change(row, subject_key=person.pk))
    return row


@action("cpd.put_back_entry")
def put_back_entry(act: Act, *, entry_uid: uuid.UUID) -> CpdEntry:
    person = _self(act)
    row = _own_entry(act, entry_uid)
    if row.removed_at is None:
        act.changed_nothing()
        return row
    entries.put_back(row)
    act.audit(Change(row, subject_key=person.pk))
    return row


@action("cpd.take_in")
def take_in(act: Act, *, fact_uids: Collection[uuid.UUID]) -> list[CpdEntry]:
    """Entries from the learning record, each fact once. What was taken in before stays as it is."""
    person = _self(act)
    wanted = [each for each in proposals(act.viewer) if each.fact_uid in set(fact_uids)]
    rows = entries.take_in(person.pk, wanted, now=act.now)
    if not rows:
        act.changed_nothing()
        return rows
    changes = [Change(row, codes={"credits": row.hundredths}, subject_key=person.pk) for row in rows]
    act.audit_bulk(changes, counts={"entries": len(rows)})
    return rows


@action("cpd.follow_scheme")
def follow_scheme(act: Act, *, scheme: str, starts_on: date, year_month: int = 1) -> CpdMembership:
    person = _self(act)
    row = CpdScheme.objects.filter(code=scheme).first()
    if row is None:
        raise Refused("no_scheme", _("There is no such scheme."), _("Choose one of those offered."))
    _check_days(starts_on)
    held = [each for each in selectors.memberships(act.viewer) if _still(each, starts_on)]
    if any(each.scheme_id == row.pk for each in held):
        raise Refused("follows", _("You follow this scheme from that day on already, or later."))
    if len(held) >= MOST_OPEN:
        raise Refused("too_many", _("You follow three schemes already."), _("End one of them first."))
    made = following.follow(person.pk, row.pk, starts_on=starts_on, year_month=year_month)
    act.audit(Change(made, codes={"scheme": row.code}, subject_key=person.pk))
    return made


@action("cpd.stop_scheme")
def stop_scheme(act: Act, *, membership_uid: uuid.UUID, ends_on: date) -> CpdMembership:
    person = _self(act)
    row = CpdMembership.objects.visible_to(act.viewer).filter(uid=membership_uid).first()
    if row is None:
        raise NotAllowed
    if row.ends_on == ends_on:
        act.changed_nothing()
        return row
    if row.ends_on is not None:
        raise Refused("ended", _("This has ended already."))
    _check_days(ends_on)
    if ends_on < row.starts_on:
        raise Refused("dates", _("The last day is before the first."))
    following.stop(row, ends_on=ends_on)
    act.audit(Change(row, subject_key=person.pk))
    return row


@action("cpd.exempt")
def exempt(
    act: Act, *, starts_on: date, ends_on: date, reason: str, absence_uid: uuid.UUID | None = None
) -> CpdExemption:
    """Days for which nothing is asked: by themselves, or those of an absence that is recorded."""
    person = _self(act)
    absence = None
    if absence_uid is not None:
        absence = Absence.objects.visible_to(act.viewer).filter(uid=absence_uid).first()
        if absence is None or absence.cancelled_at is not None:
            raise NotAllowed
    _check_days(starts_on, ends_on)
    if ends_on < starts_on:
        raise Refused("dates", _("The last day is before the first."))
    if (ends_on - starts_on).days > LONGEST_DAYS:
        raise Refused("too_long", _("An exemption is at most three years."), _("Record it in parts."))
    for other in selectors.exemptions(act.viewer):
        if other.starts_on <= ends_on and starts_on <= other.ends_on:
            raise _exempt_already(other)
    row = following.exempt(
        person.pk,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        absence_id=absence.pk if absence else None,
        now=act.now,
    )
    act.audit(Change(row, codes={"days": (ends_on - starts_on).days + 1}, subject_key=person.pk))
    return row


@action("cpd.end_exemption")
def end_exemption(act: Act, *, exemption_uid: uuid.UUID) -> CpdExemption:
    person = _self(act)
    row = CpdExemption.objects.visible_to(act.viewer).filter(uid=exemption_uid).first()
    if row is None:
        raise NotAllowed
    if row.cancelled_at is not None:
        act.changed_nothing()
        return row
    following.end_exemption(row, now=act.now)
    act.audit(Change(row, subject_key=person.pk))
    return row


@action("cpd.set_cycle")
def set_cycle(act: Act, *, previous_on: date, submission_on: date) -> RevalidationCycle:
    """The dates that the GMC gave. They take the place of those stored for any of the same days."""
    person = _self(act)
    _check_days(previous_on, submission_on)
    if submission_on <= previous_on:
        raise Refused("dates", _("The submission date is not after the previous date."))
    window = Window(previous_on + ONE_DAY, submission_on)
    meeting = [row for row in selectors.cycles(act.viewer) if selectors.window_of(row).common(window).days]
    if len(meeting) > 1:
        raise _meets(meeting)
    same = meeting[0] if meeting else None
    if same is not None and selectors.window_of(same) == window:
        act.changed_nothing()
        return same
    row = following.set_cycle(
        person.pk, previous_on=previous_on, submission_on=submission_on, instead_of=same, now=act.now
    )
    codes = {"instead_of": same.pk} if same else {}
    act.audit(Change(row, codes=codes, subject_key=person.pk))
    return row


def _self(act: Act) -> Person:
    person = lock_self(act.viewer)
    if person is None:
        raise NotAllowed
    return person


def _own_entry(act: Act, uid: uuid.UUID) -> CpdEntry:
    row = selectors.entry(act.viewer, uid)
    if row is None:
        raise NotAllowed
    return row


def _check(act: Act, said: EntryWords) -> None:
    if not said.title.strip():
        raise Refused("no_title", _("Say what it was."))
    if len(said.title) > TITLE_LENGTH or len(said.note) > NOTE_LENGTH:
        raise Refused("too_long", _("That is too long."))
    in_hundredths(Decimal(said.hundredths) / 100)
    if not FIRST <= said.ended_on <= act.today:
        raise Refused(
            "bad_day",
            _("Credits belong to the day on which something ended: today at the latest."),
        )


def _of_record(row: CpdEntry, said: EntryWords) -> bool:
    """Credits that the record counts. Of a module it knows the time only."""
    return row.module_key is None and said.hundredths != row.hundredths


def _check_days(*days: date) -> None:
    if not all(FIRST <= day <= LAST for day in days):
        raise Refused("bad_day", _("Give a day between 1900 and 2100."))


def _still(row: CpdMembership, on: date) -> bool:
    return row.ends_on is None or row.ends_on >= on


def _exempt_already(other: CpdExemption) -> Refused:
    days = {"first": in_words(other.starts_on), "last": in_words(other.ends_on)}
    return Refused(
        "overlap",
        _("You are exempt from %(first)s to %(last)s already.") % days,
        _("Give days outside it, or end that exemption first."),
    )


def _meets(cycles: list[RevalidationCycle]) -> Refused:
    days = {"first": in_words(cycles[-1].previous_on), "last": in_words(cycles[0].submission_on)}
    return Refused(
        "overlap",
        _("These days are in several of your cycles, from %(first)s to %(last)s.") % days,
        _("Check the previous date: a cycle begins where the one before it ends."),
    )
