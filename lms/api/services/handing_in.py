"""Giving work to its markers under an idempotency key."""

from __future__ import annotations

import uuid

from django.db import transaction

from lms.actions.base import Context
from lms.actions.learning import refuse_closed
from lms.actions.work import hand_in
from lms.api.selectors import submissions
from lms.api.services import keys
from lms.api.services.completing import wrong_answers
from lms.assignments.models import Submission


@transaction.atomic
def hand_in_once(
    context: Context, *, key: str, enrolment_uid: uuid.UUID, activity_key: uuid.UUID, text: str
) -> tuple[Submission, bool]:
    """The submission, and whether it is new. Files are those that were added on the site."""
    body = {"enrolment": enrolment_uid, "activity": activity_key, "text": text}
    taken = keys.taken(context, key, body)
    if taken.used is not None:
        assert taken.used.submission is not None, "a body with a text makes a submission"  # noqa: S101
        return taken.used.submission, False
    before = set(submissions(context.viewer).values_list("pk", flat=True))
    outcome, submission = hand_in(
        context, enrolment_uid=enrolment_uid, activity_key=activity_key, answers={"text": text}
    )
    if submission is None:
        raise wrong_answers(outcome, "")
    if submission.pk in before:
        # What is with the markers stays as it is: other words are not lost in silence.
        refuse_closed(submission)
    taken.keep(context, submission=submission)
    return submission, True
