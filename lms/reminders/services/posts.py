"""The mail before a post ends, to doctors of whom no address is known that outlasts it. Once for each end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery

from kernel.clock import local_date
from lms.enrolment.models import Enrolment
from lms.people.accounts import adapter
from lms.people.addresses import has_lasting
from lms.people.enums import MemberRole
from lms.people.models import Membership
from lms.people.standing import post_end_days
from lms.reminders.enums import Reason, Rule, SendState
from lms.reminders.models import PlannedSend
from lms.reminders.quiet import at_hour, sending_times
from lms.reminders.rules import SENT_AT

REASON = "posts that end within the horizon, of everybody"
PASSING = (
    Reason.COMPLETED,
    Reason.WITHDRAWN,
    Reason.DEFERRED,
    Reason.DATE_MOVED,
    Reason.ADDRESS_THERE,
    Reason.LEFT_ORGANISATION,
)
"""Reasons that say nothing against this mail, or that may have passed."""


class Ending(NamedTuple):
    """A post and the seat there that the mail is filed under; without a seat nobody is written to."""

    person_id: int
    user_id: int
    email: str
    ends_on: date
    ask_again_on: date | None
    enrolment_id: int

    @property
    def occurrence(self) -> str:
        return f"{post_end_days()}:{self.ends_on.isoformat()}"


def plan(*, until: date, now: datetime) -> int:
    """Plan what is wanted and take back what is not; five queries at most, whatever the number."""
    endings = _endings(until=until, on=local_date(now))
    wanted = {(each.enrolment_id, each.occurrence): each for each in endings}
    rows = _sends().filter(state__in=[SendState.PLANNED, SendState.SUPPRESSED])
    there = {(row.enrolment_id, row.occurrence): row for row in rows}
    new = [_send(each, now=now) for key, each in wanted.items() if key not in there]
    PlannedSend.objects.bulk_create(new, ignore_conflicts=True, batch_size=1000)
    again = [row.pk for key, row in there.items() if key in wanted and _may_come_back(row)]
    _sends().filter(pk__in=again).update(state=SendState.PLANNED, reason="", settled_at=None)
    gone = [row.pk for key, row in there.items() if key not in wanted and row.state == SendState.PLANNED]
    _sends().filter(pk__in=gone, state=SendState.PLANNED).update(
        state=SendState.SUPPRESSED, reason=Reason.DATE_MOVED, settled_at=now
    )
    return len(new) + len(again)


def why_not(send: PlannedSend, *, now: datetime) -> Reason | None:
    """At the moment of sending: does the post still end then, and is there still no lasting address."""
    if send.rule != Rule.POST_ENDS or send.enrolment is None:
        return None
    posts = Membership.objects.unscoped(reason="the post that a mail in hand is about").filter(
        person_id=send.recipient_id,
        organisation=send.enrolment.organisation_id or 0,
        role=MemberRole.DOCTOR,
        ends_on=date.fromisoformat(send.why["until"]),
        ends_on__gte=local_date(now),
    )
    found: Any = posts.values_list("email", "person__user_id").first()
    if found is None:
        return Reason.DATE_MOVED
    email, user_id = found
    known = adapter().verified_addresses([user_id]).get(user_id, []) if user_id else []
    return Reason.ADDRESS_THERE if has_lasting(known, post_email=email) else None


def _endings(*, until: date, on: date) -> list[Ending]:
    seats = Enrolment.objects.unscoped(reason=REASON).filter(
        person_id=OuterRef("person_id"), organisation_id=OuterRef("organisation_id")
    )
    posts = (
        Membership.objects.unscoped(reason=REASON)
        .filter(
            role=MemberRole.DOCTOR,
            starts_on__lte=on,
            ends_on__range=(on, until + timedelta(days=post_end_days())),
            person__user_id__isnull=False,
        )
        .annotate(seat=Subquery(seats.order_by("-created_at", "-pk").values("pk")[:1]))
        .filter(seat__isnull=False)
        .order_by("ends_on", "pk")
    )
    names = ("person_id", "person__user_id", "email", "ends_on", "ask_again_on", "seat")
    found = [Ending(*row) for row in posts.values_list(*names)]
    known = adapter().verified_addresses({each.user_id for each in found}) if found else {}
    return [each for each in found if not _is_reachable(each, known)]


def _is_reachable(each: Ending, known: Mapping[int, list[str]]) -> bool:
    return has_lasting(known.get(each.user_id, []), post_email=each.email)


def _send(each: Ending, *, now: datetime) -> PlannedSend:
    return PlannedSend(
        enrolment_id=each.enrolment_id,
        rule=Rule.POST_ENDS,
        occurrence=each.occurrence,
        recipient_id=each.person_id,
        planned_for=_moment(each, now=now),
        state=SendState.PLANNED,
        why={"days": post_end_days(), "until": each.ends_on.isoformat()},
        created_at=now,
    )


def _moment(each: Ending, *, now: datetime) -> datetime:
    """So many days before the end; not while the doctor has asked us to wait; never in the past."""
    day = each.ends_on - timedelta(days=post_end_days())
    if each.ask_again_on is not None:
        day = max(day, min(each.ask_again_on, each.ends_on))
    return max(at_hour(sending_times().next_day(day), SENT_AT), now)


def _may_come_back(row: PlannedSend) -> bool:
    return row.state == SendState.SUPPRESSED and row.reason in PASSING


def _sends() -> Any:
    return PlannedSend.objects.unscoped(reason=REASON).filter(rule=Rule.POST_ENDS)
