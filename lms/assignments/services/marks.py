"""The markers' side: who marks, what they have written so far, and what their marks lead to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from lms.assignments import rules
from lms.assignments.enums import Place, State
from lms.assignments.models import Marker, Marking, Submission
from lms.assignments.rules import Verdict
from lms.assignments.services import work
from lms.organisations.models import Organisation
from lms.people.models import Person
from programmes.rules import rubrics

LONGEST_FEEDBACK = 20_000


def appoint(
    person: Person,
    *,
    programme_key: UUID,
    organisation: Organisation | None,
    on: date,
    by_user_id: int | None,
) -> tuple[Marker, bool]:
    """A marker from that day on; who is one already stays as they are, and False."""
    rows = Marker.objects.unscoped(reason="whether somebody is a marker already")
    same = rows.filter(person=person, programme_key=programme_key, organisation=organisation)
    held = same.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on)).first()
    if held is not None:
        return held, False
    marker = Marker.objects.create(
        person=person,
        programme_key=programme_key,
        organisation=organisation,
        starts_on=on,
        appointed_by_id=by_user_id,
    )
    return marker, True


def end(marker: Marker, *, on: date) -> None:
    """``on`` is the last day. What they have begun stays theirs to finish until then."""
    marker.ends_on = max(on, marker.starts_on)
    marker.save(update_fields=["ends_on"])


def markings_of(submission: Submission) -> list[Marking]:
    rows = Marking.objects.unscoped(reason="the markings of work that is being marked")
    return list(rows.filter(submission=submission).order_by("place"))


def start(submission: Submission, marker_id: int, *, by_user_id: int | None, now: datetime) -> Marking | None:
    """Take a free place; None where the markers wanted have theirs."""
    there = [each for each in markings_of(submission) if each.place != Place.AGREED]
    mine = next((each for each in there if each.marker_id == marker_id), None)
    if mine is not None:
        return mine
    taken = {each.place for each in there}
    free = [place for place in (1, 2)[: submission.activity.scoring["markers"]] if place not in taken]
    if not free:
        return None
    if submission.state == State.SUBMITTED:
        work.move(submission, State.MARKING, by_user_id=by_user_id, now=now)
    return Marking.objects.create(
        submission=submission, marker_id=marker_id, place=free[0], started_at=now, saved_at=now
    )


def release(marking: Marking, submission: Submission, *, by_user_id: int | None, now: datetime) -> None:
    """Back to the queue, with what was written so far gone."""
    marking.delete()
    if not any(each.place != Place.AGREED for each in markings_of(submission)):
        work.move(submission, State.SUBMITTED, by_user_id=by_user_id, now=now)


def write(marking: Marking, *, levels: Mapping[str, Any], feedback: str, now: datetime) -> None:
    """Keep what the marker has chosen and written so far."""
    marking.levels = known_levels(marking.submission.activity.scoring, levels)
    marking.feedback = feedback[:LONGEST_FEEDBACK]
    marking.saved_at = now
    marking.save(update_fields=["levels", "feedback", "saved_at"])


def known_levels(scoring: Mapping[str, Any], levels: Mapping[str, Any]) -> dict[str, str]:
    """Of what was posted, the levels that the rubric has."""
    found = {}
    for criterion in scoring["criteria"]:
        chosen = levels.get(criterion["id"])
        if chosen in {level["id"] for level in criterion["levels"]}:
            found[criterion["id"]] = str(chosen)
    return found


def finish(marking: Marking, *, now: datetime) -> None:
    mark = rubrics.mark(marking.submission.activity.scoring, marking.levels)
    marking.points, marking.finished_at, marking.saved_at = mark.points, now, now
    marking.save(update_fields=["points", "finished_at", "saved_at"])


def agreed_marking(submission: Submission, marker_id: int, *, now: datetime) -> Marking:
    """The agreed mark, begun by whichever of the two writes it down."""
    rows = Marking.objects.unscoped(reason="the agreed mark of work that is being marked")
    there = rows.select_related("submission__activity").filter(submission=submission, place=Place.AGREED)
    held: Marking | None = there.first()
    if held is not None:
        held.marker_id = marker_id
        held.save(update_fields=["marker"])
        return held
    return Marking.objects.create(
        submission=submission, marker_id=marker_id, place=Place.AGREED, started_at=now, saved_at=now
    )


def settle(submission: Submission, *, by_user_id: int | None, now: datetime) -> Verdict:
    """Where the finished markings lead; the submission moves there, and files of returned work lie ready."""
    scoring = submission.activity.scoring
    finished = [each for each in markings_of(submission) if each.finished_at is not None]
    marks = [rubrics.mark(scoring, each.levels) for each in finished if each.place != Place.AGREED]
    agreed = [rubrics.mark(scoring, each.levels) for each in finished if each.place == Place.AGREED]
    found = rules.verdict(scoring, marks, agreed=agreed[0] if agreed else None, number=submission.number)
    if found.mark is not None:
        submission.marked_at = now
        submission.points, submission.of = found.mark.points, found.mark.of
    if found.state != submission.state:
        work.move(submission, found.state, by_user_id=by_user_id, now=now)
    if found.state == State.RETURNED:
        work.give_files_back(submission, now=now)
    return found


def allow_again(submission: Submission, *, by_user_id: int | None, now: datetime) -> None:
    """One more try where there was none left."""
    work.move(submission, State.RETURNED, by_user_id=by_user_id, now=now)
    work.give_files_back(submission, now=now)
