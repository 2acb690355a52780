"""Activities that begin with a press: how often, for how long, and what counts once time is over.

The clock is the site's own. What was saved before the end counts; what comes later is kept and does not.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.actions.errors import Refused
from lms.enrolment.models import Enrolment
from lms.records.models import Attempt
from lms.records.selectors import extra_percent_of
from lms.records.services import attempts
from programmes import activity_types
from programmes.models import Activity

SETUP = "setup"
NO_ATTEMPT_OPEN = ("not_begun", "handed_in")
"""Codes of refusals that the page itself answers: it says how to begin."""
GRACE = timedelta(minutes=1)
"""A page takes a moment to send: so much later counts as in time."""


def is_over(attempt: Attempt, now: datetime) -> bool:
    ends_at = attempt.setup.get("ends_at")
    return bool(ends_at) and now > datetime.fromisoformat(ends_at) + GRACE


def played(attempt: Attempt | None, *, now: datetime) -> dict[str, Any]:
    """What the site has set for an attempt, and whether its time is over; empty where it has set nothing."""
    if attempt is None or not attempt.setup:
        return {}
    return {**attempt.setup, "over": attempt.setup.get("over") or is_over(attempt, now)}


def begin(row: Enrolment, activity: Activity, *, now: datetime) -> tuple[Attempt, bool]:
    """The open attempt, or a new one, which the second value says."""
    kind = activity_types.get(activity.kind)
    if not kind.begins:
        raise Refused("begins_by_itself", _("There is nothing to start here."))
    there = _open(row, activity)
    if there is not None:
        return there, False
    terms = kind.terms(activity.scoring)
    before = attempts.begun_before(
        row.person_id, module_version_id=activity.version_id, activity_key=activity.key
    )
    if terms.attempts is not None and before >= terms.attempts:
        raise Refused(
            "no_attempt_left",
            _("You have used all attempts."),
            _("Ask whoever runs the programme for you what to do next."),
        )
    setup = {"seed": secrets.randbits(32), "number": before + 1}
    if terms.minutes is not None:
        setup |= _clock(terms.minutes, extra_percent_of(row.person_id), now)
    begun = attempts.begin(
        row,
        module_key=activity.version.module_key,
        module_version_id=activity.version_id,
        activity_key=activity.key,
        setup=setup,
        now=now,
    )
    return begun, True


def _clock(minutes: int, percent: int, now: datetime) -> dict[str, Any]:
    seconds = minutes * 60 * (100 + percent) // 100
    return {
        "ends_at": (now + timedelta(seconds=seconds)).isoformat(),
        "seconds": seconds,
        "extra_percent": percent,
    }


def judged(
    row: Enrolment, activity: Activity, answers: Mapping[str, Any], *, now: datetime
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What is judged, and what of it is kept as the doctor's answers."""
    kind = activity_types.get(activity.kind)
    if not kind.begins:
        return answers, answers
    attempt = _latest(row, activity)
    if attempt is None:
        raise not_begun()
    if attempt.submitted_at is not None:
        sent = {**attempt.state, SETUP: attempt.setup}
        if not kind.judge(activity.scoring, sent).completed:
            raise Refused("handed_in", _("This attempt was handed in before."), _("Start another attempt."))
        return sent, attempt.state
    if is_over(attempt, now):
        _keep_late(attempt, answers, now=now)
        return {**attempt.state, SETUP: attempt.setup}, attempt.state
    return {**answers, SETUP: attempt.setup}, answers


def late_draft(
    row: Enrolment, activity: Activity, state: Mapping[str, Any], *, now: datetime
) -> Attempt | None:
    """The attempt whose time was over when this came; None where a draft is kept as any other."""
    if not activity_types.get(activity.kind).begins:
        return None
    attempt = _open(row, activity)
    if attempt is None:
        raise not_begun()
    if not is_over(attempt, now):
        return None
    _keep_late(attempt, state, now=now)
    return attempt


def not_begun() -> Refused:
    return Refused("not_begun", _("This has not been started."), _("Press “Start” on its page first."))


def _keep_late(attempt: Attempt, answers: Mapping[str, Any], *, now: datetime) -> None:
    more: dict[str, Any] = {"over": True}
    if answers and dict(answers) != attempt.state:
        more["late"] = {"answers": dict(answers), "at": now.isoformat()}
    attempts.set_up(attempt, **more)


def _latest(row: Enrolment, activity: Activity) -> Attempt | None:
    """Of the version that the doctor is on."""
    found = attempts.latest(row.person_id, activity.version.module_key, activity.key)
    return found if found and found.setup and found.module_version_id == activity.version_id else None


def _open(row: Enrolment, activity: Activity) -> Attempt | None:
    found = _latest(row, activity)
    return found if found and found.submitted_at is None else None
