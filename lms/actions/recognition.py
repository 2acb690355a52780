"""What counts beside activities: CPD credits that a doctor records, earlier learning that is recognised."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from kernel.audit import Change
from kernel.clock import LONDON
from kernel.days import FIRST
from lms.actions.base import Act, action
from lms.actions.enrolment import wrong_state
from lms.actions.errors import NotAllowed, Refused
from lms.actions.following import Places, due_again, follow, lock_places, refuse_unless_learning
from lms.calendar.presenters import in_words
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.enrolment.selectors import last_day
from lms.progress.nodes import Node
from lms.progress.rules import Standing
from lms.progress.selectors import standing_of, tree_for
from lms.records.models import (
    CREDIT_STEP,
    FEWEST_CREDITS,
    MOST_CREDITS,
    LearningFact,
    Verb,
)
from lms.records.services import facts
from lms.reminders.services import planning

CREDITS, RECOGNITION = "credits", "recognition"
WORDS_LENGTH = 300
EVIDENCE_LENGTH = 2000


@action("credits.record")
def record_credit(
    act: Act,
    *,
    enrolment_uid: uuid.UUID,
    credits: Decimal,
    on: date,
    what: str,
    source_key: str | None = None,
) -> LearningFact:
    """CPD credits, in quarters, for something done while on the programme. The same key twice is one fact."""
    places = lock_places(act, enrolment_uid)
    row = places.row
    refuse_unless_learning(row)
    if not tree_for(row).credits:
        raise Refused("no_credits", _("This programme does not ask for CPD credits."))
    new = facts.NewFact(
        enrolment=row,
        verb=Verb.CREDITED,
        source=CREDITS,
        source_key=f"{row.person.uid}:{source_key or uuid.uuid4()}",
        result={"credits": _hundredths(credits)},
        effective_at=_at(_day_of_credit(act, row, on)),
        text=_words(what, WORDS_LENGTH, _("Say what the credits are for.")),
    )
    return _added(act, places, new)


@action("credits.withdraw")
def withdraw_credit(act: Act, *, fact_uid: uuid.UUID) -> LearningFact:
    """Take back credits recorded by mistake, by a new fact, while the programme is not completed."""
    return _withdrawn(act, fact_uid, Verb.CREDITED, reason="")


@action("learning.recognise")
def recognise(
    act: Act,
    *,
    enrolment_uid: uuid.UUID,
    requirement_key: uuid.UUID,
    on: date,
    reason: str,
    evidence: str,
    source_key: str | None = None,
) -> LearningFact:
    """Let earlier learning stand for a requirement of somebody's place, a group with all that it holds.

    ``on`` is the day of that learning. What is recognised already gives the fact that is there.
    """
    places = lock_places(act, enrolment_uid)
    row = places.row
    node = _recognisable(row, requirement_key)
    if row.state not in (State.ACTIVE, State.DEFERRED):
        raise wrong_state(row)
    if not FIRST <= on <= act.today:
        raise Refused("bad_day", _("Earlier learning ended today at the latest."))
    why = _words(reason, WORDS_LENGTH, _("Say why it is recognised."))
    before = standing_of(row)
    stands = next(part for part in before.walk() if part.node.key == node.key)
    if stands.recognised and stands.recognised.fact_id:
        act.changed_nothing()
        return facts.by_id(stands.recognised.fact_id)
    if stands.satisfied:
        raise Refused("met", _("“%(title)s” is met already.") % {"title": node.title})
    new = facts.NewFact(
        enrolment=row,
        verb=Verb.RECOGNISED,
        source=RECOGNITION,
        source_key=f"{row.uid}:{source_key or uuid.uuid4()}",
        requirement_key=node.key,
        effective_at=_at(on),
        text=why,
        evidence=_words(evidence, EVIDENCE_LENGTH, _("Name the evidence that you have seen.")),
    )
    return _added(act, places, new, before=before)


@action("learning.withdraw_recognition")
def withdraw_recognition(act: Act, *, fact_uid: uuid.UUID, reason: str) -> LearningFact:
    """Take back a recognition, by a new fact. Twice gives the first; not once the programme is completed."""
    return _withdrawn(
        act, fact_uid, Verb.RECOGNISED, reason=_words(reason, WORDS_LENGTH, _("Say why it is taken back."))
    )


def _added(act: Act, places: Places, new: facts.NewFact, *, before: Standing | None = None) -> LearningFact:
    row = places.row
    there = facts.under_key(new.source, new.source_key)
    if there is not None:
        act.changed_nothing()
        return there
    before = before or standing_of(row)
    fact = facts.append(new, recorded_by_id=act.user_id, now=act.now)
    if fact.verb == Verb.CREDITED:
        planning.went_on(row, now=act.now)
    follow(act, places, before=before, stands=standing_of(row))
    act.audit(_change(fact, row))
    return fact


def _withdrawn(act: Act, fact_uid: uuid.UUID, verb: Verb, *, reason: str) -> LearningFact:
    rows = LearningFact.objects.visible_to(act.viewer).select_related("enrolment")
    fact = rows.filter(uid=fact_uid, verb=verb, source__in=(CREDITS, RECOGNITION)).first()
    if fact is None or fact.enrolment is None:
        raise NotAllowed
    row = lock_places(act, fact.enrolment.uid).row
    there: LearningFact | None = rows.filter(supersedes_id=fact.pk).first()
    if there is not None:
        act.changed_nothing()
        return there
    if row.state == State.COMPLETED:
        raise Refused(
            "completed",
            _("The programme is completed, and what is completed stays so."),
            _("Ask those who run this site if the record itself is wrong."),
        )
    new = facts.NewFact(
        enrolment=row,
        verb=Verb.REVOKED,
        source="revocation",
        source_key=str(fact.uid),
        requirement_key=fact.requirement_key,
        result={"reason": "withdrawn"},
        supersedes_id=fact.pk,
        text=reason,
    )
    return _taken_back(act, row, fact, new)


def _taken_back(act: Act, row: Enrolment, fact: LearningFact, new: facts.NewFact) -> LearningFact:
    """What is wanted again is due again, and reminders of it go."""
    before = {row.pk: standing_of(row)}
    revocation = facts.append(new, recorded_by_id=act.user_id, now=act.now)
    due_again(act, [row], before=before)
    act.audit(_change(revocation, row, revokes=fact.pk))
    return revocation


def _change(fact: LearningFact, row: Enrolment, **codes: int) -> Change:
    about = {"requirement": str(fact.requirement_key)} if fact.requirement_key else {}
    return Change(
        fact,
        codes={"verb": fact.verb, **about, **codes},
        subject_key=row.person_id,
        organisation_key=row.organisation_id,
    )


def _recognisable(row: Enrolment, requirement_key: uuid.UUID) -> Node:
    """Anything but the programme as a whole."""
    tree = tree_for(row)
    node = tree.nodes.get(requirement_key)
    if node is None or node is tree.root:
        raise NotAllowed
    return node


def _hundredths(credits: Decimal) -> int:
    hundredths = credits * 100
    if hundredths % CREDIT_STEP or not FEWEST_CREDITS <= hundredths <= MOST_CREDITS:
        raise Refused("bad_credits", _("Give credits in quarters, from 0.25 to 100."))
    return int(hundredths)


def _day_of_credit(act: Act, row: Enrolment, on: date) -> date:
    last = min(last_day(row) or act.today, act.today)
    if not row.starts_on <= on <= last:
        raise Refused(
            "bad_day",
            _("Give a day on which you were on this programme: from %(first)s to %(last)s.")
            % {"first": in_words(row.starts_on), "last": in_words(last)},
        )
    return on


def _words(text: str, most: int, missing: object) -> str:
    text = text.strip()
    if not text:
        raise Refused("no_words", str(missing))
    if len(text) > most:
        raise Refused("too_long", _("At most %(most)s characters.") % {"most": most})
    return text


def _at(day: date) -> datetime:
    """The middle of that day, so that it is the same day in every reading of it."""
    return datetime.combine(day, time(12), LONDON)
