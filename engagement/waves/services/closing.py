"""Closing a wave: envelopes are opened, strata merged again, answers shuffled, and all else is deleted.

All in one transaction; the key is destroyed after it, by ``sweep_keys`` where that fails (ADR 42).
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, MutableSequence, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from engagement.waves import keys
from engagement.waves.enums import EnvelopeKind, Respondents, WaveState
from engagement.waves.errors import WaveRefused
from engagement.waves.models import (
    Envelope,
    Invitation,
    MailingLine,
    Pool,
    Response,
    ResponseWords,
    Stratum,
    StratumCell,
    SurveyWave,
    Ticket,
)
from engagement.waves.rules import merging
from engagement.waves.sealing import unseal
from kernel.access import checking_references

REASON = "closing a wave"
AT_ONCE = 2000


@dataclass(frozen=True)
class Closed:
    """``deleted_unread`` are answers of a group of which too few answered."""

    answered: int
    deleted_unread: int


@dataclass(frozen=True)
class _Sealed:
    """What was in an envelope of answers."""

    stratum: int
    answers: list[int | None]


@dataclass(frozen=True)
class _Written:
    """What was in an envelope of words. The stratum only says whether they are kept; it is not stored."""

    stratum: int
    words: str


def close_wave(wave: SurveyWave, *, now: datetime) -> Closed:
    """``wave`` is locked by the caller, who destroys the key once this is committed. Raises WaveRefused."""
    pools = Pool.objects.unscoped(reason=REASON).select_for_update().filter(wave=wave).order_by("pk")
    tickets = Ticket.objects.unscoped(reason=REASON).filter(pool__in=[pool.pk for pool in pools])
    answers, words = _opened(wave)
    invited = Counter(tickets.values_list("invitation__stratum", flat=True))
    kept = _merge_again(wave, answers, invited)
    written = [
        Response(wave=wave, stratum_id=kept[each.stratum], answers=each.answers)
        for each in answers
        if each.stratum in kept
    ]
    _write(written)
    _write([ResponseWords(wave=wave, words=each.words) for each in words if each.stratum in kept])
    _forget(wave, tickets)
    wave.state, wave.closed_at, wave.public_key = WaveState.CLOSED, now, None
    wave.save(update_fields=["state", "closed_at", "public_key"])
    return Closed(len(written), len(answers) - len(written))


def _opened(wave: SurveyWave) -> tuple[list[_Sealed], list[_Written]]:
    if not keys.is_there(wave.uid, wave.seal):
        raise WaveRefused("key_missing")
    private = keys.private_key(wave.uid)
    answers: list[_Sealed] = []
    words: list[_Written] = []
    envelopes = Envelope.objects.unscoped(reason=REASON).filter(wave=wave)
    for kind, sealed in envelopes.values_list("kind", "sealed").iterator(chunk_size=AT_ONCE):
        content: dict[str, Any] = unseal(bytes(sealed), private=private, wave=wave.uid)
        if kind == EnvelopeKind.ANSWERS:
            answers.append(_Sealed(content["s"], content["a"]))
        else:
            words.append(_Written(content["s"], content["w"]))
    return answers, words


def _merge_again(wave: SurveyWave, answers: Sequence[_Sealed], invited: Counter[int]) -> dict[int, int]:
    """Where the answers of each stratum go now; strata of a group of which too few answered go nowhere."""
    answered = Counter(each.stratum for each in answers)
    strata = list(Stratum.objects.unscoped(reason=REASON).filter(wave=wave))
    cells = _cells(strata)
    goes: dict[int, int] = {}
    for respondents in Respondents:
        group = {cells[each.pk]: each for each in strata if each.respondents == respondents}
        counts = {stratum: answered[each.pk] for stratum, each in group.items()}
        enough = sum(counts.values()) >= wave.fewest
        for together in merging.merged(counts, fewest=wave.fewest):
            parts = [each for stratum, each in group.items() if stratum <= together]
            kept = _put_together(parts, invited, answered, shown=enough)
            goes |= {each.pk: kept.pk for each in parts if enough}
    return goes


def _put_together(
    parts: Sequence[Stratum], invited: Counter[int], answered: Counter[int], *, shown: bool
) -> Stratum:
    first, *others = sorted(parts, key=lambda each: each.pk)
    first.invited = sum(invited[each.pk] for each in parts)
    first.answered = sum(answered[each.pk] for each in parts) if shown else None
    first.save(update_fields=["invited", "answered"])
    if others:
        rows = Invitation.objects.unscoped(reason=REASON).filter(stratum__in=others)
        rows.update(stratum=first)
        StratumCell.objects.unscoped(reason=REASON).filter(stratum__in=others).update(stratum=first)
        with checking_references():
            Stratum.objects.unscoped(reason=REASON).filter(pk__in=[each.pk for each in others]).delete()
    return first


def _cells(strata: Iterable[Stratum]) -> dict[int, merging.Stratum]:
    held: dict[int, set[merging.Cell]] = defaultdict(set)
    rows = StratumCell.objects.unscoped(reason=REASON).filter(stratum__in=list(strata))
    for stratum, categories in rows.values_list("stratum", "categories"):
        held[stratum].add(tuple(categories))
    return {stratum: frozenset(cells) for stratum, cells in held.items()}


def _write(rows: MutableSequence[Any]) -> None:
    """In random order, with random ids: place and number say nothing of when."""
    random.SystemRandom().shuffle(rows)
    if rows:
        type(rows[0]).objects.unscoped(reason=REASON).bulk_create(rows, batch_size=AT_ONCE)


def _forget(wave: SurveyWave, tickets: QuerySet[Ticket]) -> None:
    """Who was asked, whether they answered, what they were sent, and the envelopes."""
    with checking_references():
        MailingLine.objects.unscoped(reason=REASON).filter(mailing__wave=wave).delete()
        tickets.delete()
        for model in (Pool, Envelope, Invitation):
            model.objects.unscoped(reason=REASON).filter(wave=wave).delete()
