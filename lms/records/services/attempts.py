"""Drafts of a person's work on an activity. The caller holds the person's lock."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
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
    state, setup, started_at, saved_at, submitted_at
)
SELECT %(uid)s, %(person)s, %(enrolment)s, %(module_version)s, %(module)s, %(activity)s,
    %(state)s::jsonb, '{}'::jsonb, %(now)s, %(now)s, %(now)s
WHERE %(keep)s AND NOT EXISTS (SELECT 1 FROM closed)
"""


@dataclass(frozen=True)
class Base:
    """What a page was made from: the state of the attempt that it showed, and the page's own mark."""

    seen: str
    mark: str = ""


class ChangedElsewhere(Exception):
    """Another page has saved something else since: neither is to vanish unseen."""


def latest(person_id: int, module_key: uuid.UUID, activity_key: uuid.UUID) -> Attempt | None:
    rows = Attempt.objects.unscoped(reason="the person's own attempts").filter(
        person_id=person_id, module_key=module_key, activity_key=activity_key
    )
    found: Attempt | None = rows.order_by("-started_at", "-pk").first()
    return found


def _compare(attempt: Attempt | None, base: Base | None, state: Mapping[str, Any]) -> None:
    """A page may go on from what it showed, and from what it saved itself without hearing of it."""
    if attempt is None or base is None or attempt.stamp == base.seen or attempt.state == state:
        return
    is_own = attempt.submitted_at is None and base.mark != "" and base.mark == attempt.page_mark
    if not is_own:
        raise ChangedElsewhere


def compare_open(
    person_id: int,
    *,
    module_key: uuid.UUID,
    activity_key: uuid.UUID,
    base: Base | None,
    state: Mapping[str, Any],
) -> None:
    """Before something is handed in: an open draft that the page never showed would be written over."""
    if base is None:
        return
    attempt = latest(person_id, module_key, activity_key)
    if attempt is not None and attempt.submitted_at is None:
        _compare(attempt, base, state)


def save(
    enrolment: Enrolment,
    *,
    module_key: uuid.UUID,
    module_version_id: int,
    activity_key: uuid.UUID,
    state: dict[str, Any],
    now: datetime,
    base: Base | None = None,
) -> tuple[Attempt, bool]:
    """Keep a draft: the open attempt is changed, or a new one begun, which the second value says."""
    attempt = latest(enrolment.person_id, module_key, activity_key)
    _compare(attempt, base, state)
    mark = base.mark if base else ""
    if attempt is None or attempt.submitted_at is not None:
        begun = Attempt.objects.create(
            person_id=enrolment.person_id,
            enrolment=enrolment,
            module_version_id=module_version_id,
            module_key=module_key,
            activity_key=activity_key,
            state=state,
            started_at=now,
            saved_at=now,
            page_mark=mark,
        )
        return begun, True
    attempt.state = state
    attempt.saved_at = now
    attempt.page_mark = mark
    attempt.save(update_fields=["state", "saved_at", "page_mark"])
    return attempt, False


def begin(
    enrolment: Enrolment,
    *,
    module_key: uuid.UUID,
    module_version_id: int,
    activity_key: uuid.UUID,
    setup: dict[str, Any],
    now: datetime,
) -> Attempt:
    """A new attempt with what the site has set for it; one of another version that is open is closed."""
    rows = Attempt.objects.unscoped(reason="the person's own attempts")
    rows.filter(
        person_id=enrolment.person_id,
        module_key=module_key,
        activity_key=activity_key,
        submitted_at__isnull=True,
    ).update(submitted_at=now)
    begun: Attempt = Attempt.objects.create(
        person_id=enrolment.person_id,
        enrolment=enrolment,
        module_version_id=module_version_id,
        module_key=module_key,
        activity_key=activity_key,
        state={},
        setup=setup,
        started_at=now,
        saved_at=now,
    )
    return begun


def begun_before(person_id: int, *, module_version_id: int, activity_key: uuid.UUID) -> int:
    """How many attempts of this version there were."""
    rows = Attempt.objects.unscoped(reason="the person's own attempts").exclude(setup={})
    return rows.filter(
        person_id=person_id, module_version_id=module_version_id, activity_key=activity_key
    ).count()


def set_up(attempt: Attempt, **more: Any) -> None:
    """Add to what the site keeps of an attempt."""
    attempt.setup = {**attempt.setup, **more}
    attempt.save(update_fields=["setup"])


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
