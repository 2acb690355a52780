"""A worker's part: a run goes on until it is done, batch by batch; then the trust's leads are told, once."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from kernel import outbox
from kernel.access import Viewer
from kernel.audit import Actor
from kernel.conf import setting, site_address
from kernel.models import OutboxMessage
from lms.actions.base import Context
from lms.amendments.actions import TELL_TOPIC, TOPIC, move_batch, take_back_batch
from lms.amendments.selectors import people_moved
from lms.people.selectors import leads_of
from programmes.models import ProgrammeVersion

WHY = "a move that somebody has decided"
HOME = "/trust/"


@outbox.handler(TOPIC)
def carry_on(message: OutboxMessage, now: datetime) -> None:
    run_uid = uuid.UUID(message.payload["run"])
    context = Context(Actor.system(), Viewer.system(WHY), now)
    while move_batch(context, run_uid=run_uid):
        pass
    while take_back_batch(context, run_uid=run_uid):
        pass


@outbox.handler(TELL_TOPIC)
def tell_leads(message: OutboxMessage, now: datetime) -> None:
    """One mail to each lead of the trust about this version, however many of its doctors were moved."""
    version = ProgrammeVersion.objects.get(pk=message.payload["version"])
    count = people_moved(version, message.payload["organisation"])
    if not count:
        return
    for lead in leads_of(message.payload["organisation"], on=Context.system(WHY, now=now).today):
        _mail(lead, version, count).send()


def _mail(lead: Any, version: ProgrammeVersion, count: int) -> EmailMessage:
    urls: dict[str, str] = setting("LEADERSHIP_URLS", {})
    context = {"version": version, "count": count, "url": site_address() + urls.get("desk", HOME)}
    with translation.override(lead.person.language or None):
        subject, _line, body = render_to_string("leadership/amendments/mail/moved.txt", context).partition(
            "\n"
        )
        return EmailMessage(subject.strip(), body.strip() + "\n", to=[lead.email])
