"""Making norm sets out of published results, and taking those that others have published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from engagement.comparing.enums import AgreementKind, NormSource
from engagement.comparing.errors import ComparisonRefused
from engagement.comparing.models import NormMeasure, NormMember, NormSet, NormSetEnd
from engagement.comparing.models.norms import FEWEST_TRUSTS
from engagement.comparing.rules import norms
from engagement.comparing.rules.norm_file import NormLine
from engagement.comparing.selectors import INDEX, Headline, agreeing, headlines, latest, measure_names
from engagement.instruments.models import InstrumentVersion

REASON = "norms out of published results"


@dataclass(frozen=True)
class NormPlan:
    """``first`` and ``last``: between which days the waves were closed."""

    name: str
    dated_on: date
    first: date
    last: date


def counted(version: InstrumentVersion, plan: NormPlan) -> list[Headline]:
    """The latest wave of those days of each trust that agrees: what a norm set would be made of."""
    agreed = agreeing(AgreementKind.NORMS)
    found = [each for each in headlines(version=version) if plan.first <= each.closed_on <= plan.last]
    return [each for each in latest(found) if each.wave.organisation_id in agreed]


def make(version: InstrumentVersion, plan: NormPlan, *, user_id: int | None, now: datetime) -> NormSet:
    """Raises ComparisonRefused: ``too_few_trusts``, ``too_alike`` or ``name_taken``."""
    _one_at_a_time()
    _refuse_taken(version, plan.name)
    used = counted(version, plan)
    of_index = [each for each in used if INDEX in each.means]
    if len(of_index) < FEWEST_TRUSTS:
        raise ComparisonRefused("too_few_trusts", trusts=len(of_index), fewest=FEWEST_TRUSTS)
    publications = frozenset(each.publication for each in used)
    _refuse_too_alike(version, publications)
    origin = f"{plan.first.isoformat()} – {plan.last.isoformat()}"
    made = NormSet.objects.create(
        version=version,
        name=plan.name,
        dated_on=plan.dated_on,
        source=NormSource.MADE,
        origin=origin,
        trusts=len(of_index),
        made_at=now,
        made_by_id=user_id,
    )
    NormMember.objects.unscoped(reason=REASON).bulk_create(
        NormMember(norm_set=made, publication_id=each) for each in sorted(publications)
    )
    NormMeasure.objects.bulk_create(_measures(made, used))
    return made


def _measures(made: NormSet, used: Sequence[Headline]) -> list[NormMeasure]:
    found = []
    for code in measure_names(made.version, language="en"):
        means = sorted(each.means[code] for each in used if code in each.means)
        if len(means) >= FEWEST_TRUSTS:
            cuts, deciles = norms.cuts_of(means), norms.deciles_of(means)
            found.append(
                NormMeasure(norm_set=made, measure=code, trusts=len(means), cuts=cuts, deciles=deciles)
            )
    return found


def _refuse_too_alike(version: InstrumentVersion, publications: frozenset[int]) -> None:
    """Two sets that differ in one trust would tell by their difference how that one did."""
    members = NormMember.objects.unscoped(reason=REASON).filter(norm_set__version=version)
    earlier: dict[int, set[int]] = {}
    for norm_set, publication in members.values_list("norm_set", "publication"):
        earlier.setdefault(norm_set, set()).add(publication)
    if any(norms.differ_too_little(publications, frozenset(each)) for each in earlier.values()):
        raise ComparisonRefused("too_alike", least=norms.LEAST_APART)


def take(
    version: InstrumentVersion,
    lines: Sequence[NormLine],
    *,
    name: str,
    dated_on: date,
    origin: str,
    user_id: int | None,
    now: datetime,
) -> NormSet:
    """Norms that somebody else has published: ``origin`` says who, and where."""
    _one_at_a_time()
    _refuse_taken(version, name)
    made = NormSet.objects.create(
        version=version,
        name=name,
        dated_on=dated_on,
        source=NormSource.IMPORTED,
        origin=origin,
        trusts=max(each.trusts for each in lines),
        made_at=now,
        made_by_id=user_id,
    )
    NormMeasure.objects.bulk_create(
        NormMeasure(
            norm_set=made,
            measure=each.measure,
            trusts=each.trusts,
            cuts=list(each.cuts),
            deciles=list(each.deciles),
        )
        for each in lines
    )
    return made


def end(norm_set: NormSet, *, reason: str, user_id: int | None, now: datetime) -> NormSetEnd:
    _one_at_a_time()
    if NormSetEnd.objects.filter(norm_set=norm_set).exists():
        raise ComparisonRefused("ended")
    return NormSetEnd.objects.create(norm_set=norm_set, reason=reason, at=now, by_id=user_id)


def _refuse_taken(version: InstrumentVersion, name: str) -> None:
    if NormSet.objects.filter(version=version, name=name).exists():
        raise ComparisonRefused("name_taken")


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('leadership_comparing.norms'))")
