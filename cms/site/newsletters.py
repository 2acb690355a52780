"""The newsletter: asked for, confirmed by whoever has the address, sent once each, and forgotten on request.

Nobody learns here whether an address is known: every asking is answered alike, and what there is to say goes
by mail.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cms.site.models import NewsletterIssue, NewsletterLine, Subscription, Topic
from cms.site.rich import blocks_of
from kernel.access import checking_references
from kernel.audit import Actor, Change, record
from kernel.conf import site_address
from kernel.outbox import emit
from lms.reminders.services.posting import NotNow, PostOffice, Refused
from lms.reminders.services.writing import host

ASKED, LETTER = "site.newsletter_asked", "site.newsletter"
REASON = "the newsletter is the site's own"
SALT = "leadership.site.newsletter"
OPEN_FOR = timedelta(days=7)
"""Who has not confirmed by then is forgotten."""
TEMPLATES = "cms/mail"


class BadLink(ValueError):
    """Not a link that we made."""


def link_token(subscription: Subscription) -> str:
    return signing.dumps(subscription.uid.hex, salt=SALT)


def read_token(token: str) -> uuid.UUID:
    try:
        return uuid.UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError, AttributeError) as error:
        raise BadLink from error


def subscription_of(token: str) -> Subscription | None:
    """None where it has ended, or was never confirmed in time."""
    found: Subscription | None = _subscriptions().filter(uid=read_token(token)).first()
    return found


def _subscriptions() -> QuerySet[Subscription]:
    rows: QuerySet[Subscription] = Subscription.objects.unscoped(reason=REASON)
    return rows


@transaction.atomic
def ask(*, email: str, topics: Iterable[Topic], language: str, now: datetime) -> None:
    """Nothing comes of it until the owner of the address confirms; who gets it already is told so by mail."""
    row = _subscriptions().filter(email__iexact=email).select_for_update().first()
    if row is None:
        row = _subscriptions().create(email=email, language=language, asked_at=now)
    if row.confirmed_at is None:
        row.asked_at, row.language = now, language
        row.save(update_fields=["asked_at", "language"])
        _follow(row, topics)
    emit(ASKED, {"subscription": row.pk}, now=now, key=f"{ASKED}:{row.uid}:{now:%Y%m%d%H%M}")


@transaction.atomic
def confirm(token: str, *, now: datetime) -> bool:
    row = _subscriptions().filter(uid=read_token(token)).select_for_update().first()
    if row is None:
        return False
    if row.confirmed_at is None:
        row.confirmed_at = now
        row.save(update_fields=["confirmed_at"])
    return True


def choose(token: str, topics: Iterable[Topic]) -> bool:
    row = subscription_of(token)
    if row is None:
        return False
    _follow(row, topics)
    return True


def followed(row: Subscription) -> list[Topic]:
    chosen = _following().filter(subscription_id=row.pk).values_list("topic_id", flat=True)
    return list(Topic.objects.filter(pk__in=list(chosen)))


@transaction.atomic
def _follow(row: Subscription, topics: Iterable[Topic]) -> None:
    """By the table between: from topics nobody gets to readers."""
    chosen = _following()
    chosen.filter(subscription_id=row.pk).delete()
    chosen.bulk_create(chosen.model(subscription_id=row.pk, topic_id=topic.pk) for topic in topics)


def _following() -> Any:
    through: Any = Subscription.topics.through
    return through.objects.all()


def stop(token: str) -> None:
    """The address goes, and with it the lines of what was sent to it."""
    _forget(_subscriptions().filter(uid=read_token(token)))


def purge(*, now: datetime) -> int:
    open_ones = _subscriptions().filter(confirmed_at__isnull=True, asked_at__lt=now - OPEN_FOR)
    return _forget(open_ones)


def _forget(rows: QuerySet[Subscription]) -> int:
    """How many addresses went; their lines and topics go with them."""
    with transaction.atomic(), checking_references():
        _all, tables = rows.delete()
    return tables.get(Subscription._meta.label, 0)


def readers(topics: Iterable[Topic] = ()) -> QuerySet[Subscription]:
    """Who confirmed; where an issue has topics, who follows one of them or all."""
    wanted = [topic.pk for topic in topics]
    rows = _subscriptions().filter(confirmed_at__isnull=False)
    if not wanted:
        return rows
    of_all = rows.filter(topics__isnull=True).values("pk")
    of_these = rows.filter(topics__in=wanted).values("pk")
    return rows.filter(pk__in=of_all.union(of_these))


@transaction.atomic
def send(issue: NewsletterIssue, *, actor: Actor, now: datetime) -> NewsletterIssue:
    """A line for everybody who is to get it, and the promise to carry them. Once: then it stands as it is."""
    row = NewsletterIssue.objects.select_for_update().get(pk=issue.pk)
    if row.sent_at is not None:
        raise ValidationError(_("This issue has been sent."))
    lines = [NewsletterLine(issue=row, subscription=each) for each in readers(row.topics.all())]
    NewsletterLine.objects.unscoped(reason=REASON).bulk_create(lines, batch_size=2000)
    row.sent_at, row.sent_by_id, row.recipients = now, actor.user_id, len(lines)
    row.save(update_fields=["sent_at", "sent_by", "recipients"])
    record("newsletter.sent", Change(row), actor=actor, now=now)
    emit(LETTER, {"issue": row.pk}, now=now, key=f"{LETTER}:{row.uid}")
    return row


def carry(issue: int, *, now: datetime) -> None:
    """Each mail by itself, ticked off with its sending (ADR 14); what could not go now is tried again."""
    later: set[int] = set()
    with PostOffice() as office:
        while _carry_one(issue, office, later, now=now):
            pass
    if later:
        raise NotNow(f"{len(later)} mails of newsletter issue {issue} wait")


@transaction.atomic
def _carry_one(issue: int, office: PostOffice, later: set[int], *, now: datetime) -> bool:
    open_ones = NewsletterLine.objects.unscoped(reason=REASON).filter(issue=issue, done_at__isnull=True)
    line = (
        open_ones.exclude(pk__in=later)
        .select_related("issue", "subscription")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("pk")
        .first()
    )
    if line is None:
        return False
    try:
        office.send(letter_for(line.issue, line.subscription, mail_id=line.uid))
    except Refused:
        line.refused = True
    except NotNow:
        later.add(line.pk)
        return True
    line.done_at = now
    line.save(update_fields=["done_at", "refused"])
    return True


def mail_asked(pk: int) -> bool:
    """The link that confirms; or, for who gets it already, the one that changes or ends it."""
    row = _subscriptions().filter(pk=pk).first()
    if row is None:
        return False
    name = "asked" if row.confirmed_at is None else "known"
    link = _address("newsletter_confirm" if row.confirmed_at is None else "newsletter_yours", row)
    with translation.override(row.language):
        _written(f"{TEMPLATES}/newsletter_{name}", {"link": link, "days": OPEN_FOR.days}, row).send()
    return True


def letter_for(issue: NewsletterIssue, row: Subscription, *, mail_id: uuid.UUID) -> EmailMultiAlternatives:
    with translation.override(row.language):
        given = {
            "subject": issue.subject,
            "blocks": blocks_of(issue.body, address=site_address()),
            "yours": _address("newsletter_yours", row),
            "language": settings.LANGUAGE_CODE,
        }
        mail = _written(f"{TEMPLATES}/newsletter", given, row)
    mail.extra_headers |= {
        "Message-ID": f"<{mail_id}@{host()}>",
        "List-Unsubscribe": f"<{_address('newsletter_stop', row)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return mail


def _written(template: str, given: dict[str, Any], row: Subscription) -> EmailMultiAlternatives:
    """The first line of the text is the subject."""
    given = {**given, "site_name": settings.SITE_NAME}
    subject, _line, body = render_to_string(f"{template}.txt", given).partition("\n")
    mail = EmailMultiAlternatives(
        subject=subject.strip(),
        body=body.strip() + "\n",
        to=[row.email],
        headers={"Auto-Submitted": "auto-generated", "Content-Language": row.language},
    )
    mail.attach_alternative(render_to_string(f"{template}.html", given), "text/html")
    return mail


def _address(name: str, row: Subscription) -> str:
    return site_address() + reverse(name, args=[link_token(row)])


def how_it_went(issue: NewsletterIssue) -> dict[str, int]:
    """What is still on its way, and what mail servers refused; who has left since is in neither."""
    lines = NewsletterLine.objects.unscoped(reason=REASON).filter(issue=issue)
    counted: dict[str, int] = lines.aggregate(
        waiting=Count("pk", filter=Q(done_at__isnull=True)), refused=Count("pk", filter=Q(refused=True))
    )
    return counted
