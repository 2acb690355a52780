"""The mail with the link to shared evidence: looked at again when it goes, and sent once."""

from __future__ import annotations

import logging
from datetime import datetime

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format

from kernel import outbox
from kernel.clock import local_date
from kernel.conf import setting, site_address
from kernel.models import OutboxMessage
from lms.actions.evidence_sharing import SHARE_TOPIC
from lms.portfolio import tokens
from lms.portfolio.enums import State
from lms.portfolio.models import EvidenceShare
from lms.reminders.services.posting import PostOffice, Refused
from lms.reminders.services.writing import host

PATH = "/learn/portfolio/shared/{token}/"
TEMPLATES = "leadership/actions/mail"
logger = logging.getLogger(__name__)


@outbox.handler(SHARE_TOPIC)
@transaction.atomic
def carry(message: OutboxMessage, now: datetime) -> None:
    rows = EvidenceShare.objects.unscoped(reason="a mail that its doctor has promised")
    share = (
        rows.select_related("version__item__person")
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=message.payload["share"], mailed_at__isnull=True, refused_at__isnull=True)
        .first()
    )
    if share is None or not _is_open(share, now):
        return
    with PostOffice() as office:
        try:
            office.send(mail_for(share))
        except Refused as refused:
            logger.warning("the mail of evidence share %s was refused: %s", share.pk, refused.reason)
            share.refused_at = now
        else:
            share.mailed_at = now
    share.save(update_fields=["mailed_at", "refused_at"])


def _is_open(share: EvidenceShare, now: datetime) -> bool:
    return share.ended_at is None and share.ends_at > now and share.version.item.state == State.KEPT


def mail_for(share: EvidenceShare) -> EmailMultiAlternatives:
    """A second copy, should a worker die in between, has the same Message-ID."""
    doctor = share.version.item.person.full_name
    with translation.override(share.language):
        given = {
            "name": share.name,
            "doctor": doctor,
            "link": link_of(share),
            "until": date_format(local_date(share.ends_at), "j F Y"),
        }
        subject, _line, body = render_to_string(f"{TEMPLATES}/share.txt", given).partition("\n")
        mail = EmailMultiAlternatives(
            subject=" ".join(subject.split()),
            body=body.strip() + "\n",
            to=[share.address],
            headers={
                "Message-ID": f"<{share.uid}@{host()}>",
                "Auto-Submitted": "auto-generated",
                "Content-Language": share.language,
            },
        )
        html = render_to_string(f"{TEMPLATES}/share.html", given | {"subject": mail.subject})
        mail.attach_alternative(html, "text/html")
    return mail


def link_of(share: EvidenceShare) -> str:
    token = tokens.token_of(share.uid, share.token_hash)
    urls: dict[str, str] = setting("LEADERSHIP_URLS", {})
    return site_address() + urls.get("shared_evidence", PATH).replace("{token}", token)
