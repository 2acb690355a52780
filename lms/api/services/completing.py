"""Completing an activity under an idempotency key: however often it is sent, it is done once."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.actions.base import Context
from lms.actions.learning import complete_activity
from lms.api.problems import Fault, Problem, escape
from lms.api.services import keys
from lms.records.models import LearningFact
from programmes.activity_types import Outcome

SOURCE = "api"


@transaction.atomic
def complete_once(
    context: Context,
    *,
    key: str,
    enrolment_uid: uuid.UUID,
    activity_key: uuid.UUID,
    answers: Mapping[str, Any],
) -> tuple[LearningFact, bool]:
    """The fact, and whether it is new. Requests of one person wait for each other at the person's lock."""
    taken = keys.taken(
        context, key, {"enrolment": enrolment_uid, "activity": activity_key, "answers": answers}
    )
    if taken.used is not None:
        assert taken.used.fact is not None, "a body with answers makes a fact"  # noqa: S101
        return taken.used.fact, False
    done = complete_activity(
        context,
        enrolment_uid=enrolment_uid,
        activity_key=activity_key,
        answers=answers,
        source=SOURCE,
        source_key=taken.digest,
    )
    if done.outcome.errors:
        raise wrong_answers(done.outcome, "/answers")
    (fact,) = done.facts
    taken.keep(context, fact=fact)
    return fact, done.created


def wrong_answers(outcome: Outcome, pointer: str) -> Problem:
    return Problem(
        422,
        "wrong_answers",
        _("Nothing was recorded: the answers are not complete."),
        mend=_("Mend what is listed under errors and send it again; the key may stay."),
        faults=[
            Fault(f"{pointer}/{escape(str(name))}", message, _("Give this answer."))
            for name, message in outcome.errors.items()
        ],
    )
