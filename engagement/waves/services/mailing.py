"""Mails to those who are asked: everybody once, and later those who have not answered (ADR 42).

A round has a line for everybody, and each is ticked off in the same way whether a mail was needed or not: the
lines do not say who has answered.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format

from engagement.waves import codes
from engagement.waves.enums import Channel, WaveState
from engagement.waves.errors import WaveRefused
from engagement.waves.models import Invitation, Mailing, MailingLine, SurveyWave
from kernel import outbox
from kernel.clock import local_date
from kernel.conf import setting, site_address
from kernel.models import OutboxMessage
from lms.reminders.quiet import sending_times
from lms.reminders.services.posting import NotNow, PostOffice, Refused
from lms.reminders.services.writing import host

TOPIC = "engagement.mailing"
REASON = "mails of a survey wave"
PATH = "/survey/{code}/"
DAYS_BETWEEN = 3
"""Nobody is reminded more often than this."""
TEMPLATES = "leadership/waves/mail"


def begin(wave: SurveyWave, *, now: datetime) -> Mailing:
    """A round of mails to everybody who is asked by e-mail. ``wave`` is locked by the caller."""
    if wave.state != WaveState.OPEN:
        raise WaveRefused("not_open")
    latest = Mailing.objects.unscoped(reason=REASON).filter(wave=wave).order_by("-number").first()
    if latest is not None and now - latest.made_at < timedelta(days=DAYS_BETWEEN):
        raise WaveRefused("reminded_lately", days=DAYS_BETWEEN)
    number = latest.number + 1 if latest else 1
    mailing = Mailing.objects.unscoped(reason=REASON).create(wave=wave, number=number, made_at=now)
    invitations = Invitation.objects.unscoped(reason=REASON).filter(wave=wave, channel=Channel.EMAIL)
    MailingLine.objects.unscoped(reason=REASON).bulk_create(
        (
            MailingLine(mailing=mailing, invitation_id=pk)
            for pk in invitations.order_by("pk").values_list("pk", flat=True)
        ),
        batch_size=2000,
    )
    times = sending_times()
    at = times.opens_after(now) if mailing.is_reminder and times.is_quiet(now) else None
    outbox.emit(TOPIC, {"mailing": mailing.pk}, now=now, at=at, key=f"survey mailing {mailing.pk}")
    return mailing


def due_rounds(*, on: date) -> list[SurveyWave]:
    """Open waves whose next reminder is due: as many days after opening as their plan says."""
    waves = SurveyWave.objects.unscoped(reason=REASON).filter(
        state=WaveState.OPEN, closes_on__gte=on, remind_after__len__gt=0
    )
    return [wave for wave in waves if _is_due(wave, on=on)]


def _is_due(wave: SurveyWave, *, on: date) -> bool:
    assert wave.opened_at is not None  # noqa: S101 -- the database holds it to be so
    rounds = Mailing.objects.unscoped(reason=REASON).filter(wave=wave)
    planned = [local_date(wave.opened_at) + timedelta(days=days) for days in wave.remind_after]
    latest = max((local_date(each.made_at) for each in rounds), default=local_date(wave.opened_at))
    return any(latest < day <= on for day in planned)


@outbox.handler(TOPIC)
def carry(message: OutboxMessage, now: datetime) -> None:
    """Go through a round, each line by itself; what could not go now is tried again with the message."""
    later: set[int] = set()
    with PostOffice() as office:
        while _carry_one(message.payload["mailing"], office, later):
            pass
    if later:
        raise NotNow(f"mails of round {message.payload['mailing']} wait")


@transaction.atomic
def _carry_one(mailing: int, office: PostOffice, later: set[int]) -> bool:
    """False where no line is left; ``later`` are those that the server would not take at present."""
    rows = (
        MailingLine.objects.unscoped(reason=REASON).filter(mailing=mailing, done=False).exclude(pk__in=later)
    )
    line = (
        rows.select_for_update(skip_locked=True, of=("self",))
        .select_related("mailing__wave__organisation", "invitation__ticket")
        .order_by("pk")
        .first()
    )
    if line is None:
        return False
    refused = 0
    if _is_needed(line):
        try:
            office.send(mail_for(line))
        except Refused:
            refused = 1
        except NotNow:
            later.add(line.pk)
            return True
    _tick_off(line, refused=refused)
    return True


def _tick_off(line: MailingLine, *, refused: int) -> None:
    """Every line alike. The invitation's count is written with each of its lines, whatever became of it; a
    reminder's is not kept, and neither is logged: only those who have not answered are written to then.
    """
    line.done = True
    line.save(update_fields=["done"])
    if not line.mailing.is_reminder:
        Mailing.objects.unscoped(reason=REASON).filter(pk=line.mailing_id).update(
            refused=F("refused") + refused
        )


def _is_needed(line: MailingLine) -> bool:
    wave, ticket = line.mailing.wave, line.invitation.ticket
    return wave.state == WaveState.OPEN and not (line.mailing.is_reminder and ticket.spent)


def mail_for(line: MailingLine) -> EmailMultiAlternatives:
    """A second copy, should a worker die in between, has the same Message-ID."""
    wave, invitation = line.mailing.wave, line.invitation
    with translation.override(invitation.language):
        given = {
            "wave": wave,
            "organisation": wave.organisation,
            "name": invitation.name,
            "link": link_of(invitation),
            "until": date_format(wave.closes_on, "j F Y"),
            "is_reminder": line.mailing.is_reminder,
        }
        subject, _line, body = render_to_string(f"{TEMPLATES}/invitation.txt", given).partition("\n")
        mail = EmailMultiAlternatives(
            subject=subject.strip(),
            body=body.strip() + "\n",
            to=[invitation.email],
            headers={
                "Message-ID": f"<{line.uid}@{host()}>",
                "Auto-Submitted": "auto-generated",
                "Content-Language": invitation.language,
            },
        )
        html = render_to_string(f"{TEMPLATES}/invitation.html", given | {"subject": subject.strip()})
        mail.attach_alternative(html, "text/html")
    return mail


def link_of(invitation: Invitation) -> str:
    """Where somebody answers; the same each time it is asked for."""
    ticket = invitation.ticket
    return link_to(codes.in_groups(codes.code_of(ticket.uid, ticket.code_hash)))


def link_to(code: str) -> str:
    urls: dict[str, str] = setting("LEADERSHIP_URLS", {})
    return site_address() + urls.get("survey", PATH).replace("{code}", code)
