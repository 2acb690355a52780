"""The words of a mail, in the language of the person it goes to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from urllib.parse import urlsplit

from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from kernel.clock import local_date
from kernel.conf import setting, site_address
from lms.calendar.models import DueDate
from lms.calendar.presenters import explain, in_words
from lms.enrolment.invitation_selectors import enrollers, given_about
from lms.enrolment.models import Enrolment
from lms.enrolment.presenters import given_kinds
from lms.enrolment.tokens import make_token
from lms.organisations.selectors import brand_worn
from lms.reminders import tokens
from lms.reminders.enums import CATEGORY_OF, DUE_RULES, NEWS, Rule
from lms.reminders.models import PlannedSend, TrustSentence
from lms.reminders.services.news import Retirements
from programmes.models import ProgrammeText

URLS = {
    "invitation": "/learn/invitations/{token}/",
    "home": "/learn/",
    "unsubscribe": "/learn/unsubscribe/{token}/",
}
TEMPLATES = "leadership/reminders/mail"
SUBJECTS = {
    Rule.INVITATION: _lazy("%(organisation)s invites you to %(programme)s"),
    Rule.BEFORE_DUE: _lazy("%(module)s is due on %(due_on)s"),
    Rule.ON_DUE: _lazy("%(module)s is due on %(due_on)s"),
    Rule.OVERDUE: _lazy("%(module)s was due on %(due_on)s"),
    Rule.INACTIVE: _lazy("Going on with %(programme)s"),
    Rule.UNANSWERED: _lazy("Your place on %(programme)s waits for an answer"),
    Rule.RETIRING: _lazy("%(programme)s is being retired"),
    Rule.GOES_ON: _lazy("%(programme)s is not being retired after all"),
    Rule.CORRECTED: _lazy("The end of %(programme)s: something has changed"),
    Rule.POST_ENDS: _lazy("Your post ends on %(ends_on)s: keep the way into your record"),
}


@dataclass(frozen=True)
class Words:
    """A mail, and the same without what is only its reader's: that is what is kept and shown."""

    subject: str
    text: str
    html: str
    language: str
    unsubscribe: str = ""
    """Where one press ends mails of this kind; empty for an invitation."""
    to_keep: str = ""
    to_show_a_trust: str = ""


class Titles:
    """What mails are about, in the languages of the people concerned, and what trusts add: two queries."""

    def __init__(self, sends: Collection[PlannedSend]) -> None:
        wanted = {(enrolment_of(send).version_id, send.recipient.language) for send in sends}
        texts = ProgrammeText.objects.filter(
            version_id__in={version for version, _language in wanted},
            language__in={language for _version, language in wanted},
        ).order_by("minor")
        self._texts = {(text.version_id, text.language): text for text in texts}
        self._sentences = _sentences(sends)
        self.retirements = Retirements(sends)
        invited = [enrolment_of(send) for send in sends if send.rule == Rule.INVITATION]
        self._enrollers = enrollers([row.pk for row in invited]) if invited else {}
        self._given = given_about(_with_people(sends)) if invited else {}

    def enroller(self, send: PlannedSend) -> str:
        """Who made the invitation, where a person did."""
        return self._enrollers.get(enrolment_of(send).pk, "")

    def given(self, send: PlannedSend) -> list[str]:
        """The kinds of data that the organisation gave."""
        return given_kinds(self._given.get(enrolment_of(send).pk, {}))

    def programme(self, send: PlannedSend) -> str:
        text = self._text(send)
        return text.title if text else enrolment_of(send).version.title

    def requirement(self, send: PlannedSend) -> str:
        """What is due, where the send is about something due."""
        if send.due_date is None:
            return ""
        requirement = send.due_date.requirement
        text = self._text(send)
        translated = text.titles.get(str(requirement.key)) if text else None
        return str(translated or requirement.title)

    def sentence(self, send: PlannedSend) -> str:
        """What the sponsor adds to its reminders; nothing to an invitation."""
        enrolment = enrolment_of(send)
        if send.rule == Rule.INVITATION or enrolment.organisation_id is None:
            return ""
        return self._sentences.get((enrolment.organisation_id, enrolment.programme_id), "")

    def _text(self, send: PlannedSend) -> ProgrammeText | None:
        return self._texts.get((enrolment_of(send).version_id, send.recipient.language))


def enrolment_of(send: PlannedSend) -> Enrolment:
    if send.enrolment is not None:
        return send.enrolment
    return due_date_of(send).enrolment


def _with_people(sends: Collection[PlannedSend]) -> list[Enrolment]:
    """The enrolments of invitations, each with its person: that is the recipient, who is loaded already."""
    found = []
    for send in sends:
        if send.rule == Rule.INVITATION:
            row = enrolment_of(send)
            row.person = send.recipient
            found.append(row)
    return found


def due_date_of(send: PlannedSend) -> DueDate:
    """The database checks that a reminder has one."""
    return cast(DueDate, send.due_date)


def write(send: PlannedSend, titles: Titles, *, preview: bool = False, for_trust: bool = False) -> Words:
    """The mail as it goes now. A preview holds no link that acts, a trust's nothing of the doctor's own."""
    with translation.override(send.recipient.language):
        about = _about(send, titles, preview=preview, for_trust=for_trust)
        template = f"{TEMPLATES}/{Rule(send.rule).value}"
        text = _render(f"{template}.txt", about, autoescape=False)
        to_keep = text
        for link in filter(None, (about["acting_link"], about["unsubscribe"])):
            to_keep = to_keep.replace(link, _own_link())
        return Words(
            subject=about["subject"],
            text=text,
            html=_render(f"{template}.html", about, autoescape=True),
            language=send.recipient.language,
            unsubscribe=about["unsubscribe"],
            to_keep=to_keep,
            to_show_a_trust=_silent_about_absence(send, to_keep, about),
        )


def _about(send: PlannedSend, titles: Titles, *, preview: bool, for_trust: bool) -> dict[str, Any]:
    """Everything that a mail says. The sentence of the sponsor is said by the sponsor's name."""
    enrolment = enrolment_of(send)
    brand = brand_worn(enrolment.organisation)
    about: dict[str, Any] = {
        "letterhead": brand.display_name if brand else "",
        "language": send.recipient.language,
        "given_name": send.recipient.given_name,
        "programme": titles.programme(send),
        "organisation": enrolment.organisation.name if enrolment.organisation else "",
        "sentence": titles.sentence(send),
        "unsubscribe": _unsubscribe(send, preview=preview),
        "link": address_of("home"),
        "acting_link": "",
    }
    if send.rule in (Rule.INVITATION, Rule.UNANSWERED):
        about |= _invitation(send, titles, preview=preview)
    elif send.rule in DUE_RULES:
        about |= _due(send, titles, for_trust=for_trust)
    elif send.rule in NEWS:
        about |= titles.retirements.about(send, enrolment)
    elif send.rule == Rule.POST_ENDS:
        # From us, not from the trust that the doctor leaves.
        about |= {
            "ends_on": in_words(date.fromisoformat(send.why["until"])),
            "sentence": "",
            "letterhead": "",
        }
    elif since := str(send.why.get("since", "")):
        about["since"] = in_words(date.fromisoformat(since))
    return about | {"subject": SUBJECTS[Rule(send.rule)] % about}


def _unsubscribe(send: PlannedSend, *, preview: bool) -> str:
    category = CATEGORY_OF.get(Rule(send.rule))
    if category is None:
        return ""
    return (
        _own_link()
        if preview
        else address_of("unsubscribe", token=tokens.make_token(send.recipient.uid, category))
    )


def address_of(name: str, **values: str) -> str:
    """The full address of a page, where the site says it is."""
    urls = URLS | setting("LEADERSHIP_URLS", {})
    return site_address() + urls[name].format(**values)


def host() -> str:
    return urlsplit(address_of("home")).hostname or "localhost"


def _invitation(send: PlannedSend, titles: Titles, *, preview: bool) -> dict[str, Any]:
    enrolment = enrolment_of(send)
    token = "" if preview else make_token(enrolment.uid, enrolment.link)
    link = address_of("invitation", token=token) if token else _own_link()
    return {
        "enroller": titles.enroller(send),
        "given": titles.given(send),
        "is_unknown": send.recipient.user_id is None,
        "until": in_words(local_date(enrolment.expires_at)) if enrolment.expires_at else "",
        "link": link,
        "acting_link": link,
    }


def _own_link() -> str:
    return _("(the doctor's own link)")


def _silent_about_absence(send: PlannedSend, text: str, about: dict[str, Any]) -> str:
    if send.rule not in DUE_RULES:
        return text
    return text.replace(about["why"], explain(due_date_of(send).derivation, for_trust=True))


def _due(send: PlannedSend, titles: Titles, *, for_trust: bool) -> dict[str, Any]:
    due = due_date_of(send)
    return {
        "module": titles.requirement(send),
        "due_on": in_words(due.due_on),
        "why": explain(due.derivation, for_trust=for_trust),
    }


def _sentences(sends: Collection[PlannedSend]) -> Mapping[tuple[int, int], str]:
    sponsored = {pk for send in sends if (pk := enrolment_of(send).organisation_id) is not None}
    if not sponsored:
        return {}
    rows = TrustSentence.objects.unscoped(reason="what the sponsor adds to a mail in hand").filter(
        organisation_id__in=sponsored, ended_at__isnull=True
    )
    return {
        (organisation, programme): text
        for organisation, programme, text in rows.values_list("organisation_id", "programme_id", "text")
    }


def _render(name: str, about: dict[str, Any], *, autoescape: bool) -> str:
    template: Any = get_template(name)
    text = str(template.template.render(Context(about, autoescape=autoescape))).strip() + "\n"
    head = about["letterhead"]
    return f"{head}\n\n{text}" if head and name.endswith(".txt") else text
