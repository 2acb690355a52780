"""Taking an answer: mark and envelope in one transaction, and nothing beside either (ADR 42)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, F, Value, When

from engagement.waves import codes
from engagement.waves.enums import EnvelopeKind, WaveState
from engagement.waves.errors import WaveRefused
from engagement.waves.models import Envelope, Pool, SurveyWave, Ticket
from engagement.waves.sealing import TooLong, seal

REASON = "somebody answers with a code"
# What an envelope of either kind holds, in bytes of UTF-8; all of a kind are as long.
ANSWERS_LENGTH = 2048
WORDS_LENGTH = 8192
WORDS_AT_MOST = 2000


@dataclass(frozen=True)
class Door:
    """What a code opens: the wave, and which ticket of it. It says nothing of who holds the code."""

    ticket: int
    pool: int
    wave: SurveyWave
    stratum: int
    respondents: str
    spent: bool


def door(typed: str) -> Door | None:
    """What this code opens, if it is one: its wave may be closed and the ticket used."""
    hashes = codes.hashes_of(typed)
    rows = Ticket.objects.unscoped(reason=REASON).filter(code_hash__in=hashes)
    ticket = rows.select_related(
        "invitation", "pool__wave__organisation__brand", "pool__wave__version__instrument"
    ).first()
    if ticket is None:
        return None
    invitation = ticket.invitation
    return Door(
        ticket.pk,
        ticket.pool_id,
        ticket.pool.wave,
        invitation.stratum_id or 0,
        invitation.respondents,
        ticket.spent,
    )


def answer(entered: Door, *, answers: Sequence[int | None], words: str = "") -> None:
    """Raises WaveRefused: ``closed``, ``used`` or ``too_long``. ``answers`` has one entry for each item.

    Whoever has the lock of the pool is alone with it: no ticket is locked or written by itself.
    """
    wave = entered.wave
    pools = Pool.objects.unscoped(reason=REASON).select_for_update(no_key=True)
    if not pools.filter(pk=entered.pool).first() or not _is_open(wave):
        raise WaveRefused("closed")
    tickets = Ticket.objects.unscoped(reason=REASON).filter(pool=entered.pool)
    if tickets.filter(pk=entered.ticket, spent=True).exists():
        raise WaveRefused("used")
    tickets.update(spent=Case(When(pk=entered.ticket, then=Value(True)), default=F("spent")))
    envelopes = [_envelope(wave, EnvelopeKind.ANSWERS, {"s": entered.stratum, "a": list(answers)})]
    if words.strip():
        envelopes.append(_envelope(wave, EnvelopeKind.WORDS, {"s": entered.stratum, "w": words.strip()}))
    Envelope.objects.unscoped(reason=REASON).bulk_create(envelopes)


def _is_open(wave: SurveyWave) -> bool:
    """As it is now: closing takes the locks of all pools and deletes them."""
    rows = SurveyWave.objects.unscoped(reason=REASON)
    return rows.filter(pk=wave.pk, state=WaveState.OPEN).exists()


def _envelope(wave: SurveyWave, kind: EnvelopeKind, content: dict[str, object]) -> Envelope:
    length = ANSWERS_LENGTH if kind is EnvelopeKind.ANSWERS else WORDS_LENGTH
    try:
        sealed = seal(content, public=wave.seal, wave=wave.uid, length=length)
    except TooLong as fault:
        raise WaveRefused("too_long", at_most=WORDS_AT_MOST) from fault
    return Envelope(id=uuid.uuid4(), wave=wave, kind=kind, sealed=sealed)
