"""Reading what trusts can be compared by: only figures that are published, and who agreed to what."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from engagement.comparing.enums import AgreementKind, UseKind
from engagement.comparing.models import (
    Agreement,
    AnalystGrant,
    AnalystUse,
    NormMeasure,
    NormSet,
    OutcomeFile,
    OutcomeMeasure,
    OutcomeValue,
)
from engagement.instruments.models import InstrumentVersion
from engagement.instruments.selectors import names
from engagement.results.enums import MeasureKind
from engagement.results.models import PublishedGroup, PublishedScore
from engagement.results.selectors import Results, results_of
from engagement.waves.enums import Respondents
from engagement.waves.models import SurveyWave
from kernel.access import Viewer
from kernel.clock import local_date
from lms.organisations.models import Organisation

REASON = "published figures of trusts beside each other"
RELATED = "publication__wave__organisation", "publication__wave__version__instrument"
INDEX = "index"
"""The measure that is the whole of a questionnaire."""
Measure = str
"""The index, or ``meta:`` and ``sub:`` with a code: a theme and one of its sides may have the same."""
OPEN_FOR = timedelta(hours=12)
"""An analyst who has opened the results database need not do so again before."""


@dataclass(frozen=True)
class Headline:
    """What a wave has told of all its doctors. ``means`` has no measure that is held back."""

    wave: SurveyWave
    publication: int
    invited: int
    answered: int
    means: Mapping[str, Decimal] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def organisation(self) -> Organisation:
        return self.wave.organisation

    @property
    def closed_on(self) -> date:
        closed = self.wave.closed_at
        assert closed is not None  # noqa: S101 -- nothing is published of a wave that is not closed
        return local_date(closed)


def headlines(*, version: InstrumentVersion | None = None) -> list[Headline]:
    """Of every wave that is published, the latest first: two queries."""
    rows = _of_all_doctors()
    if version is not None:
        rows = rows.filter(publication__wave__version=version)
    return _headlines(rows.order_by("publication__number"))


def headlines_of_index(version: InstrumentVersion) -> list[Headline]:
    """Of the latest wave of every trust: two queries, however many waves there are."""
    rows = _of_all_doctors().filter(publication__wave__version=version)
    trust, closed = "publication__wave__organisation_id", "-publication__wave__closed_at"
    rows = rows.order_by(trust, closed, "-publication__wave_id", "-publication__number").distinct(trust)
    return _headlines(rows, kinds=[MeasureKind.INDEX])


def headline_of_index(wave: SurveyWave) -> Headline | None:
    rows = _of_all_doctors().filter(publication__wave=wave).order_by("publication__number")
    return next(iter(_headlines(rows, kinds=[MeasureKind.INDEX])), None)


def _of_all_doctors() -> QuerySet[PublishedGroup]:
    rows = PublishedGroup.objects.unscoped(reason=REASON)
    return rows.filter(dimension="", respondents=Respondents.DOCTORS).select_related(*RELATED)


def _headlines(
    rows: QuerySet[PublishedGroup], kinds: Sequence[MeasureKind] = tuple(MeasureKind)
) -> list[Headline]:
    groups = {each.publication.wave_id: each for each in rows}
    means: dict[int, dict[str, Decimal]] = defaultdict(dict)
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    scores = PublishedScore.objects.unscoped(reason=REASON).filter(
        group__in=[each.pk for each in groups.values()], held_back="", kind__in=kinds
    )
    for group, kind, measure, mean, n in scores.values_list("group", "kind", "measure", "mean", "n"):
        if mean is not None and n is not None:
            code = measure_of(kind, measure)
            means[group][code], counts[group][code] = mean, n
    found = [
        Headline(
            each.publication.wave,
            each.publication_id,
            each.invited,
            each.answered,
            means[each.pk],
            counts[each.pk],
        )
        for each in groups.values()
    ]
    return sorted(found, key=lambda each: (each.closed_on, each.wave.pk), reverse=True)


def means_of(wave: SurveyWave) -> dict[Measure, Decimal]:
    """What is told of all doctors of one wave, in the order in which it was told."""
    rows = PublishedScore.objects.unscoped(reason=REASON).filter(
        group__publication__wave=wave,
        group__dimension="",
        group__respondents=Respondents.DOCTORS,
        held_back="",
    )
    told = rows.order_by("pk").values_list("kind", "measure", "mean")
    return {measure_of(kind, measure): mean for kind, measure, mean in told if mean is not None}


def measure_of(kind: str, code: str) -> Measure:
    return INDEX if kind == MeasureKind.INDEX else f"{kind}:{code}"


def measure_names(version: InstrumentVersion, *, language: str) -> dict[Measure, str]:
    """Each measure of a questionnaire, in its order, as it is called."""
    found = names(version, language=language)
    metas = {measure_of(MeasureKind.META, code): said for code, said in found.meta_scales.items()}
    subs = {measure_of(MeasureKind.SUB, code): said for code, said in found.sub_scales.items()}
    return {INDEX: found.index, **metas, **subs}


def latest(found: Iterable[Headline]) -> list[Headline]:
    """Of each organisation the latest; ``found`` has the latest first."""
    by_organisation: dict[int, Headline] = {}
    for each in found:
        by_organisation.setdefault(each.wave.organisation_id, each)
    return list(by_organisation.values())


def agreements_for(viewer: Viewer) -> dict[tuple[int, str], Agreement]:
    """What holds, by organisation and kind: given, or withdrawn."""
    rows = Agreement.objects.visible_to(viewer)
    return {(each.organisation_id, each.kind): each for each in rows.order_by("pk")}


def agreeing(kind: AgreementKind) -> frozenset[int]:
    """The organisations that have agreed, and not withdrawn it."""
    rows = Agreement.objects.unscoped(reason="whose results may be compared").filter(kind=kind)
    held = dict(rows.order_by("pk").values_list("organisation", "is_given"))
    return frozenset(organisation for organisation, is_given in held.items() if is_given)


def norm_sets() -> QuerySet[NormSet]:
    return NormSet.objects.select_related("version__instrument", "end").order_by("-dated_on", "-pk")


def norm_set_by_uid(uid: uuid.UUID) -> NormSet | None:
    return norm_sets().filter(uid=uid).first()


def norms_for(version: InstrumentVersion) -> NormSet | None:
    """What results of this version are compared with: the newest that is in use."""
    return norm_sets().filter(version=version, end__isnull=True).first()


def norms_by_measure(norm_set: NormSet) -> dict[str, NormMeasure]:
    return {each.measure: each for each in NormMeasure.objects.filter(norm_set=norm_set).order_by("pk")}


def successors() -> dict[int, int]:
    """For each organisation that another took over, the one that there is today."""
    rows = Organisation.objects.filter(successor__isnull=False).values_list("pk", "successor")
    after: dict[int, int] = {old: new for old, new in rows if new is not None}
    return {old: _last(old, after) for old in after}


def _last(organisation: int, after: Mapping[int, int]) -> int:
    seen = {organisation}
    while organisation in after and after[organisation] not in seen:
        organisation = after[organisation]
        seen.add(organisation)
    return organisation


def outcome_files() -> QuerySet[OutcomeFile]:
    return OutcomeFile.objects.order_by("-at", "-pk")


@dataclass(frozen=True)
class Outcome:
    """A measure in a period: what a figure is called that engagement can be put beside."""

    measure: OutcomeMeasure
    period: str


def outcomes() -> list[Outcome]:
    """Every measure in every period, the latest first: two queries."""
    measures = {each.pk: each for each in OutcomeMeasure.objects.all()}
    pairs = OutcomeValue.objects.order_by("measure__name", "-period").values_list("measure", "period")
    return [Outcome(measures[measure], period) for measure, period in pairs.distinct()]


def values_of(outcome: Outcome) -> dict[int, Decimal]:
    """By organisation as the files name it; a later file corrects an earlier one."""
    rows = OutcomeValue.objects.filter(measure=outcome.measure, period=outcome.period)
    # By its number: ordering by the file itself would follow that model, the latest first.
    return dict(rows.order_by("file_id", "pk").values_list("organisation", "value"))


def grants() -> QuerySet[AnalystGrant]:
    rows = AnalystGrant.objects.unscoped(reason="operators grant and revoke")
    return rows.select_related("user", "granted_by", "revoked_by").order_by("-granted_at", "-pk")


def grant_by_uid(uid: uuid.UUID) -> AnalystGrant | None:
    return grants().filter(uid=uid).first()


def grant_of(user_id: int, *, on: date) -> AnalystGrant | None:
    """What lets somebody read the results of all trusts on that day."""
    rows = AnalystGrant.objects.unscoped(reason="whether somebody may read the results of all trusts")
    held = rows.filter(user=user_id, starts_on__lte=on, ends_on__gte=on, revoked_at__isnull=True)
    return held.order_by("-ends_on", "-pk").first()


def is_open(grant: AnalystGrant, *, now: datetime) -> bool:
    rows = AnalystUse.objects.unscoped(reason="whether an analyst has opened the results database")
    return rows.filter(grant=grant, kind=UseKind.OPENED, at__gt=now - OPEN_FOR).exists()


def published_wave(wave_uid: uuid.UUID) -> Results | None:
    """All that is published of a wave, for whoever may read those of all trusts."""
    return results_of(Viewer.system("an analyst reads what is published"), wave_uid)


def published_scores(found: Iterable[Headline]) -> QuerySet[PublishedScore]:
    """Every figure told, or held back, of these waves."""
    waves = [each.wave.pk for each in found]
    rows = PublishedScore.objects.unscoped(reason=REASON).filter(group__publication__wave__in=waves)
    return rows.order_by("group__publication__wave_id", "group_id", "pk")


def published_groups(found: Iterable[Headline]) -> QuerySet[PublishedGroup]:
    """Of whom these figures are, with their waves."""
    rows = PublishedGroup.objects.unscoped(reason=REASON).select_related(*RELATED)
    return rows.filter(publication__wave__in=[each.wave.pk for each in found])


def uses_of(grant: AnalystGrant) -> QuerySet[AnalystUse]:
    return AnalystUse.objects.unscoped(reason="operators see what was done").filter(grant=grant)
