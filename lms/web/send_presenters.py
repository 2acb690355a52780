"""Mails in words: what each is about, why it is planned, and why it was not sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.calendar.presenters import in_words
from lms.reminders.enums import Reason, Rule, SendState
from lms.reminders.models import PlannedSend

LOOKS: dict[str, str] = {
    SendState.SENT: "done",
    SendState.PLANNED: "here",
    SendState.QUEUED: "here",
    SendState.FAILED: "bad",
}


@dataclass(frozen=True)
class SendLine:
    send: PlannedSend
    about: str
    why: str
    reason: str

    @property
    def look(self) -> str:
        return LOOKS.get(self.send.state, "")


def send_lines(sends: Iterable[PlannedSend], *, for_trust: bool = False) -> list[SendLine]:
    return [SendLine(send, _about(send), _why(send, for_trust=for_trust), _reason(send)) for send in sends]


def _about(send: PlannedSend) -> str:
    if send.rule == Rule.INVITATION and send.enrolment:
        return _("Invitation to “%(programme)s”") % {"programme": send.enrolment.version.title}
    if send.due_date:
        return _("Reminder of “%(module)s”") % {"module": send.due_date.requirement.title}
    return str(send.get_rule_display())


def _why(send: PlannedSend, *, for_trust: bool) -> str:
    if send.rule == Rule.INVITATION and send.enrolment:
        if for_trust:
            return _("Because you enrolled this person.")
        return _("Because %(organisation)s offered you a place.") % {
            "organisation": send.enrolment.organisation
        }
    days = int(send.why.get("days", 0))
    text = ngettext(
        "%(days)s day before it is due on %(date)s.", "%(days)s days before it is due on %(date)s.", days
    )
    due_on = send.why.get("due_on")
    return text % {"days": days, "date": in_words(date.fromisoformat(due_on))} if due_on else ""


def _reason(send: PlannedSend) -> str:
    return str(Reason(send.reason).label) if send.reason in Reason.values else send.reason
