"""Surveys of the demonstration: invented doctors of invented trusts, their answers, and what was done.

Answers are drawn from a fixed seed, so that two installations show the same. They are written as closing
leaves them, and told by the same publishing as any others.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from cms.demo import users
from engagement.actions import comparing, improving
from engagement.comparing.enums import AgreementKind
from engagement.comparing.models import Agreement, NormSet
from engagement.comparing.rules.outcome_file import OutcomeLine
from engagement.comparing.services.norming import NormPlan
from engagement.improving.services.keeping import Promise
from engagement.instruments.models import InstrumentVersion
from engagement.instruments.selectors import newest_versions, scoring_rules
from engagement.results.services import publishing
from engagement.waves.enums import Respondents, WaveState
from engagement.waves.models import Response, Stratum, StratumCell, SurveyWave
from kernel.clock import local_date
from lms.actions.base import Context
from lms.actions.context import for_lead, for_operator
from lms.organisations.models import Organisation, OrganisationKind

REASON = "the demonstration's own answers"
SEED = 2026
DIMENSION = "Specialty group"
GROUPS = ("Medicine", "Surgery", "Diagnostics")
REGIONS = ("Y56", "Y58", "Y59", "Y60", "Y61", "Y62", "Y63")
NAMES = (
    "Alderbrook Ashmere Birchcombe Bramley Cold_Harbour Copperfield Dovedale Eastmoor Elmhurst Fairwater"
    " Foxley Glenmoor Greywell Hartsmere Hollin_Bank Inglefield Kestrel_Down Larkhill Lindenfold Marlow_Cross"
    " Millbeck Netherby Oakhaven Pinewood Quarry_Hill Ravensford Saltmarsh Thornleigh Underwood Whitestone"
)
TRUSTS = tuple(f"{name.replace('_', ' ')} Hospitals (invented)" for name in NAMES.split())
ONE_IN = 3
"""Each third trust asked twice."""
ANSWERS = 100
"""Of each wave: forty waves, four thousand answers."""
NORMS = "Demonstration norms (invented)"
OUTCOMES = ("Mortality ratio (invented)", "Sickness absence, % (invented)")


@dataclass(frozen=True)
class Told:
    """A wave as it is to be: ``mood`` is how the trust is, from about -1 to 1."""

    organisation: Organisation
    title: str
    mood: float
    days_ago: int
    answers: Mapping[str, int]
    """By group of doctors."""


def is_told() -> bool:
    return NormSet.objects.filter(name=NORMS).exists()


def tell_a_little(trust: Organisation, *, now: datetime) -> None:
    """One published wave of one trust, and what it did about it."""
    version = newest_versions()[0]
    told = Told(trust, "Spring survey (invented)", 0.2, 120, dict(zip(GROUPS, (19, 16, 12), strict=True)))
    (wave,) = _waves([told], version, now=now)
    _answer([told], [wave], version)
    publishing.publish(wave, by=None, now=now)
    lead = for_lead(users.ensure(users.LEAD), now=now)
    if lead is None:
        raise LookupError("the demonstration's lead leads nothing")
    for promise in _promises(lead):
        improving.make_improvement(lead, wave_uid=wave.uid, promise=promise)


def _promises(lead: Context) -> Iterator[Promise]:
    yield Promise(
        measure="say",
        said="Decisions about our rotas are taken without us.",
        doing="Two doctors of each department sit in the rota group, with time for it in their job plans.",
        said_cy="Gwneir penderfyniadau am ein rotâu hebom ni.",
        doing_cy="Mae dau feddyg o bob adran yn y grŵp rotâu, gydag amser yn eu cynlluniau swydd.",
        owner="Medical director",
        due_on=lead.today - timedelta(days=20),
        progress="done",
        is_public=True,
    )
    yield Promise(
        measure="grow",
        said="There is no time to learn how to lead.",
        doing="Twenty seats on the programme for new consultants, and the days for it.",
        said_cy="Nid oes amser i ddysgu sut i arwain.",
        doing_cy="Ugain sedd ar y rhaglen ar gyfer meddygon ymgynghorol newydd, a'r dyddiau ar ei chyfer.",
        owner="Director of medical education",
        due_on=lead.today + timedelta(days=60),
        progress="under_way",
        is_public=True,
    )


@transaction.atomic
def tell_all(*, now: datetime, count: int = len(TRUSTS)) -> int:
    """Thirty trusts, forty waves, norms, outcomes, and a grant to the operator. Returns how many answered."""
    version = newest_versions()[0]
    trusts = _trusts(count)
    draw = random.Random(SEED)  # noqa: S311 -- invented figures, the same everywhere
    moods = [draw.uniform(-1, 1) for _each in trusts]
    told = [*_first_waves(trusts, moods), *_second_waves(trusts, moods)]
    waves = _waves(told, version, now=now)
    answered = _answer(told, waves, version)
    for wave in waves:
        publishing.publish(wave, by=None, now=now)
    _agree(trusts, now=now)
    operator = users.ensure(users.OPERATOR)
    context = for_operator(operator, reason="building the demonstration", now=now)
    first, last = (local_date(now - timedelta(days=days)) for days in (500, 0))
    comparing.make_norms(context, version=version, plan=NormPlan(NORMS, context.today, first, last))
    lines = list(_outcomes(trusts, moods, draw))
    comparing.take_outcomes(context, lines=lines, name="invented-outcomes.csv")
    comparing.grant_analyst(
        context,
        user=operator,
        purpose="To look at the demonstration. Everything in it is invented.",
        ends_on=context.today + timedelta(days=365),
    )
    return answered


def _trusts(count: int) -> list[Organisation]:
    return Organisation.objects.bulk_create(
        Organisation(
            kind=OrganisationKind.TRUST,
            name=name,
            ods_code=f"ZZD{number:02}",
            national_grouping=REGIONS[number % 2],
            invented=True,
        )
        for number, name in enumerate(TRUSTS[:count], start=1)
    )


def _first_waves(trusts: Sequence[Organisation], moods: Sequence[float]) -> Iterator[Told]:
    for number, (trust, mood) in enumerate(zip(trusts, moods, strict=True)):
        yield Told(trust, "First survey (invented)", mood, 400 - number, _by_group(number))


def _second_waves(trusts: Sequence[Organisation], moods: Sequence[float]) -> Iterator[Told]:
    """Of the first third, a little better than before."""
    for number, (trust, mood) in enumerate(zip(trusts[: len(trusts) // ONE_IN], moods, strict=False)):
        yield Told(trust, "Second survey (invented)", mood + 0.2, 40, _by_group(number + 7))


def _by_group(number: int) -> dict[str, int]:
    medicine = 36 + number % 13
    surgery = 30 + number % 7
    return dict(zip(GROUPS, (medicine, surgery, ANSWERS - medicine - surgery), strict=True))


def _waves(told: Sequence[Told], version: InstrumentVersion, *, now: datetime) -> list[SurveyWave]:
    """As closing leaves them."""
    rows = []
    for each in told:
        closed = now - timedelta(days=each.days_ago)
        opened = closed - timedelta(days=21)
        rows.append(
            SurveyWave(
                organisation=each.organisation,
                version=version,
                title=each.title,
                opens_on=local_date(opened),
                closes_on=local_date(closed),
                dimensions=[DIMENSION],
                state=WaveState.CLOSED,
                made_at=opened,
                opened_at=opened,
                closed_at=closed,
            )
        )
    return SurveyWave.objects.bulk_create(rows)


def _answer(told: Sequence[Told], waves: Sequence[SurveyWave], version: InstrumentVersion) -> int:
    draw = random.Random(SEED)  # noqa: S311 -- as above
    strata = [
        (each, group, Stratum(wave=wave, respondents=Respondents.DOCTORS, invited=2 * count, answered=count))
        for each, wave in zip(told, waves, strict=True)
        for group, count in each.answers.items()
    ]
    Stratum.objects.bulk_create([stratum for _each, _group, stratum in strata])
    StratumCell.objects.bulk_create(
        StratumCell(stratum=stratum, categories=[group]) for _each, group, stratum in strata
    )
    keys = _keys(version)
    rows = [
        Response(wave=stratum.wave, stratum=stratum, answers=_answers(keys, each.mood, draw))
        for each, group, stratum in strata
        for _doctor in range(each.answers[group])
    ]
    Response.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


def _keys(version: InstrumentVersion) -> list[bool]:
    """For each statement, in the order in which it is asked, whether agreeing is unfavourable."""
    reversed_ = {
        item.code: item.is_reversed for sub in scoring_rules(version).sub_scales for item in sub.items
    }
    codes = version.items.order_by("order").values_list("code", flat=True)
    return [reversed_[code] for code in codes]


def _answers(keys: Sequence[bool], mood: float, draw: random.Random) -> list[int | None]:
    own = draw.gauss(3.2 + 0.45 * mood, 0.6)
    found: list[int | None] = []
    for is_reversed in keys:
        value = min(5, max(1, round(draw.gauss(own, 0.8))))
        left_out = draw.random() < 0.02
        found.append(None if left_out else 6 - value if is_reversed else value)
    return found


def _agree(trusts: Sequence[Organisation], *, now: datetime) -> None:
    """All count towards norms, and each third may be named."""
    Agreement.objects.bulk_create(
        Agreement(organisation=trust, kind=kind, is_given=True, at=now)
        for number, trust in enumerate(trusts)
        for kind in AgreementKind
        if kind == AgreementKind.NORMS or number % 3 == 0
    )


def _outcomes(
    trusts: Sequence[Organisation], moods: Sequence[float], draw: random.Random
) -> Iterator[OutcomeLine]:
    step = Decimal("0.0001")
    for line, (trust, mood) in enumerate(zip(trusts, moods, strict=True), start=2):
        mortality = Decimal(1 - 0.04 * mood + draw.gauss(0, 0.04)).quantize(step)
        absence = Decimal(4.5 + draw.gauss(0, 0.5)).quantize(step)
        for name, value in zip(OUTCOMES, (mortality, absence), strict=True):
            yield OutcomeLine(line, trust.ods_code, "2025/26", name, value)
