"""When a reminder goes, and when a failed one is tried again. Pure: planner and forecast share it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from kernel.clock import LONDON, local_date
from lms.enrolment.enums import State
from lms.reminders.enums import Reason, Rule

SENT_AT = time(8, 0)
GRACE = timedelta(days=1)
"""A reminder whose moment passed no longer ago than this still goes, at once."""

RETRY_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60))
"""After these, the eighth failure is the last: nearly two days, so that a weekend's outage loses nothing."""

ENDED = {
    State.COMPLETED: Reason.COMPLETED,
    State.DECLINED: Reason.DECLINED,
    State.DEFERRED: Reason.DEFERRED,
    State.EXPIRED: Reason.EXPIRED,
}


@dataclass(frozen=True)
class Moment:
    """One reminder: so many days before a due date, in the morning of that day in London."""

    days: int
    due_on: date
    at: datetime
    too_late: bool

    @property
    def occurrence(self) -> str:
        """Tells this reminder from that of another rule, and from the same one before the date moved."""
        return f"{self.days}:{self.due_on.isoformat()}"


def planned_moments(days: Iterable[int], due_on: date, now: datetime) -> list[Moment]:
    """The reminders of one due date, earliest first."""
    return [_moment(before, due_on, now) for before in sorted(set(days), reverse=True)]


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many failures; None when it is enough."""
    return now + RETRY_WAITS[attempts - 1] if attempts <= len(RETRY_WAITS) else None


@dataclass(frozen=True)
class Standing:
    """What decides, at the moment of sending, whether a mail is still wanted."""

    rule: str
    occurrence: str
    enrolment_state: str
    account_open: bool = True
    still_member: bool = True
    expires_at: datetime | None = None
    due_on: date | None = None
    met: bool = False


def why_not(standing: Standing, now: datetime) -> Reason | None:
    """Why the mail must not go any more; None where it may."""
    ended = _invitation_over if standing.rule == Rule.INVITATION else _reminder_over
    reason = ended(standing, now)
    if reason is None and not standing.account_open:
        return Reason.ACCOUNT_CLOSED
    return reason


def _invitation_over(standing: Standing, now: datetime) -> Reason | None:
    state = State(standing.enrolment_state)
    if state in (State.ACTIVE, State.COMPLETED):
        return Reason.ANSWERED
    if state != State.INVITED:
        return ENDED.get(state, Reason.WITHDRAWN)
    if standing.expires_at is not None and standing.expires_at <= now:
        return Reason.EXPIRED
    return None if standing.still_member else Reason.LEFT_ORGANISATION


def _reminder_over(standing: Standing, now: datetime) -> Reason | None:
    state = State(standing.enrolment_state)
    if state != State.ACTIVE:
        return ENDED.get(state, Reason.WITHDRAWN)
    if standing.met:
        return Reason.MET
    if standing.due_on is None or not standing.occurrence.endswith(f":{standing.due_on.isoformat()}"):
        return Reason.DATE_MOVED
    return Reason.TOO_LATE if standing.due_on < local_date(now) else None


def _moment(days: int, due_on: date, now: datetime) -> Moment:
    at = datetime.combine(due_on - timedelta(days=days), SENT_AT, LONDON).astimezone(UTC)
    return Moment(days, due_on, at, too_late=at < now - GRACE)
