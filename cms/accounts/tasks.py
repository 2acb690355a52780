"""Sending the mails of sign-in: promised in the request, sent by a worker."""

from __future__ import annotations

from datetime import datetime

from django.core.mail import EmailMessage

from cms.accounts.adapter import MAIL_TOPIC
from cms.accounts.recovery import services  # noqa: F401 -- registers the handler of its topic
from kernel.models import OutboxMessage
from kernel.outbox import handler


@handler(MAIL_TOPIC)
def send_mail(message: OutboxMessage, now: datetime) -> None:
    mail = message.payload
    if not mail:
        return
    EmailMessage(mail["subject"], mail["body"], to=mail["to"]).send()
    # What was sent holds a link that lets its reader in: the promise is kept, the words go.
    OutboxMessage.objects.filter(pk=message.pk).update(payload={})
