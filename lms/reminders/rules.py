"""When a reminder goes, whether it still may, and when a failed one is tried again. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kernel.clock import local_date
from lms.calendar.rules import Away
from lms.calendar.rules import due_on as after_days
from lms.enrolment.enums import OPEN_STATES, State
from lms.reminders.enums import NEWS, Reason, Rule
from lms.reminders.quiet import MORNING, SendingTimes, at_hour

SENT_AT = MORNING
GRACE = timedelta(days=1)
"""A reminder whose moment passed no longer ago than this still goes, at once."""
ORDINARY = SendingTimes()

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
    """One reminder: so many days before or after a day, in the morning in London."""

    rule: str
    days: int
    anchor: date
    """The due date; the day since when nothing was done; the day of the invitation."""
    at: datetime
    too_late: bool

    @property
    def occurrence(self) -> str:
        """Tells this reminder from others of its rule, and from the same one before the date moved."""
        return f"{self.days}:{self.anchor.isoformat()}"


def planned_moments(days: Iterable[int], due_on: date, now: datetime) -> list[Moment]:
    """The reminders before one due date, earliest first."""
    return [moment(Rule.BEFORE_DUE, before, due_on, now=now) for before in sorted(set(days), reverse=True)]


def moment(
    rule: str,
    days: int,
    anchor: date,
    *,
    now: datetime,
    away: Collection[Away] = (),
    times: SendingTimes = ORDINARY,
) -> Moment:
    """When it goes: not on a quiet day, and not while the doctor is away.

    What is due is said before a quiet day rather than after it; everything else waits until after it. Days
    of absence do not count towards "so many days after".
    """
    at = at_hour(_day(rule, days, anchor, away, times), SENT_AT)
    return Moment(rule, days, anchor, at, too_late=at < now - GRACE)


def _day(rule: str, days: int, anchor: date, away: Collection[Away], times: SendingTimes) -> date:
    def is_away(on: date) -> bool:
        return any(each.first <= on <= each.last for each in away)

    if rule not in (Rule.BEFORE_DUE, Rule.ON_DUE):
        return times.next_day(after_days(anchor, days, away).on, is_away=is_away)
    on = times.day_before(anchor - timedelta(days=days))
    return times.next_day(on, is_away=is_away) if is_away(on) else on


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
    muted: bool = False
    switched_off: bool = False
    away: bool = False
    since: date | None = None
    """Since when nothing was done, where that is what the reminder is about."""
    link: int = 1
    """Which of an invitation's links works."""
    handed_in: bool = False
    """Nothing is left of it but what is with the markers."""


def why_not(standing: Standing, now: datetime) -> Reason | None:
    """Why the mail must not go any more; None where it may."""
    return _over(standing, now) or _unwanted(standing)


def _over(standing: Standing, now: datetime) -> Reason | None:
    if standing.rule in (Rule.INVITATION, Rule.UNANSWERED):
        return _invitation_over(standing, now)
    if standing.rule == Rule.INACTIVE:
        return _inactivity_over(standing)
    if standing.rule == Rule.POST_ENDS:
        # Not about a programme: whether the post still ends then is asked beside this.
        return None
    if standing.rule in NEWS:
        return _news_over(standing)
    return _reminder_over(standing, now)


def _unwanted(standing: Standing) -> Reason | None:
    if not standing.account_open:
        return Reason.ACCOUNT_CLOSED
    if standing.rule == Rule.INVITATION or standing.rule in NEWS:
        return None
    if standing.switched_off:
        return Reason.SWITCHED_OFF
    if standing.muted:
        return Reason.MUTED
    return Reason.AWAY if standing.away and standing.rule != Rule.POST_ENDS else None


def _invitation_over(standing: Standing, now: datetime) -> Reason | None:
    state = State(standing.enrolment_state)
    if state in (State.ACTIVE, State.COMPLETED):
        return Reason.ANSWERED
    if state != State.INVITED:
        return ENDED.get(state, Reason.WITHDRAWN)
    if standing.expires_at is not None and standing.expires_at <= now:
        return Reason.EXPIRED
    if standing.rule == Rule.INVITATION and standing.occurrence != str(standing.link):
        return Reason.REPLACED
    return None if standing.still_member else Reason.LEFT_ORGANISATION


def _news_over(standing: Standing) -> Reason | None:
    """Whoever is not on the programme any more need not know what becomes of it."""
    state = State(standing.enrolment_state)
    return None if state in OPEN_STATES else ENDED.get(state, Reason.WITHDRAWN)


def _inactivity_over(standing: Standing) -> Reason | None:
    state = State(standing.enrolment_state)
    if state != State.ACTIVE:
        return ENDED.get(state, Reason.WITHDRAWN)
    return None if _is_of(standing.occurrence, standing.since) else Reason.WENT_ON


def _reminder_over(standing: Standing, now: datetime) -> Reason | None:
    state = State(standing.enrolment_state)
    if state != State.ACTIVE:
        return ENDED.get(state, Reason.WITHDRAWN)
    if standing.met:
        return Reason.MET
    if standing.handed_in:
        return Reason.HANDED_IN
    due_on = standing.due_on
    if due_on is None or not _is_of(standing.occurrence, due_on):
        return Reason.DATE_MOVED
    speaks_of_the_past = standing.rule == Rule.OVERDUE
    return Reason.TOO_LATE if due_on < local_date(now) and not speaks_of_the_past else None


def _is_of(occurrence: str, anchor: date | None) -> bool:
    return anchor is not None and occurrence.endswith(f":{anchor.isoformat()}")
