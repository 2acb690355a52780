"""Preparing a wave: what is asked when, and of whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from engagement.instruments.models import InstrumentVersion
from engagement.waves.enums import Channel, Respondents, WaveState
from engagement.waves.errors import WaveRefused
from engagement.waves.models import Invitation, SurveyWave
from engagement.waves.models.waves import FEWEST
from kernel.access import checking_references
from lms.organisations.models import Organisation

REASON = "preparing a wave"


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


def make(
    organisation: Organisation, version: InstrumentVersion, plan: Plan, *, user_id: int | None, now: datetime
) -> SurveyWave:
    wave = SurveyWave(organisation=organisation, version=version, made_by_id=user_id, made_at=now)
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
        (
            Invitation(
                wave=wave,
                respondents=each.respondents,
                name=each.name,
                email=each.email,
                channel=each.channel,
                language=each.language,
                categories=list(each.categories),
            )
            for each in asked
        ),
        batch_size=2000,
    )
    return len(made)


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
