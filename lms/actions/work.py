"""Handing in work that people mark: its files, and the moment from which it is with the markers."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File

from kernel.audit import Change
from lms.actions.base import Act, action
from lms.actions.errors import NotAllowed
from lms.actions.following import Places
from lms.actions.learning import changed_elsewhere, learning, refuse_closed, refuse_unless_open
from lms.actions.waiting import start_waiting
from lms.assignments.models import Submission, WorkFile
from lms.assignments.services import work
from lms.enrolment.models import Enrolment
from lms.progress.selectors import standings
from lms.records.models import Attempt
from lms.records.services import attempts
from lms.records.services.attempts import Base
from lms.reminders.services import planning
from programmes import activity_types
from programmes.activity_types import Outcome
from programmes.models import Activity


@action("work.add_files")
def add_files(
    act: Act, *, enrolment_uid: uuid.UUID, activity_key: uuid.UUID, files: Iterable[File[bytes]]
) -> tuple[list[WorkFile], list[str]]:
    """Keep files for work that is not handed in yet; what is not taken says why, and the rest is kept."""
    row, activity = _open_work(act, enrolment_uid, activity_key)
    added: list[WorkFile] = []
    refused: list[str] = []
    for file in files:
        try:
            found, is_new = work.add_file(row.person_id, activity, file, now=act.now)
        except ValidationError as error:
            refused += error.messages
            continue
        if is_new:
            added.append(found)
    if added:
        act.audit(_change(activity, row, added=len(added)))
    else:
        act.changed_nothing()
    return added, refused


@action("work.remove_file")
def remove_file(act: Act, *, enrolment_uid: uuid.UUID, activity_key: uuid.UUID, file_uid: uuid.UUID) -> bool:
    row, activity = _open_work(act, enrolment_uid, activity_key)
    removed = work.remove_file(row.person_id, activity, file_uid)
    if removed:
        act.audit(_change(activity, row, removed=1))
    else:
        act.changed_nothing()
    return removed


@action("work.hand_in")
def hand_in(
    act: Act,
    *,
    enrolment_uid: uuid.UUID,
    activity_key: uuid.UUID,
    answers: Mapping[str, Any],
    base: Base | None = None,
) -> tuple[Outcome, Submission | None]:
    """Give the work to the markers, with the files added so far. What is with them already stays as it is."""
    places, activity, before = _work(act, enrolment_uid, activity_key)
    row = places.row
    if before is not None and work.is_waiting(before):
        act.changed_nothing()
        return Outcome(completed=False, result={"words": before.words}), before
    refuse_closed(before)
    judged = {**answers, "files": work.draft_files(row.person_id, activity)}
    outcome = activity_types.get(activity.kind).judge(activity.scoring, judged)
    if outcome.errors:
        act.changed_nothing()
        return outcome, None
    attempt = _close_attempt(act, row, activity, answers, base)
    submission = work.hand_in(
        row,
        activity,
        attempt,
        before=before,
        words=outcome.result["words"],
        by_user_id=act.user_id,
        now=act.now,
    )
    planning.went_on(row, now=act.now)
    concerned = [row, *places.sharing(activity.version.module_key)]
    start_waiting(act, concerned, standings(concerned))
    act.audit(_change(submission, row, number=submission.number))
    return outcome, submission


def _close_attempt(
    act: Act, row: Enrolment, activity: Activity, answers: Mapping[str, Any], base: Base | None
) -> Attempt | None:
    here = {"module_key": activity.version.module_key, "activity_key": activity.key}
    try:
        attempts.compare_open(row.person_id, **here, base=base, state=answers)
    except attempts.ChangedElsewhere as error:
        raise changed_elsewhere() from error
    attempts.submit(row, module_version_id=activity.version_id, **here, state=dict(answers), now=act.now)
    return attempts.latest(row.person_id, **here)


def _work(
    act: Act, enrolment_uid: uuid.UUID, activity_key: uuid.UUID
) -> tuple[Places, Activity, Submission | None]:
    places, activity = learning(act, enrolment_uid, activity_key)
    if not activity_types.get(activity.kind).is_marked:
        raise NotAllowed
    refuse_unless_open(act, places.row, activity)
    return places, activity, work.latest(places.row.person_id, activity)


def _open_work(act: Act, enrolment_uid: uuid.UUID, activity_key: uuid.UUID) -> tuple[Enrolment, Activity]:
    places, activity, before = _work(act, enrolment_uid, activity_key)
    refuse_closed(before)
    return places.row, activity


def _change(obj: Any, row: Enrolment, **codes: Any) -> Change:
    return Change(obj, codes=codes, subject_key=row.person_id, organisation_key=row.organisation_id)
