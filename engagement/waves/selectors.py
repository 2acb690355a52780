"""Reading waves."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from engagement.waves import codes
from engagement.waves.enums import Channel, WaveState
from engagement.waves.models import Invitation, Mailing, ResponseWords, StratumCell, SurveyWave, Ticket
from kernel.access import Viewer


def waves_for(viewer: Viewer) -> QuerySet[SurveyWave]:
    return (
        SurveyWave.objects.visible_to(viewer)
        .select_related("organisation", "version__instrument")
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


def rounds_of(viewer: Viewer, wave: SurveyWave) -> QuerySet[Mailing]:
    return Mailing.objects.visible_to(viewer).filter(wave=wave).order_by("number")


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
