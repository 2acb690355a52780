"""Opening a wave: strata are merged, tickets are drawn into pools, and the key is made (ADR 42)."""

from __future__ import annotations

import random
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from engagement.waves import codes, keys
from engagement.waves.enums import Respondents, WaveState
from engagement.waves.errors import WaveRefused
from engagement.waves.models import Invitation, Pool, Stratum, StratumCell, SurveyWave, Ticket
from engagement.waves.rules import merging

POOL = 500
"""Tickets that are written anew with each answer: a few milliseconds' work."""

REASON = "opening a wave"


def open_wave(wave: SurveyWave, *, now: datetime) -> None:
    """``wave`` is locked by the caller. Raises WaveRefused; a key that was made for nothing is destroyed."""
    invitations = list(Invitation.objects.unscoped(reason=REASON).filter(wave=wave).order_by("pk"))
    refuse_too_few(invitations, fewest=wave.fewest)
    for respondents in Respondents:
        _place([each for each in invitations if each.respondents == respondents], wave, respondents)
    Invitation.objects.unscoped(reason=REASON).bulk_update(invitations, ["stratum"], batch_size=1000)
    _make_tickets(wave, invitations)
    # One may lie there from an opening that failed after it; as the wave is locked, nobody else's is hit.
    keys.destroy(wave.uid)
    wave.public_key = keys.make(wave.uid)
    wave.state, wave.opened_at = WaveState.OPEN, now
    wave.save(update_fields=["public_key", "state", "opened_at"])


def refuse_too_few(invitations: Sequence[Invitation], *, fewest: int) -> None:
    """Each group is either not asked at all or large enough to hide in."""
    asked = Counter(each.respondents for each in invitations)
    if asked[Respondents.DOCTORS] < fewest:
        raise WaveRefused("too_few_doctors", asked=asked[Respondents.DOCTORS], fewest=fewest)
    if 0 < asked[Respondents.MANAGERS] < fewest:
        raise WaveRefused("too_few_managers", asked=asked[Respondents.MANAGERS], fewest=fewest)


def planned_strata(invitations: Sequence[Invitation], *, fewest: int) -> list[tuple[merging.Stratum, int]]:
    """The strata of people of one kind, each with how many are asked: also shown before a wave opens."""
    counts = Counter(tuple(each.categories) for each in invitations)
    strata = merging.strata_of(counts, fewest=fewest)
    return [(stratum, sum(counts[cell] for cell in stratum)) for stratum in strata]


def _place(invitations: Sequence[Invitation], wave: SurveyWave, respondents: Respondents) -> None:
    by_cell: dict[merging.Cell, list[Invitation]] = defaultdict(list)
    for each in invitations:
        by_cell[tuple(each.categories)].append(each)
    for cells, _ in planned_strata(invitations, fewest=wave.fewest):
        stratum = Stratum.objects.unscoped(reason=REASON).create(wave=wave, respondents=respondents)
        StratumCell.objects.unscoped(reason=REASON).bulk_create(
            StratumCell(stratum=stratum, categories=list(cell)) for cell in sorted(cells)
        )
        for cell in cells:
            for invitation in by_cell[cell]:
                invitation.stratum = stratum


def _make_tickets(wave: SurveyWave, invitations: Sequence[Invitation]) -> None:
    """In random order, so that neither pool nor place says where on the list somebody stood."""
    drawn = random.SystemRandom().sample(invitations, len(invitations))
    for start in range(0, len(drawn), POOL):
        pool = Pool.objects.unscoped(reason=REASON).create(wave=wave)
        Ticket.objects.unscoped(reason=REASON).bulk_create(
            _ticket(each, pool) for each in drawn[start : start + POOL]
        )


def _ticket(invitation: Invitation, pool: Pool) -> Ticket:
    uid = uuid.uuid4()
    return Ticket(uid=uid, invitation=invitation, pool=pool, code_hash=codes.new(uid)[1])


def sweep_keys() -> int:
    """Destroy the keys of waves that are over; one of a draft may be that of an opening under way."""
    swept = 0
    for uid in list(keys.kept()):
        with transaction.atomic():
            rows = SurveyWave.objects.unscoped(reason="sweeping keys").select_for_update()
            wave = rows.filter(uid=uid).first()
            if wave is None or wave.state in (WaveState.OPEN, WaveState.DRAFT):
                continue
            keys.destroy(uid)
            swept += 1
    return swept
