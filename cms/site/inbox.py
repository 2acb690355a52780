"""Messages of the contact page: received once, mailed by a worker, answered, and forgotten in time."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse

from cms.site.models import ContactMessage
from kernel.audit import Actor, Change, record
from kernel.outbox import emit

TOPIC = "site.contact"
REASON = "messages of the contact page are the site's own"


@transaction.atomic
def receive_message(
    *,
    uid: uuid.UUID,
    name: str,
    email: str,
    topic: str,
    message: str,
    organisation: str = "",
    facet: str = "",
    now: datetime,
) -> None:
    """Stored before anything else is tried; sent twice, it is one message."""
    rows = ContactMessage.objects.unscoped(reason=REASON)
    given = {"name": name, "email": email, "topic": topic, "message": message, "received_at": now}
    given |= {"organisation": organisation, "facet": facet}
    row, is_new = rows.get_or_create(uid=uid, defaults=given)
    if is_new:
        emit(TOPIC, {"message": row.pk}, now=now, key=f"{TOPIC}:{uid}")


def mail_message(*, pk: int, now: datetime) -> bool:
    """To our own address, with the visitor's to answer to; without an address it waits in the admin."""
    row = ContactMessage.objects.unscoped(reason=REASON).filter(pk=pk, mailed_at__isnull=True).first()
    if row is None or not settings.CONTACT_EMAIL:
        return False
    address = settings.SITE_URL + reverse("contact_messages:edit", args=[row.pk])
    EmailMessage(
        subject=f"{settings.SITE_NAME}: {row.get_topic_display()}",
        body=f"{_who(row)}\n\n{row.message}\n\n{address}\n",
        to=[settings.CONTACT_EMAIL],
        reply_to=[row.email],
    ).send()
    row.mailed_at = now
    row.save(update_fields=["mailed_at"])
    return True


def _who(row: ContactMessage) -> str:
    lines = [f"{row.name} <{row.email}>", row.organisation, row.get_facet_display() if row.facet else ""]
    return "\n".join(line for line in lines if line)


def save_answer(message: ContactMessage, *, actor: Actor, answered: bool, now: datetime) -> ContactMessage:
    """Who answered it and when; taking it back opens it again. And whose it is to answer."""
    row = ContactMessage.objects.unscoped(reason=REASON).select_for_update().get(pk=message.pk)
    was = row.answered_at is not None
    row.note, row.assigned_to_id = message.note, message.assigned_to_id
    if answered != was:
        row.answered_at = now if answered else None
        row.answered_by_id = actor.user_id if answered else None
        record("contact.answered" if answered else "contact.opened_again", Change(row), actor=actor, now=now)
    row.save(update_fields=["note", "assigned_to", "answered_at", "answered_by"])
    return row


def purge_messages(*, now: datetime) -> int:
    """What was answered goes after ``CONTACT_MESSAGE_DAYS``, what nobody answered after twice as long."""
    kept = timedelta(days=settings.CONTACT_MESSAGE_DAYS)
    rows: Any = ContactMessage.objects.unscoped(reason=REASON)
    answered, _tables = rows.filter(answered_at__lt=now - kept).delete()
    stale, _tables = rows.filter(answered_at__isnull=True, received_at__lt=now - 2 * kept).delete()
    return int(answered + stale)
