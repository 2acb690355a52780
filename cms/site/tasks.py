"""What workers do for the public site."""

from __future__ import annotations

from datetime import datetime

from celery import shared_task

from cms.site import inbox
from kernel import clock
from kernel.models import OutboxMessage
from kernel.outbox import handler


@handler(inbox.TOPIC)
def mail_message(message: OutboxMessage, now: datetime) -> None:
    inbox.mail_message(pk=message.payload["message"], now=now)


@shared_task(name="leadership.purge_contact_messages", ignore_result=True)
def purge_contact_messages() -> int:
    return inbox.purge_messages(now=clock.now())
