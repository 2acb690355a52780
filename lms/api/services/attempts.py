"""Beginning what begins with a press, and keeping answers on the way."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.actions.base import Context
from lms.actions.errors import NotAllowed, Refused
from lms.actions.learning import begin_activity, save_draft
from lms.api import selectors
from lms.people.locks import lock_self
from lms.records.models import Attempt


@transaction.atomic
def begin(context: Context, *, enrolment_uid: uuid.UUID, activity_key: uuid.UUID) -> tuple[Attempt, bool]:
    """The attempt, and whether it is new: one that is open is gone on with."""
    if lock_self(context.viewer) is None:
        raise NotAllowed
    before = set(selectors.attempts(context.viewer).values_list("pk", flat=True))
    row = begin_activity(context, enrolment_uid=enrolment_uid, activity_key=activity_key)
    return row, row.pk not in before


@transaction.atomic
def keep(context: Context, *, uid: uuid.UUID, answers: Mapping[str, Any]) -> Attempt:
    """What is kept by the end counts; what comes later is kept and does not."""
    if lock_self(context.viewer) is None:
        raise NotAllowed
    row = selectors.attempts(context.viewer).filter(uid=uid).first()
    if row is None:
        raise NotAllowed
    if row.submitted_at is not None:
        raise Refused("handed_in", _("This attempt was handed in before."), _("Start another attempt."))
    return save_draft(
        context,
        enrolment_uid=row.enrolment.uid,
        activity_key=row.activity_key,
        state={"answers": dict(answers)},
    )
