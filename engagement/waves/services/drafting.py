"""Preparing a wave: what is asked when, and of whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from engagement.instruments.models import InstrumentVersion
from engagement.waves.enums import Channel, Respondents, WaveState
from engagement.waves.errors import WaveRefused
from engagement.waves.models import Campaign, Invitation, SurveyWave
from engagement.waves.models.waves import FEWEST
from kernel.access import checking_references
from lms.organisations.models import Organisation

REASON = "preparing a wave"
OF_A_LINE = ("respondents", "name", "email", "channel", "language", "categories")


@dataclass(frozen=True)
class Plan:
    title: str
    opens_on: date
    closes_on: date
    purpose: str = ""
    target: int | None = None
    fewest: int = FEWEST
    dimensions: tuple[str, ...] = ()
    remind_after: tuple[int, ...] = (7, 14)


@dataclass(frozen=True)
class Asked:
    """One line of a population: ``categories`` has one entry for each dimension of the wave."""

    name: str = ""
    email: str = ""
    respondents: str = Respondents.DOCTORS
    categories: tuple[str, ...] = ()
    language: str = "en"

    @property
    def channel(self) -> Channel:
        return Channel.EMAIL if self.email else Channel.LETTER


@dataclass(frozen=True)
class Changed:
    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)


def plan_of(wave: SurveyWave) -> Plan:
    return Plan(
        title=wave.title,
        opens_on=wave.opens_on,
        closes_on=wave.closes_on,
        purpose=wave.purpose,
        target=wave.target,
        fewest=wave.fewest,
        dimensions=tuple(wave.dimensions),
        remind_after=tuple(wave.remind_after),
    )


def begin_campaign(title: str, *, user_id: int | None, now: datetime) -> Campaign:
    return Campaign.objects.unscoped(reason=REASON).create(title=title, made_by_id=user_id, made_at=now)


def make(
    organisation: Organisation,
    version: InstrumentVersion,
    plan: Plan,
    *,
    user_id: int | None,
    now: datetime,
    campaign: Campaign | None = None,
) -> SurveyWave:
    wave = SurveyWave(
        organisation=organisation, version=version, campaign=campaign, made_by_id=user_id, made_at=now
    )
    _take(wave, plan)
    wave.save()
    return wave


def change(wave: SurveyWave, plan: Plan) -> Changed:
    """A draft may change in everything; an open wave in its last day alone: people have read the rest."""
    before = values_of(wave)
    if wave.state == WaveState.OPEN:
        if plan.closes_on < wave.closes_on:
            raise WaveRefused("not_earlier")
        wave.closes_on = plan.closes_on
    elif wave.state == WaveState.DRAFT:
        if tuple(wave.dimensions) != plan.dimensions:
            _forget_list(wave)
        _take(wave, plan)
    else:
        raise WaveRefused("not_a_draft")
    wave.save()
    after = values_of(wave)
    changed = [name for name, value in after.items() if value != before[name]]
    return Changed({name: before[name] for name in changed}, {name: after[name] for name in changed})


def ask(wave: SurveyWave, asked: Sequence[Asked]) -> int:
    """Put these people in the place of those who were on the list before."""
    if wave.state != WaveState.DRAFT:
        raise WaveRefused("not_a_draft")
    _forget_list(wave)
    made = Invitation.objects.unscoped(reason=REASON).bulk_create(
        (_take_line(Invitation(wave=wave), each) for each in asked), batch_size=2000
    )
    return len(made)


def add(wave: SurveyWave, asked: Asked) -> Invitation:
    """One more on the list. ``wave`` is locked by the caller, here and below."""
    _refuse_line(wave, asked)
    line = _take_line(Invitation(wave=wave), asked)
    line.save()
    return line


def mend(wave: SurveyWave, line: Invitation, asked: Asked) -> list[str]:
    """What changed of this line, without what it was or is."""
    _refuse_line(wave, asked, but=line)
    before = {name: getattr(line, name) for name in OF_A_LINE}
    changed = [name for name in OF_A_LINE if getattr(_take_line(line, asked), name) != before[name]]
    line.save()
    return changed


def leave_out(wave: SurveyWave, line: Invitation) -> None:
    _refuse_line(wave)
    with checking_references():
        Invitation.objects.unscoped(reason=REASON).filter(pk=line.pk, wave=wave).delete()


def _refuse_line(wave: SurveyWave, asked: Asked | None = None, *, but: Invitation | None = None) -> None:
    if wave.state != WaveState.DRAFT:
        raise WaveRefused("not_a_draft")
    if asked is not None and asked.email:
        same = Invitation.objects.unscoped(reason=REASON).filter(wave=wave, email__iexact=asked.email)
        if (same.exclude(pk=but.pk) if but else same).exists():
            raise WaveRefused("address_twice")


def _take_line(line: Invitation, asked: Asked) -> Invitation:
    for name in OF_A_LINE:
        setattr(line, name, getattr(asked, name))
    line.categories = list(asked.categories)
    return line


def cancel(wave: SurveyWave) -> None:
    """Before it opens; what was put on its list is deleted."""
    if wave.state != WaveState.DRAFT:
        raise WaveRefused("not_a_draft")
    _forget_list(wave)
    wave.state = WaveState.CANCELLED
    wave.save(update_fields=["state"])


def values_of(wave: SurveyWave) -> dict[str, object]:
    return {
        "title": wave.title,
        "purpose": wave.purpose,
        "opens_on": wave.opens_on.isoformat(),
        "closes_on": wave.closes_on.isoformat(),
        "target": wave.target,
        "fewest": wave.fewest,
        "dimensions": list(wave.dimensions),
        "remind_after": list(wave.remind_after),
    }


def _take(wave: SurveyWave, plan: Plan) -> None:
    wave.title, wave.purpose = plan.title, plan.purpose
    wave.opens_on, wave.closes_on = plan.opens_on, plan.closes_on
    wave.target, wave.fewest = plan.target, plan.fewest
    wave.dimensions, wave.remind_after = list(plan.dimensions), sorted(set(plan.remind_after))


def _forget_list(wave: SurveyWave) -> None:
    with checking_references():
        Invitation.objects.unscoped(reason=REASON).filter(wave=wave).delete()
