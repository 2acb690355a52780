"""Mails as the learner site and the trust desk list them: why each is planned, and how its state looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.clock import LONDON
from lms.calendar.presenters import in_words
from lms.reminders.enums import NEWS, Rule, SendState
from lms.reminders.models import PlannedSend
from lms.reminders.presenters import SendRow, row
from lms.reminders.quiet import SendingTimes
from lms.reminders.services.writing import enrolment_of

LOOKS: dict[str, str] = {
    SendState.SENT: "done",
    SendState.PLANNED: "here",
    SendState.QUEUED: "here",
    SendState.FAILED: "bad",
}


@dataclass(frozen=True)
class SendLine:
    row: SendRow
    why: str

    @property
    def send(self) -> PlannedSend:
        return self.row.send

    @property
    def look(self) -> str:
        return LOOKS.get(self.send.state, "")


def send_lines(sends: Iterable[PlannedSend], *, for_trust: bool = False) -> list[SendLine]:
    return [send_line(send, for_trust=for_trust) for send in sends]


def send_line(send: PlannedSend, *, for_trust: bool = False) -> SendLine:
    return SendLine(row(send, for_trust=for_trust), why(send, for_trust=for_trust))


def why(send: PlannedSend, *, for_trust: bool) -> str:
    """Why it is planned, and why it goes later than its rule says."""
    sentence = _why(send, for_trust=for_trust)
    put_off = str(send.why.get("put_off_from", ""))
    if not put_off:
        return sentence
    more = _("Put off from %(day)s: at most one reminder a day.") % {
        "day": in_words(date.fromisoformat(put_off))
    }
    return f"{sentence} {more}"


def _why(send: PlannedSend, *, for_trust: bool) -> str:
    if send.rule == Rule.INVITATION:
        if for_trust:
            return _("Because you enrolled this person.")
        return _("Because %(organisation)s offers you a place.") % {
            "organisation": str(enrolment_of(send).organisation)
        }
    if send.rule == Rule.POST_ENDS:
        return _("Because your post at %(organisation)s ends on %(day)s.") % {
            "organisation": str(enrolment_of(send).organisation),
            "day": in_words(date.fromisoformat(send.why["until"])),
        }
    if send.rule in NEWS:
        return _("Because this programme's doctors are told what becomes of it.")
    days, counted_from = int(send.why.get("days", 0)), send.why.get("due_on") or send.why.get("since")
    if not counted_from:
        return ""
    return _after(send.rule, days) % {"days": days, "date": in_words(date.fromisoformat(counted_from))}


def _after(rule: str, days: int) -> str:
    texts = {
        Rule.ON_DUE: _("On the due date %(date)s."),
        Rule.OVERDUE: ngettext(
            "%(days)s day after the due date %(date)s.", "%(days)s days after the due date %(date)s.", days
        ),
        Rule.INACTIVE: ngettext(
            "%(days)s day after %(date)s, when something was done last.",
            "%(days)s days after %(date)s, when something was done last.",
            days,
        ),
        Rule.UNANSWERED: ngettext(
            "%(days)s day after the invitation of %(date)s.",
            "%(days)s days after the invitation of %(date)s.",
            days,
        ),
    }
    before = ngettext(
        "%(days)s day before the due date %(date)s.", "%(days)s days before the due date %(date)s.", days
    )
    return texts.get(Rule(rule), before)


DRY_RUN_HEADING = ("Day", "Time", "Family name", "Given name", "Programme", "Rule", "Mail", "Why")


def dry_run_rows(sends: Any, *, times: SendingTimes) -> Iterator[tuple[object, ...]]:
    """What will go, in order, as if nothing changed: one reminder a day for each person."""
    taken: set[tuple[int, date]] = set()
    put_off: list[tuple[datetime, int, PlannedSend]] = []
    for send in sends.iterator(chunk_size=500):
        at = send.planned_for.astimezone(LONDON)
        while put_off and put_off[0][0] < at:
            yield _dry_run_row(put_off[0][0], heappop(put_off)[2])
        free = at if send.rule == Rule.INVITATION else _free(at, send.recipient_id, taken, times)
        heappush(put_off, (free, send.pk, send))
    while put_off:
        yield _dry_run_row(put_off[0][0], heappop(put_off)[2])


def _free(at: datetime, person_id: int, taken: set[tuple[int, date]], times: SendingTimes) -> datetime:
    while (person_id, at.date()) in taken:
        day = times.next_day(at.date() + timedelta(days=1))
        at = datetime.combine(day, at.time(), LONDON)
    taken.add((person_id, at.date()))
    return at


def _dry_run_row(at: datetime, send: PlannedSend) -> tuple[object, ...]:
    shown = row(send, for_trust=True)
    return (
        f"{at:%Y-%m-%d}",
        f"{at:%H:%M}",
        send.recipient.family_name,
        send.recipient.given_name,
        shown.programme,
        Rule(send.rule).label,
        shown.what,
        why(send, for_trust=True),
    )
