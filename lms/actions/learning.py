"""Doing an activity: drafts, completion, and what follows from it in the same transaction."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.audit import Change
from lms.actions.base import Act, action
from lms.actions.enrolment import locked
from lms.actions.errors import NotAllowed, Refused
from lms.calendar.services import due_dates
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.enrolment.selectors import active_enrolments_of
from lms.enrolment.services import enrolments
from lms.progress import rules
from lms.progress.selectors import standings, tree_of
from lms.progress.services import projection
from lms.records.models import Attempt, LearningFact, Verb
from lms.records.selectors import completions_by_person
from lms.records.services import attempts, facts
from lms.reminders.services import planning
from programmes import activity_types
from programmes import selectors as programmes
from programmes.activity_types import Outcome
from programmes.models import Activity

WEB = "web"


@dataclass(frozen=True)
class Completion:
    """What came of handing in an activity. ``created`` is false when it had been recorded before."""

    outcome: Outcome
    facts: tuple[LearningFact, ...]
    created: bool
    standing: rules.Standing


@action("activity.save_draft")
def save_draft(
    act: Act, *, enrolment_uid: uuid.UUID, activity_key: uuid.UUID, state: Mapping[str, Any]
) -> Attempt:
    """Keep what was typed so far. Private to the doctor; not a fact."""
    row, activity = _learning(act, enrolment_uid, activity_key)
    attempt = attempts.save(
        row,
        module_key=activity.version.module_key,
        module_version_id=activity.version_id,
        activity_key=activity.key,
        state=dict(state),
        now=act.now,
    )
    act.audit(_change(attempt, row))
    return attempt


@action("activity.complete")
def complete_activity(
    act: Act,
    *,
    enrolment_uid: uuid.UUID,
    activity_key: uuid.UUID,
    answers: Mapping[str, Any],
    source: str = WEB,
    source_key: str | None = None,
) -> Completion:
    """Judge the answers and record what they amount to. The same act twice leaves one fact."""
    row, activity = _learning(act, enrolment_uid, activity_key)
    outcome = activity_types.get(activity.kind).judge(activity.scoring, dict(answers))
    tree = tree_of(row.version_id)
    completed = completions_by_person([row.person_id], module_keys=tree.module_keys).get(row.person_id, {})
    identity = (activity.version.module_key, activity.key)
    new = None if outcome.errors else _new_fact(row, activity, outcome, source, source_key)
    there = _recorded(new, completed.get(identity)) if new else None
    if new is None or there is not None:
        act.changed_nothing()
        recorded = (there,) if there else ()
        return Completion(outcome, recorded, created=False, standing=rules.standing(tree.root, completed))
    fact = facts.append(new, recorded_by_id=act.user_id, now=act.now)
    _keep_answers(act, row, activity, answers)
    stands = rules.standing(tree.root, completed | {identity: fact.pk} if outcome.completed else completed)
    if outcome.completed:
        _follow_up(act, row, stands, identity)
    act.audit(_change(fact, row, verb=fact.verb))
    return Completion(outcome, (fact,), created=True, standing=stands)


def _recorded(new: facts.NewFact, completed_by: int | None) -> LearningFact | None:
    """The fact that says this already: the one under the same key, or the one that completed the activity."""
    try:
        return facts.recorded(new, completed_by=completed_by)
    except facts.KeyReused as error:
        raise Refused(
            "key_reused",
            _("This key was used before for something else."),
            _("Send a new key with new content."),
        ) from error


def _keep_answers(act: Act, row: Enrolment, activity: Activity, answers: Mapping[str, Any]) -> None:
    if not answers:
        return
    attempts.submit(
        row,
        module_key=activity.version.module_key,
        module_version_id=activity.version_id,
        activity_key=activity.key,
        state=dict(answers),
        now=act.now,
    )


def _learning(act: Act, enrolment_uid: uuid.UUID, activity_key: uuid.UUID) -> tuple[Enrolment, Activity]:
    row = locked(act, enrolment_uid)
    activity = programmes.activity_in(row.version_id, activity_key)
    if activity is None:
        raise NotAllowed
    if row.state not in (State.ACTIVE, State.COMPLETED):
        raise Refused(
            "not_active",
            _("This programme is %(state)s for you, so nothing can be recorded.")
            % {"state": row.get_state_display()},
            _("Accept the invitation or resume the programme first."),
        )
    return row, activity


def _new_fact(
    row: Enrolment, activity: Activity, outcome: Outcome, source: str, source_key: str | None
) -> facts.NewFact:
    text = programmes.text_of(activity.version_id, row.person.language)
    return facts.NewFact(
        enrolment=row,
        verb=Verb.COMPLETED if outcome.completed else Verb.SCORED,
        module_key=activity.version.module_key,
        activity_key=activity.key,
        module_version_id=activity.version_id,
        module_text_id=text.pk if text else None,
        source=source,
        source_key=f"{row.person.uid}:{source_key or uuid.uuid4()}",
        result=dict(outcome.result),
    )


def _follow_up(act: Act, row: Enrolment, stands: rules.Standing, identity: rules.ActivityKey) -> None:
    """Progress, dates met, reminders no longer needed, and the end of the programme.

    The same activity may stand in another programme that the doctor is on: that one moves on too.
    """
    found = {row.pk: stands}
    others = [
        other
        for other in active_enrolments_of(row.person_id)
        if other.pk != row.pk and identity[0] in tree_of(other.version_id).module_keys
    ]
    if others:
        found |= standings(others)
    affected = [row, *others]
    projection.store(affected, found)
    for one in affected:
        _settle(act, one, found[one.pk], identity[0])


def _settle(act: Act, row: Enrolment, stands: rules.Standing, module_key: uuid.UUID) -> None:
    met = [
        part.node.requirement_id
        for part in stands.walk()
        if part.node.module_key == module_key and part.satisfied
    ]
    if met:
        dates = due_dates.mark_met(row.pk, met, at=act.now)
        planning.suppress_for_due_dates(dates, reason="met", now=act.now)
    if stands.satisfied and row.state == State.ACTIVE:
        enrolments.change_state(row, State.COMPLETED, by_user_id=act.user_id, now=act.now)
        planning.suppress_for_enrolments([row.pk], reason="completed", now=act.now)


def _change(obj: Attempt | LearningFact, row: Enrolment, **codes: Any) -> Change:
    return Change(obj, codes=codes, subject_key=row.person_id, organisation_key=row.organisation_id)
