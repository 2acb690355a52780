"""Completing an activity under an idempotency key: however often it is sent, it is done once."""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.actions.base import Context
from lms.actions.errors import NotAllowed, Refused
from lms.actions.learning import complete_activity
from lms.api.models import UsedKey
from lms.api.problems import Fault, Problem, escape
from lms.people.locks import lock_self
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
    person = lock_self(context.viewer)
    if person is None:
        raise NotAllowed
    digest = hashlib.blake2b(key.encode(), digest_size=16).hexdigest()
    print_ = _fingerprint(key, {"enrolment": enrolment_uid, "activity": activity_key, "answers": answers})
    used = UsedKey.objects.visible_to(context.viewer).filter(digest=digest).select_related("fact").first()
    if used is not None:
        if not hmac.compare_digest(used.fingerprint, print_):
            raise Refused(
                "key_reused",
                _("This Idempotency-Key came before with another body."),
                _("Send a new key with new content."),
            )
        return used.fact, False
    done = complete_activity(
        context,
        enrolment_uid=enrolment_uid,
        activity_key=activity_key,
        answers=answers,
        source=SOURCE,
        source_key=digest,
    )
    if done.outcome.errors:
        raise _wrong_answers(done.outcome)
    (fact,) = done.facts
    UsedKey.objects.create(
        person=person, digest=digest, fingerprint=print_, fact=fact, created_at=context.now
    )
    return fact, done.created


def _fingerprint(key: str, body: Mapping[str, Any]) -> str:
    """Of what the body says, however it is spaced or ordered."""
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), default=str)
    return hmac.new(key.encode(), canonical.encode(), hashlib.sha256).hexdigest()


def _wrong_answers(outcome: Outcome) -> Problem:
    return Problem(
        422,
        "wrong_answers",
        _("Nothing was recorded: the answers are not complete."),
        mend=_("Mend what is listed under errors and send it again; the key may stay."),
        faults=[
            Fault(f"/answers/{escape(str(name))}", message, _("Give this answer."))
            for name, message in outcome.errors.items()
        ],
    )
