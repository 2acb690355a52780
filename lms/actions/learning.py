"""Doing an activity: drafts, completion, and what follows from it in the same transaction."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.audit import Change
from lms.actions import begun
from lms.actions.base import Act, action
from lms.actions.errors import NotAllowed, Refused
from lms.actions.following import Places, follow, lock_places, refuse_unless_learning
from lms.assignments.models import Submission
from lms.assignments.services import work
from lms.enrolment.models import Enrolment
from lms.progress import rules
from lms.progress.nodes import ActivityKey, Done
from lms.progress.presenters import why_closed
from lms.progress.selectors import (
    facts_from,
    openings_of,
    programmes_completed,
    standing_of,
    tree_for,
)
from lms.records.models import Attempt, LearningFact, Verb
from lms.records.selectors import is_completed
from lms.records.services import answers as kept_answers
from lms.records.services import attempts, facts, outcomes
from lms.records.services.attempts import Base
from lms.reminders.services import planning
from programmes import activity_types
from programmes import selectors as programmes
from programmes.activity_types import Outcome
from programmes.models import Activity

WEB = "web"
CHANGED_ELSEWHERE = "changed_elsewhere"
CLOSED = "closed"
MARKED_BY_PEOPLE = "handed_in_with_files"


@dataclass(frozen=True)
class Completion:
    """What came of handing in an activity. ``created`` is false when it had been recorded before.

    ``before`` and ``standing`` are where the doctor stood in the programme before and after it.
    """

    outcome: Outcome
    facts: tuple[LearningFact, ...]
    created: bool
    before: rules.Standing
    standing: rules.Standing
    drafted: tuple[uuid.UUID, ...] = ()
    """Reflections that wait in the portfolio because a module was finished by it."""


@action("activity.save_draft")
def save_draft(
    act: Act,
    *,
    enrolment_uid: uuid.UUID,
    activity_key: uuid.UUID,
    state: Mapping[str, Any],
    base: Base | None = None,
) -> Attempt:
    """Keep what was typed so far. Private to the doctor; not a fact.

    With a base, what another page has saved meanwhile is not written over.
    """
    places, activity = learning(act, enrolment_uid, activity_key)
    refuse_unless_open(act, places.row, activity)
    if activity_types.get(activity.kind).is_marked:
        refuse_closed(work.latest(places.row.person_id, activity))
    attempt, _begun = _kept(act, places.row, activity, state, base)
    act.audit(_change(attempt, places.row))
    return attempt


@action("activity.keep_place")
def keep_place(
    act: Act, *, enrolment_uid: uuid.UUID, activity_key: uuid.UUID, state: Mapping[str, Any]
) -> Attempt:
    """Where somebody stopped in a recording, kept every few seconds: that it was begun is an act, the rest
    is none."""
    places, activity = learning(act, enrolment_uid, activity_key)
    refuse_unless_open(act, places.row, activity)
    attempt, begun = _kept(act, places.row, activity, state, None)
    if begun:
        act.audit(_change(attempt, places.row))
    else:
        act.unaudited("a place in a recording")
    return attempt


def _kept(
    act: Act, row: Enrolment, activity: Activity, state: Mapping[str, Any], base: Base | None
) -> tuple[Attempt, bool]:
    late = begun.late_draft(row, activity, state, now=act.now)
    if late is not None:
        return late, False
    try:
        return attempts.save(
            row,
            module_key=activity.version.module_key,
            module_version_id=activity.version_id,
            activity_key=activity.key,
            state=dict(state),
            now=act.now,
            base=base,
        )
    except attempts.ChangedElsewhere as error:
        raise changed_elsewhere() from error


def refuse_closed(submission: Submission | None) -> None:
    """Work that is with the markers, or was marked for the last time, stays as it is."""
    if submission is None or not work.is_closed(submission):
        return
    if work.is_waiting(submission):
        raise Refused(
            "with_markers",
            _("This is with the markers, so that nothing can be changed."),
            _("You hear from them on this page."),
        )
    raise Refused(
        "marked",
        _("This has been marked, and cannot be handed in again."),
        _("A marker can give you one more try: ask them."),
    )


def changed_elsewhere() -> Refused:
    return Refused(
        CHANGED_ELSEWHERE,
        _("Something else was saved here meanwhile, in another window or on another device."),
        _("Nothing is replaced until you say which of the two is to stay."),
    )


@action("activity.begin")
def begin_activity(act: Act, *, enrolment_uid: uuid.UUID, activity_key: uuid.UUID) -> Attempt:
    """Start what begins with a press: what is asked is drawn, and the clock runs. Twice is once."""
    places, activity = learning(act, enrolment_uid, activity_key)
    row = places.row
    if is_completed(row.person_id, (activity.version.module_key, activity.key)):
        raise Refused("done", _("You have done this already."), _("It is in your record."))
    refuse_unless_open(act, row, activity)
    attempt, is_new = begun.begin(row, activity, now=act.now)
    if is_new:
        act.audit(_change(attempt, row))
    else:
        act.changed_nothing()
    return attempt


ReadAnswers = Callable[[str], Mapping[str, Any]]


@action("activity.complete")
def complete_activity(
    act: Act,
    *,
    enrolment_uid: uuid.UUID,
    activity_key: uuid.UUID,
    answers: Mapping[str, Any] | ReadAnswers,
    source: str = WEB,
    source_key: str | None = None,
    base: Base | None = None,
) -> Completion:
    """Judge the answers and record what they amount to. The same act twice leaves one fact.

    The answers may be read once the kind of the activity is known, so that nobody has to ask for it before.
    """
    places, activity = learning(act, enrolment_uid, activity_key)
    _refuse_marked(activity)
    row, tree = places.row, tree_for(places.row)
    answers = answers(activity.kind) if callable(answers) else answers
    judged, answers = begun.judged(row, activity, answers, now=act.now)
    new = _Attempted(activity, source, _key(row, activity, source_key, base), judged)
    known = facts.recorded(row, module_keys=tree.module_keys, source=source, source_key=new.source_key)
    done = facts_from([row], known.counting, programmes_completed([row.person_id], [tree]))[row.pk]
    before = rules.standing(tree.root, done)
    there = None if new.outcome.errors else _recorded(row, new, known)
    if there is None:
        refuse_unless_open(act, row, activity, before)
    if new.outcome.errors or there is not None:
        act.changed_nothing()
        return Completion(new.outcome, (there,) if there else (), False, before, before)
    _compare_with_draft(row, new.identity, answers, base)
    fact = facts.append(new.fact(row, with_text=True), recorded_by_id=act.user_id, now=act.now)
    outcomes.append(fact, new.outcome.items)
    planning.went_on(row, now=act.now)
    _keep_answers(act, row, activity, answers)
    kept_answers.keep(kept_answers.HandedIn(row, activity, answers, fact, act.now))
    stands, drafted = before, []
    if new.outcome.completed:
        more = {**done.activities, new.identity: Done(fact.pk, act.today)}
        stands = rules.standing(tree.root, replace(done, activities=more))
        drafted = follow(act, places, before=before, stands=stands, module_key=new.identity[0])
    act.audit(_change(fact, row, verb=fact.verb))
    return Completion(new.outcome, (fact,), True, before, stands, tuple(item.uid for item in drafted))


def _key(row: Enrolment, activity: Activity, source_key: str | None, base: Base | None) -> str:
    """Under which it is recorded: the same page sent twice is one act, also of what may be done again."""
    if source_key is None and base is not None and activity_types.get(activity.kind).repeats:
        source_key = str(uuid.uuid5(activity.key, base.seen))
    return f"{row.person.uid}:{source_key or uuid.uuid4()}"


class _Attempted:
    """What was handed in, judged, and the fact it would make."""

    def __init__(self, activity: Activity, source: str, source_key: str, answers: Mapping[str, Any]) -> None:
        self.activity = activity
        self.source = source
        self.source_key = source_key
        self.kind = activity_types.get(activity.kind)
        self.outcome = self.kind.judge(activity.scoring, dict(answers))
        self.identity = (activity.version.module_key, activity.key)

    def fact(self, row: Enrolment, *, with_text: bool = False) -> facts.NewFact:
        version_id, language = self.activity.version_id, row.person.language
        return facts.NewFact(
            enrolment=row,
            verb=Verb.COMPLETED if self.outcome.completed else Verb.SCORED,
            module_key=self.activity.version.module_key,
            activity_key=self.activity.key,
            module_version_id=version_id,
            module_text_id=programmes.text_id_of(version_id, language) if with_text else None,
            source=self.source,
            source_key=self.source_key,
            result=dict(self.outcome.result),
        )


def _refuse_marked(activity: Activity) -> None:
    if activity_types.get(activity.kind).is_marked:
        raise Refused(
            MARKED_BY_PEOPLE,
            _("This is marked by people, so that it cannot be completed here."),
            _("Hand it in on its own page of the site."),
        )


def _recorded(row: Enrolment, new: _Attempted, known: facts.Standing) -> LearningFact | None:
    """The fact that says this already: the one under the same key, or the one that completed the activity."""
    if known.under_key is None:
        completed_by = None if new.kind.repeats else known.completed(new.identity)
        return facts.by_id(completed_by) if completed_by else None
    try:
        return facts.same_or_refuse(known.under_key, new.fact(row))
    except facts.KeyReused as error:
        raise Refused(
            "key_reused",
            _("This key was used before for something else."),
            _("Send a new key with new content."),
        ) from error


def _compare_with_draft(
    row: Enrolment, identity: ActivityKey, answers: Mapping[str, Any], base: Base | None
) -> None:
    module_key, activity_key = identity
    try:
        attempts.compare_open(
            row.person_id, module_key=module_key, activity_key=activity_key, base=base, state=answers
        )
    except attempts.ChangedElsewhere as error:
        raise changed_elsewhere() from error


def _keep_answers(act: Act, row: Enrolment, activity: Activity, answers: Mapping[str, Any]) -> None:
    if not answers and not activity_types.get(activity.kind).begins:
        return
    attempts.submit(
        row,
        module_key=activity.version.module_key,
        module_version_id=activity.version_id,
        activity_key=activity.key,
        state=dict(answers) if activity_types.get(activity.kind).keeps_answers else {},
        now=act.now,
    )


def learning(act: Act, enrolment_uid: uuid.UUID, activity_key: uuid.UUID) -> tuple[Places, Activity]:
    """The doctor's places, locked, and the activity of the one that is meant."""
    places = lock_places(act, enrolment_uid)
    activity = tree_for(places.row).activities.get(activity_key)
    if activity is None:
        raise NotAllowed
    refuse_unless_learning(places.row)
    return places, activity


def refuse_unless_open(
    act: Act, row: Enrolment, activity: Activity, stands: rules.Standing | None = None
) -> None:
    """Without a standing it is asked for, where the programme closes anything at all."""
    tree = tree_for(row)
    if not tree.has_gates:
        return
    found = openings_of(row, stands or standing_of(row), today=act.today)
    here = [found[node.key] for node in tree.places_of(activity.version.module_key)]
    if not any(opening.is_open for opening in here):
        raise Refused(CLOSED, _("This is not open to you yet."), why_closed(here[0]))


def _change(obj: Attempt | LearningFact, row: Enrolment, **codes: Any) -> Change:
    return Change(obj, codes=codes, subject_key=row.person_id, organisation_key=row.organisation_id)
