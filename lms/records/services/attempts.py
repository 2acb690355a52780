"""Drafts of a person's work on an activity. The caller holds the person's lock."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from lms.enrolment.models import Enrolment
from lms.records.models import Attempt


def _open(person_id: int, module_key: uuid.UUID, activity_key: uuid.UUID) -> Any:
    return Attempt.objects.unscoped(reason="the person's own open attempt").filter(
        person_id=person_id, module_key=module_key, activity_key=activity_key, submitted_at__isnull=True
    )


def save(
    enrolment: Enrolment,
    *,
    module_key: uuid.UUID,
    module_version_id: int,
    activity_key: uuid.UUID,
    state: dict[str, Any],
    now: datetime,
) -> Attempt:
    """Keep a draft: the open attempt is changed, or a new one begun."""
    attempt: Attempt | None = _open(enrolment.person_id, module_key, activity_key).first()
    if attempt is None:
        return Attempt.objects.create(
            person_id=enrolment.person_id,
            enrolment=enrolment,
            module_version_id=module_version_id,
            module_key=module_key,
            activity_key=activity_key,
            state=state,
            started_at=now,
            saved_at=now,
        )
    attempt.state = state
    attempt.saved_at = now
    attempt.save(update_fields=["state", "saved_at"])
    return attempt


def submit(
    enrolment: Enrolment,
    *,
    module_key: uuid.UUID,
    module_version_id: int,
    activity_key: uuid.UUID,
    state: dict[str, Any],
    now: datetime,
) -> None:
    """Close the open attempt with what was handed in; what a doctor wrote is kept with it.

    Nothing is kept where there is nothing to keep: a reading has no answers.
    """
    closed = _open(enrolment.person_id, module_key, activity_key).update(
        state=state, saved_at=now, submitted_at=now
    )
    if not closed and state:
        Attempt.objects.create(
            person_id=enrolment.person_id,
            enrolment=enrolment,
            module_version_id=module_version_id,
            module_key=module_key,
            activity_key=activity_key,
            state=state,
            started_at=now,
            saved_at=now,
            submitted_at=now,
        )
