"""Drafts of a person's work on an activity. The caller holds the person's lock."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any

from django.db import connection

from lms.enrolment.models import Enrolment
from lms.records.models import Attempt

SUBMIT = """
WITH closed AS (
    UPDATE leadership_records_attempt
    SET state = %(state)s::jsonb, saved_at = %(now)s, submitted_at = %(now)s
    WHERE person_id = %(person)s AND module_key = %(module)s AND activity_key = %(activity)s
    AND submitted_at IS NULL
    RETURNING id
)
INSERT INTO leadership_records_attempt (
    uid, person_id, enrolment_id, module_version_id, module_key, activity_key,
    state, started_at, saved_at, submitted_at
)
SELECT %(uid)s, %(person)s, %(enrolment)s, %(module_version)s, %(module)s, %(activity)s,
    %(state)s::jsonb, %(now)s, %(now)s, %(now)s
WHERE %(keep)s AND NOT EXISTS (SELECT 1 FROM closed)
"""


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
    with connection.cursor() as cursor:
        cursor.execute(
            SUBMIT,
            {
                "uid": uuid.uuid4(),
                "person": enrolment.person_id,
                "enrolment": enrolment.pk,
                "module_version": module_version_id,
                "module": module_key,
                "activity": activity_key,
                "state": json.dumps(state),
                "keep": bool(state),
                "now": now,
            },
        )
