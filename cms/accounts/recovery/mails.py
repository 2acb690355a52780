"""What is said to the new address and to the old ones, in the doctor's language, sent by a worker."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from cms.accounts.adapter import MAIL_TOPIC
from cms.accounts.language import language_of
from cms.accounts.models import Recovery
from cms.accounts.recovery.links import RECOVER, STOP, address
from kernel import outbox

SUBJECTS: dict[str, Promise] = {
    "confirm": _("Getting back into your account: confirm this address"),
    "warning": _("Somebody asks for a new way into your account"),
    "open": _("You can get back into your account now"),
    "done": _("Your account has a new address"),
    "stopped": _("The recovery of your account was stopped"),
}


def send(kind: str, recovery: Recovery, to: Iterable[str], *, now: datetime) -> None:
    """``recovery`` comes with its user."""
    with translation.override(language_of(recovery.user) or settings.LANGUAGE_CODE):
        about = {
            "site_name": settings.SITE_NAME,
            "new_email": recovery.new_email,
            "opens": _moment(recovery.opens_at),
            "expires": _moment(recovery.expires_at),
            "recover_url": address(recovery.uid, RECOVER),
            "stop_url": address(recovery.uid, STOP),
            "contact_url": f"{settings.SITE_URL.rstrip('/')}/contact/",
        }
        body = render_to_string(f"account/recovery/{kind}.txt", about)
        subject = str(SUBJECTS[kind])
    for each in to:
        outbox.emit(MAIL_TOPIC, {"to": [each], "subject": subject, "body": body}, now=now)


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "j F Y, H:i")
