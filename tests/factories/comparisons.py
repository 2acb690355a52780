"""Published waves of many trusts, as rows: enough to compare them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from engagement.actions import comparing
from engagement.comparing.enums import AgreementKind
from engagement.comparing.models import Agreement, AnalystGrant
from engagement.instruments.models import InstrumentVersion
from engagement.results.models import Atom, Publication, PublishedGroup, PublishedScore
from engagement.waves.enums import WaveState
from engagement.waves.models import SurveyWave
from lms.actions.context import for_operator
from lms.organisations.models import Organisation
from tests.factories.trusts import NOW, TODAY, make_trust, make_user

REASON = "a test's own rows"


def published(
    trust: Organisation,
    version: InstrumentVersion,
    *,
    index: str = "50",
    invited: int = 100,
    days_ago: int = 10,
    measures: Sequence[tuple[str, str]] = (("index", "index"), ("meta", "theme")),
) -> SurveyWave:
    """Closed and published: all doctors have this mean in every measure."""
    at = NOW - timedelta(days=days_ago)
    day = TODAY - timedelta(days=days_ago)
    wave = SurveyWave.objects.unscoped(reason=REASON).create(
        organisation=trust,
        version=version,
        title=f"Wave of {trust}",
        opens_on=day,
        closes_on=day,
        state=WaveState.CLOSED,
        made_at=at,
        opened_at=at,
        closed_at=at,
    )
    publication = Publication.objects.unscoped(reason=REASON).create(
        wave=wave, number=1, fewest=10, made_at=at
    )
    Atom.objects.unscoped(reason=REASON).create(publication=publication, respondents="doctors", number=1)
    group = PublishedGroup.objects.unscoped(reason=REASON).create(
        publication=publication, respondents="doctors", invited=invited, answered=invited // 2, atoms=[1]
    )
    mean = Decimal(index)
    PublishedScore.objects.unscoped(reason=REASON).bulk_create(
        PublishedScore(
            group=group,
            kind=kind,
            measure=code,
            n=invited // 2,
            mean=mean,
            sd=Decimal(10),
            low=mean,
            high=mean,
        )
        for kind, code in measures
    )
    return wave


def agree(trust: Organisation, *kinds: AgreementKind, is_given: bool = True, at: datetime = NOW) -> None:
    for kind in kinds or tuple(AgreementKind):
        Agreement.objects.unscoped(reason=REASON).create(
            organisation=trust, kind=kind, is_given=is_given, at=at
        )


def many_published(
    version: InstrumentVersion, count: int, *, agreed: bool = True, **given: Any
) -> list[SurveyWave]:
    """Trusts with an index of 40, 41, 42 and so on."""
    found = []
    for number in range(count):
        trust = make_trust(f"Compared {number:02} (invented)", ods_code=f"ZZ{number:02}", **given)
        if agreed:
            agree(trust, AgreementKind.NORMS)
        found.append(published(trust, version, index=str(40 + number)))
    return found


def operator_context(user: Any) -> Any:
    return for_operator(user, reason="a test", now=NOW)


def a_grant(user: Any = None, *, ends_on: date = TODAY + timedelta(days=30)) -> AnalystGrant:
    operator = make_user(is_superuser=True, is_staff=True)
    return comparing.grant_analyst(
        operator_context(operator),
        user=user or make_user(),
        purpose="Does engagement last?",
        ends_on=ends_on,
    )
