"""What workers do for the public site, and what Wagtail and Django leave to a clock."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from celery import shared_task
from django.core.management import call_command

from cms.site import inbox, newsletters, page_wanted, pdfs
from kernel import clock
from kernel.models import OutboxMessage
from kernel.outbox import handler


@handler(inbox.TOPIC)
def mail_message(message: OutboxMessage, now: datetime) -> None:
    inbox.mail_message(pk=message.payload["message"], now=now)


@handler(page_wanted.TOPIC)
def mail_page_makers(message: OutboxMessage, now: datetime) -> None:
    page_wanted.mail_page_makers(UUID(message.payload["programme"]), now=now)


@handler(pdfs.TOPIC)
def make_pdf(message: OutboxMessage, now: datetime) -> None:
    pdfs.make(message.payload["page"], now=now)


@handler(newsletters.ASKED)
def mail_asked(message: OutboxMessage, now: datetime) -> None:
    newsletters.mail_asked(message.payload["subscription"])


@handler(newsletters.LETTER)
def carry_newsletter(message: OutboxMessage, now: datetime) -> None:
    newsletters.carry(message.payload["issue"], now=now)


@shared_task(name="leadership.purge_subscriptions", ignore_result=True)
def purge_subscriptions() -> int:
    """Who asked for the newsletter and has not confirmed it."""
    return newsletters.purge(now=clock.now())


@shared_task(name="leadership.purge_contact_messages", ignore_result=True)
def purge_contact_messages() -> int:
    return inbox.purge_messages(now=clock.now())


@shared_task(name="leadership.publish_scheduled", ignore_result=True)
def publish_scheduled() -> None:
    """Pages, modules and programmes whose time to appear, or to end, has come."""
    call_command("publish_scheduled", verbosity=0)


@shared_task(name="leadership.clear_sessions", ignore_result=True)
def clear_sessions() -> None:
    call_command("clearsessions", verbosity=0)
