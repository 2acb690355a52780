"""A programme that is published and has no public page: those who can make one are told by mail.

Also where nobody saw it happen: at the end of a workflow, or when its hour had come.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cms.accounts.language import language_of
from cms.site import selectors
from kernel import clock
from kernel.outbox import emit
from programmes.models import Programme, ProgrammeVersion
from programmes.selectors import version_on_offer

TOPIC = "site.page_wanted"
PUBLIC_PAGE = "cms_public_page"


def version_without_page(programme_key: UUID) -> ProgrammeVersion | None:
    """What visitors do not find; of a programme through trusts that is said once, with its first version."""
    version = version_on_offer(programme_key)
    if version is None or not (version.number == 1 or version.open_to_all):
        return None
    return None if selectors.page_of_programme(programme_key) else version


def ask_for_page(instance: Any, **_signal: Any) -> None:
    """After any publishing, once for a programme; what is missing is asked when it is mailed."""
    if not isinstance(instance, Programme) or selectors.programme_index() is None:
        return
    if selectors.page_of_programme(instance.translation_key) is None:
        asked = str(instance.translation_key)
        emit(TOPIC, {"programme": asked}, now=clock.now(), key=f"{TOPIC}:{asked}")


def mail_page_makers(programme_key: UUID, *, now: datetime) -> int:
    """Unless somebody has made a draft of it meanwhile. How many were told."""
    version = version_without_page(programme_key)
    makers = list(selectors.page_makers()) if version is not None else []
    for user in makers:
        with translation.override(language_of(user) or settings.LANGUAGE_CODE):
            title = {"title": version.title if version else ""}
            EmailMessage(
                subject=_("“%(title)s” has no page on the public site yet") % title,
                body=_(
                    "The programme “%(title)s” is published, and visitors do not find it yet. A press of a "
                    "button makes the draft of its page:\n\n%(address)s\n"
                )
                % {**title, "address": settings.SITE_URL + reverse(PUBLIC_PAGE, args=[programme_key])},
                to=[user.email],
            ).send()
    return len(makers)
