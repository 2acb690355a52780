"""The words of a mail, in the language of the person it goes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _

from kernel.clock import local_date
from kernel.conf import setting
from lms.calendar.models import DueDate
from lms.calendar.presenters import explain, in_words
from lms.enrolment.models import Enrolment
from lms.enrolment.tokens import make_token
from lms.reminders.enums import Rule
from lms.reminders.models import PlannedSend
from programmes.models import ProgrammeText

URLS = {"invitation": "/learn/invitations/{token}/", "home": "/learn/"}
TEMPLATES = {
    Rule.INVITATION: "leadership/reminders/mail/invitation",
    Rule.BEFORE_DUE: "leadership/reminders/mail/before_due",
}


@dataclass(frozen=True)
class Words:
    """A mail, and the same without what is only its reader's: that is what is kept and shown."""

    subject: str
    text: str
    html: str
    language: str
    to_keep: str = ""
    to_show_a_trust: str = ""


class Titles:
    """Titles of programmes and modules in the languages of the people concerned: one query."""

    def __init__(self, sends: Iterable[PlannedSend]) -> None:
        wanted = {(enrolment_of(send).version_id, send.recipient.language) for send in sends}
        texts = ProgrammeText.objects.filter(
            version_id__in={version for version, _language in wanted},
            language__in={language for _version, language in wanted},
        ).order_by("minor")
        self._texts = {(text.version_id, text.language): text for text in texts}

    def programme(self, send: PlannedSend) -> str:
        text = self._text(send)
        return text.title if text else enrolment_of(send).version.title

    def requirement(self, send: PlannedSend) -> str:
        """What is due, where the send is about something due."""
        if send.due_date is None:
            return ""
        requirement = send.due_date.requirement
        text = self._text(send)
        translated = text.part_titles.get(str(requirement.key)) if text else None
        return str(translated or requirement.title)

    def _text(self, send: PlannedSend) -> ProgrammeText | None:
        return self._texts.get((enrolment_of(send).version_id, send.recipient.language))


def enrolment_of(send: PlannedSend) -> Enrolment:
    if send.enrolment is not None:
        return send.enrolment
    return due_date_of(send).enrolment


def due_date_of(send: PlannedSend) -> DueDate:
    """The database checks that a reminder has one."""
    return cast(DueDate, send.due_date)


def write(send: PlannedSend, titles: Titles, *, preview: bool = False, for_trust: bool = False) -> Words:
    """The mail as it goes now. A preview holds no link that acts, a trust's nothing of the doctor's own."""
    with translation.override(send.recipient.language):
        if send.rule == Rule.INVITATION:
            subject, about = _invitation(send, titles, preview=preview)
        else:
            subject, about = _before_due(send, titles, for_trust=for_trust)
        template = TEMPLATES[Rule(send.rule)]
        about |= {
            "subject": subject,
            "language": send.recipient.language,
            "given_name": send.recipient.given_name,
        }
        text = _render(f"{template}.txt", about, autoescape=False)
        to_keep = text if send.rule != Rule.INVITATION else text.replace(about["link"], _own_link())
        return Words(
            subject=subject,
            text=text,
            html=_render(f"{template}.html", about, autoescape=True),
            language=send.recipient.language,
            to_keep=to_keep,
            to_show_a_trust=_silent_about_absence(send, to_keep, about),
        )


def address_of(name: str, **values: str) -> str:
    """The full address of a page, where the site says it is."""
    site = str(setting("SITE_URL", "") or setting("WAGTAILADMIN_BASE_URL", ""))
    urls = URLS | setting("LEADERSHIP_URLS", {})
    return site.rstrip("/") + urls[name].format(**values)


def host() -> str:
    return urlsplit(address_of("home")).hostname or "localhost"


def _invitation(send: PlannedSend, titles: Titles, *, preview: bool) -> tuple[str, dict[str, Any]]:
    enrolment = enrolment_of(send)
    programme = titles.programme(send)
    organisation = enrolment.organisation.name if enrolment.organisation else ""
    link = _own_link() if preview else address_of("invitation", token=make_token(enrolment.uid))
    subject = _("%(organisation)s invites you to %(programme)s") % {
        "organisation": organisation,
        "programme": programme,
    }
    return subject, {
        "organisation": organisation,
        "programme": programme,
        "name": send.recipient.full_name,
        "gmc_number": send.recipient.gmc_number,
        "address": enrolment.invited_as,
        "until": in_words(local_date(enrolment.expires_at)) if enrolment.expires_at else "",
        "link": link,
    }


def _own_link() -> str:
    return _("(the doctor's own link)")


def _silent_about_absence(send: PlannedSend, text: str, about: dict[str, Any]) -> str:
    if send.rule == Rule.INVITATION:
        return text
    return text.replace(about["why"], explain(due_date_of(send).derivation, for_trust=True))


def _before_due(send: PlannedSend, titles: Titles, *, for_trust: bool) -> tuple[str, dict[str, Any]]:
    due = due_date_of(send)
    module, due_on = titles.requirement(send), in_words(due.due_on)
    subject = _("%(module)s is due on %(due_on)s") % {"module": module, "due_on": due_on}
    return subject, {
        "programme": titles.programme(send),
        "module": module,
        "due_on": due_on,
        "why": explain(due.derivation, for_trust=for_trust),
        "link": address_of("home"),
    }


def _render(name: str, about: dict[str, Any], *, autoescape: bool) -> str:
    template: Any = get_template(name)
    return str(template.template.render(Context(about, autoescape=autoescape))).strip() + "\n"
