"""A worker's part: everybody concerned is told once, and whoever goes on does so batch by batch."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from kernel import outbox
from kernel.access import Viewer
from kernel.audit import Actor
from kernel.clock import local_date
from kernel.conf import setting, site_address
from kernel.models import OutboxMessage
from lms.actions.base import Context
from lms.amendments.retiring.actions import TELL_TOPIC, TOPIC, go_on_batch
from lms.amendments.retiring.correcting import CORRECTED, LEAD_TOPIC, LONGER
from lms.amendments.retiring.selectors import trusts_concerned
from lms.enrolment.models import LaterClosing
from lms.people.models import Membership
from lms.people.selectors import leads_of_many
from lms.reminders.news_presenters import what_changed
from lms.reminders.services import news
from programmes.models import Retirement
from programmes.retiring import said_of

WHY = "a programme that is retired"
HOME = "/trust/"


@outbox.handler(TOPIC)
def carry_on(message: OutboxMessage, now: datetime) -> None:
    run_uid = uuid.UUID(message.payload["run"])
    context = Context(Actor.system(), Viewer.system(WHY), now)
    while go_on_batch(context, run_uid=run_uid):
        pass


@outbox.handler(TELL_TOPIC)
@transaction.atomic
def tell(message: OutboxMessage, now: datetime) -> None:
    """Learners by planned mails; each lead by one message of the outbox, whose key keeps it single."""
    retirement = Retirement.objects.get(uid=message.payload["retirement"])
    kind = "goes_on" if retirement.taken_back_on else "retiring"
    if retirement.taken_back_on is None:
        news.tell_of_retirement(retirement, now=now)
        leads = _leads(trusts_concerned(retirement.programme_key), now=now)
    else:
        news.take_back(retirement, now=now)
        leads = _told(retirement, before=message.created_at)
    payload = {"retirement": str(retirement.uid), "kind": kind}
    messages = [({**payload, "lead": pk}, _key(retirement, kind, pk)) for pk in leads]
    outbox.emit_many(LEAD_TOPIC, messages, now=now, at=news.next_morning(now))


def _key(retirement: Retirement, kind: str, person_id: int | str) -> str:
    return f"{LEAD_TOPIC}:{kind}:{retirement.uid}:{person_id}"


def _leads(organisation_ids: Iterable[int], *, now: datetime) -> list[int]:
    found = leads_of_many(list(organisation_ids), on=local_date(now))
    return sorted({membership.person_id for membership in found})


def _told(retirement: Retirement, *, before: datetime) -> list[int]:
    """The leads to whom the first mail went before that. What still waits finds that nothing is retired."""
    start = _key(retirement, "retiring", "")
    done = OutboxMessage.objects.filter(topic=LEAD_TOPIC, key__startswith=start, done_at__lt=before)
    return sorted(int((key or "").removeprefix(start)) for key in done.values_list("key", flat=True))


@outbox.handler(LEAD_TOPIC)
def tell_lead(message: OutboxMessage, now: datetime) -> None:
    """One mail to one lead about this programme, however many trusts and doctors it concerns."""
    retirement = Retirement.objects.select_related("programme", "successor").get(
        uid=message.payload["retirement"]
    )
    kind = message.payload["kind"]
    if (kind == "goes_on") != (retirement.taken_back_on is not None):
        return
    more = _about(message, retirement)
    if more is None:
        return
    counts = trusts_concerned(retirement.programme_key)
    concerned = [more["group"].organisation_id] if "group" in more else list(counts)
    found = [
        each
        for each in leads_of_many(concerned, on=local_date(now))
        if each.person_id == message.payload["lead"]
    ]
    if found:
        _mail(found, retirement, kind, {**more, "counts": counts})


def _about(message: OutboxMessage, retirement: Retirement) -> dict[str, Any] | None:
    """What this mail says beside the retirement itself; None where there is nothing left to say."""
    payload = message.payload
    if payload["kind"] == CORRECTED:
        was = news.from_json(payload["was"])
        return {"was": was} if was.differs(said_of(retirement)) else None
    if payload["kind"] == LONGER:
        rows = LaterClosing.objects.unscoped(reason="until when a trust's doctors have, for its leads")
        group = rows.select_related("cohort").get(pk=payload["later"])
        return {"group": group, "was": date.fromisoformat(payload["was"])}
    return {}


def _mail(memberships: list[Membership], retirement: Retirement, kind: str, more: dict[str, Any]) -> None:
    urls: dict[str, str] = setting("LEADERSHIP_URLS", {})
    people: dict[str, int] = defaultdict(int)
    for each in memberships:
        people[each.organisation.name] = more["counts"].get(each.organisation_id, 0)
    context: dict[str, Any] = {
        **more,
        "retirement": retirement,
        "programme": retirement.programme.title,
        "successor": retirement.successor.title if retirement.successor else "",
        "trusts": sorted(people.items()),
        "url": site_address() + urls.get("desk", HOME),
    }
    with translation.override(memberships[0].person.language or None):
        if kind == CORRECTED:
            context["changes"] = what_changed(more["was"], said_of(retirement), own=False)
        written = render_to_string(f"leadership/amendments/mail/{kind}.txt", context)
        subject, _line, body = written.partition("\n")
        EmailMessage(subject.strip(), body.strip() + "\n", to=[memberships[0].email]).send()
