"""Sends in words, and the mail as the person will read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from kernel.clock import local_date
from lms.calendar.models import DueDate
from lms.calendar.presenters import in_words
from lms.reminders.enums import Reason, Rule, SendState, shown_reason
from lms.reminders.models import PlannedSend, SentWords
from lms.reminders.selectors import Coming, Forecast
from lms.reminders.services.writing import Titles, Words, enrolment_of, write

IS_DUE = _lazy("Reminder that %(module)s is due on %(due_on)s")
WAS_DUE = _lazy("Reminder that %(module)s was due on %(due_on)s")
WITHOUT_DATE = {
    Rule.INVITATION: _lazy("Invitation"),
    Rule.INACTIVE: _lazy("Nudge after some time in which nothing was done"),
    Rule.UNANSWERED: _lazy("Reminder that an invitation waits for an answer"),
    Rule.POST_ENDS: _lazy("Question for an address that outlasts your post"),
    Rule.RETIRING: _lazy("News that the programme is being retired"),
    Rule.GOES_ON: _lazy("News that the programme goes on"),
    Rule.CORRECTED: _lazy("News that something about the end of the programme has changed"),
}
COMING = (SendState.PLANNED, SendState.QUEUED)


@dataclass(frozen=True)
class SendRow:
    """One line of a list of sends."""

    send: PlannedSend
    what: str
    programme: str
    when: datetime
    state: str
    reason: str
    attempts: int


@dataclass(frozen=True)
class ComingLine:
    """One line of the short list of what goes next."""

    when: datetime
    what: str
    name: str

    @property
    def day(self) -> str:
        return in_words(local_date(self.when))


def rows(sends: Iterable[PlannedSend], *, for_trust: bool = False) -> list[SendRow]:
    return [row(send, for_trust=for_trust) for send in sends]


def row(send: PlannedSend, *, for_trust: bool = False) -> SendRow:
    delivery = getattr(send, "delivery", None)
    return SendRow(
        send=send,
        what=what(send),
        programme=enrolment_of(send).version.title,
        when=send.settled_at if send.state == SendState.SENT and send.settled_at else send.planned_for,
        state=str(SendState(send.state).label),
        reason=reason(send, for_trust=for_trust),
        attempts=delivery.attempts if delivery else 0,
    )


def what(send: PlannedSend) -> str:
    """``Invitation``, or ``Reminder that Module 1 is due on 31 October 2026``."""
    due = send.due_date
    if due is None:
        return _what(send.rule, None, None)
    return _what(send.rule, due.requirement.title, _due_on(send, due))


def coming_lines(found: Iterable[Coming]) -> list[ComingLine]:
    """The short list of what goes next."""
    return [
        ComingLine(
            when=line.planned_for,
            what=_what(line.rule, line.module, line.due_on),
            name=f"{line.given_name} {line.family_name}".strip(),
        )
        for line in found
    ]


def forecast_what(found: Forecast) -> str:
    return _what(found.moment.rule, found.due_date.requirement.title, found.due_date.due_on)


def _what(rule: str, module: str | None, due_on: date | None) -> str:
    if module is None or due_on is None:
        return str(WITHOUT_DATE[Rule(rule)])
    text = WAS_DUE if rule == Rule.OVERDUE else IS_DUE
    return text % {"module": module, "due_on": in_words(due_on)}


def _due_on(send: PlannedSend, due: DueDate) -> date:
    """What is over speaks of the date it was planned for, whatever has moved since."""
    planned = str(send.why.get("due_on", ""))
    if send.state in (SendState.PLANNED, SendState.QUEUED) or not planned:
        return due.due_on
    return date.fromisoformat(planned)


def reason(send: PlannedSend, *, for_trust: bool = False) -> str:
    """Why it was not sent; empty for all others. A trust learns nothing of the doctor's own."""
    shown = shown_reason(send.reason, for_trust=for_trust)
    return str(Reason(shown).label) if shown in Reason.values else shown


def preview(send: PlannedSend, *, for_trust: bool = False) -> Words:
    """The mail as it would be read now. Its link acts for nobody; a trust reads nothing of absence."""
    return write(send, Titles([send]), preview=True, for_trust=for_trust)


@dataclass(frozen=True)
class Mail:
    """The words of one mail: as they will read or as they went; else why there are none to show."""

    language: str = ""
    subject: str = ""
    text: str = ""
    note: str = ""


def mail(send: PlannedSend, *, for_trust: bool = False) -> Mail:
    """What is still to go is written as of now; what is over is shown as it went, or not at all."""
    if send.state in COMING:
        words = preview(send, for_trust=for_trust)
        return Mail(words.language, words.subject, words.text, _("It will read like this if it goes now."))
    kept: SentWords | None = getattr(send, "words", None)
    if kept is None:
        was_written = send.state == SendState.SENT
        return Mail(note=_("Its words are no longer kept.") if was_written else _("No mail was written."))
    text = kept.text_for_trust if for_trust else kept.text
    if send.state == SendState.SENT:
        return Mail(kept.language, kept.subject, text, _("This is what was sent."))
    return Mail(kept.language, kept.subject, text, _("This is what was offered to the mail server."))
