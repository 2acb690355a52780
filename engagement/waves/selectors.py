"""Reading waves."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from engagement.waves import codes
from engagement.waves.enums import Channel, Respondents, WaveState
from engagement.waves.models import (
    Campaign,
    Invitation,
    Mailing,
    MailingLine,
    ResponseWords,
    Stratum,
    StratumCell,
    SurveyWave,
    Ticket,
)
from kernel.access import Viewer


def waves_for(viewer: Viewer) -> QuerySet[SurveyWave]:
    return (
        SurveyWave.objects.visible_to(viewer)
        .select_related("organisation", "version__instrument", "campaign")
        .order_by("-opens_on", "-pk")
    )


def wave_for(viewer: Viewer, uid: uuid.UUID) -> SurveyWave | None:
    return waves_for(viewer).filter(uid=uid).first()


def waves_that_are_over(*, on: date) -> QuerySet[SurveyWave]:
    """Open waves whose last day has passed."""
    rows = SurveyWave.objects.unscoped(reason="the clock closes waves")
    return rows.filter(state=WaveState.OPEN, closes_on__lt=on).order_by("pk")


def lock_wave(viewer: Viewer, uid: uuid.UUID) -> SurveyWave | None:
    """The wave, with whoever else would change it kept waiting."""
    rows = SurveyWave.objects.visible_to(viewer).select_for_update(of=("self",))
    return rows.select_related("organisation", "version__instrument").filter(uid=uid).first()


def invitations_for(viewer: Viewer, wave: SurveyWave) -> QuerySet[Invitation]:
    """Who is asked, as the list has them."""
    return Invitation.objects.visible_to(viewer).filter(wave=wave).order_by("name", "pk")


def asked_for(viewer: Viewer, wave: SurveyWave, uid: uuid.UUID) -> Invitation | None:
    """One line of its list."""
    return invitations_for(viewer, wave).filter(uid=uid).first()


def categories_of(viewer: Viewer, wave: SurveyWave) -> list[list[str]]:
    """For each dimension of the wave what stands in the list, in order."""
    rows = invitations_for(viewer, wave).filter(respondents=Respondents.DOCTORS).order_by()
    cells = list(rows.values_list("categories", flat=True).distinct())
    return [
        sorted({cell[place] for cell in cells if len(cell) > place}) for place in range(len(wave.dimensions))
    ]


def campaign_for(viewer: Viewer, uid: uuid.UUID) -> Campaign | None:
    return Campaign.objects.visible_to(viewer).filter(uid=uid).distinct().first()


def rounds_of(viewer: Viewer, wave: SurveyWave) -> QuerySet[Mailing]:
    return Mailing.objects.visible_to(viewer).filter(wave=wave).order_by("number")


@dataclass(frozen=True)
class Refusals:
    """Of the invitations of a wave: how many were written, and how many of these no server would take."""

    written: int
    refused: int


def refusals_of(viewer: Viewer, wave: SurveyWave) -> Refusals | None:
    """Nothing while they are on their way: their order is known, so that a count that grows names them."""
    first = rounds_of(viewer, wave).filter(number=1).first()
    if first is None:
        return None
    lines = MailingLine.objects.unscoped(reason="only two numbers leave").filter(mailing=first)
    found = lines.aggregate(written=Count("pk"), waiting=Count("pk", filter=Q(done=False)))
    return None if found["waiting"] else Refusals(found["written"], first.refused)


@dataclass(frozen=True)
class Sheet:
    """Codes on paper for one group: handed out at random, so that no list says who has which."""

    respondents: str
    cells: list[list[str]]
    codes: list[str]


def sheets_of(viewer: Viewer, wave: SurveyWave) -> list[Sheet]:
    """For those who are asked on paper, in the order of the codes: nobody's name stands beside one."""
    asked = invitations_for(viewer, wave).filter(channel=Channel.LETTER).select_related("ticket")
    by_stratum: dict[int, list[Invitation]] = defaultdict(list)
    for each in asked:
        by_stratum[each.stratum_id or 0].append(each)
    cells = StratumCell.objects.unscoped(reason="the names of groups").filter(stratum__in=by_stratum)
    named: dict[int, list[list[str]]] = defaultdict(list)
    for stratum, categories in cells.order_by("categories").values_list("stratum", "categories"):
        named[stratum].append(categories)
    return [
        Sheet(group[0].respondents, named[stratum], sorted(_code_of(each) for each in group))
        for stratum, group in sorted(by_stratum.items())
    ]


def _code_of(invitation: Invitation) -> str:
    return codes.in_groups(codes.code_of(invitation.ticket.uid, invitation.ticket.code_hash))


@dataclass(frozen=True)
class Turnout:
    """How many were asked and how many answered: of a whole wave, and never of a part while it is open."""

    asked: int
    answered: int


def turnouts(waves: Sequence[SurveyWave]) -> dict[int, Turnout]:
    """The same for many at once, by their keys; a wave that was never opened has none."""
    opened = [wave.pk for wave in waves if wave.state == WaveState.OPEN]
    closed = [wave.pk for wave in waves if wave.state == WaveState.CLOSED]
    tickets = Ticket.objects.unscoped(reason="only two numbers leave").filter(pool__wave__in=opened)
    found = {
        wave: Turnout(asked, answered)
        for wave, asked, answered in tickets.values_list("pool__wave").annotate(
            asked=Count("pk"), answered=Count("pk", filter=Q(spent=True))
        )
    }
    strata = Stratum.objects.unscoped(reason="only two numbers leave").filter(wave__in=closed)
    counted = strata.values_list("wave").annotate(
        asked=Coalesce(Sum("invited"), 0), answered=Coalesce(Sum("answered"), 0)
    )
    return found | {wave: Turnout(asked, answered) for wave, asked, answered in counted.order_by()}


def turnout(wave: SurveyWave) -> Turnout:
    if wave.state == WaveState.OPEN:
        rows = Ticket.objects.unscoped(reason="only two numbers leave").filter(pool__wave=wave)
        found = rows.aggregate(asked=Count("pk"), answered=Count("pk", filter=Q(spent=True)))
        return Turnout(**found)
    strata = wave.strata.unscoped(reason="only two numbers leave")
    counted = list(strata.values_list("invited", "answered"))
    return Turnout(sum(each[0] or 0 for each in counted), sum(each[1] or 0 for each in counted))


def words_for(wave: SurveyWave) -> QuerySet[ResponseWords]:
    """What people wrote, of a wave that the reader may see, by ids that were drawn at random."""
    rows = ResponseWords.objects.unscoped(reason="words stand beside nobody, and are shown together")
    return rows.filter(wave=wave).order_by("pk")


def wave_that_is_thanked_for(uid: uuid.UUID) -> SurveyWave | None:
    """For the page after answering, which tells whose survey it was and nothing else."""
    rows = SurveyWave.objects.unscoped(reason="the end of a survey's own pages")
    return (
        rows.select_related("organisation__brand")
        .filter(uid=uid, state__in=[WaveState.OPEN, WaveState.CLOSED])
        .first()
    )
