"""Mails as the learner site and the trust desk list them: why each is planned, and how its state looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.calendar.presenters import in_words
from lms.reminders.enums import Rule, SendState
from lms.reminders.models import PlannedSend
from lms.reminders.presenters import SendRow, row
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
    return SendLine(row(send), _why(send, for_trust=for_trust))


def _why(send: PlannedSend, *, for_trust: bool) -> str:
    if send.rule == Rule.INVITATION:
        if for_trust:
            return _("Because you enrolled this person.")
        return _("Because %(organisation)s offers you a place.") % {
            "organisation": str(enrolment_of(send).organisation)
        }
    days, due_on = int(send.why.get("days", 0)), str(send.why.get("due_on", ""))
    if not due_on:
        return ""
    text = ngettext(
        "%(days)s day before the due date %(date)s.", "%(days)s days before the due date %(date)s.", days
    )
    return text % {"days": days, "date": in_words(date.fromisoformat(due_on))}
