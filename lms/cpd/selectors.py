"""Questions about a doctor's CPD: what they follow, what they recorded, how they stand."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from kernel.access import Viewer
from lms.calendar import selectors as calendar
from lms.calendar.models import Absence
from lms.cpd.models import (
    CpdEdition,
    CpdEntry,
    CpdExemption,
    CpdMembership,
    CpdScheme,
    RevalidationCycle,
)
from lms.cpd.rules import (
    Credit,
    CycleReckoning,
    Edition,
    Limit,
    Reckoning,
    Window,
    edition_for,
    reckon,
    reckon_cycle,
    year_of,
)

CALENDAR_YEAR = (1, 1)


def rules_of(row: CpdEdition) -> Edition:
    begins = (row.year_month, row.year_day) if row.year_month and row.year_day else None
    limits = tuple(Limit(each.direction, each.about, each.hundredths) for each in row.limits.all())
    return Edition(row.valid_from, begins, row.minimum, row.five_year, limits)


def schemes() -> QuerySet[CpdScheme]:
    return CpdScheme.objects.prefetch_related("editions__limits").order_by("title")


def memberships(viewer: Viewer) -> QuerySet[CpdMembership]:
    """Schemes that the doctor follows or followed, those still followed first."""
    rows = CpdMembership.objects.visible_to(viewer).select_related("scheme")
    return rows.prefetch_related("scheme__editions__limits").order_by("scheme__title", "-starts_on")


def entries(viewer: Viewer) -> QuerySet[CpdEntry]:
    """What the doctor recorded and did not remove, latest first."""
    rows = CpdEntry.objects.visible_to(viewer).filter(removed_at__isnull=True)
    return rows.select_related("fact__superseded_by").order_by("-ended_on", "-pk")


COUNTING = Q(fact__isnull=True) | Q(fact__superseded_by__isnull=True)
"""Credits that were taken back in the learning record count no longer."""


def found(
    rows: QuerySet[CpdEntry],
    *,
    setting: str = "",
    kind: str = "",
    clinical: str = "",
    words: str = "",
    within: Window | None = None,
) -> QuerySet[CpdEntry]:
    """Those that a filter asks for."""
    wanted = Q()
    if setting:
        wanted &= Q(setting=setting)
    if kind:
        wanted &= Q(kind=kind)
    if clinical:
        wanted &= Q(is_clinical=clinical == "yes")
    if words:
        wanted &= Q(title__icontains=words) | Q(note__icontains=words)
    if within:
        wanted &= Q(ended_on__range=(within.first, within.last))
    return rows.filter(wanted)


def entry(viewer: Viewer, uid: uuid.UUID) -> CpdEntry | None:
    """Removed ones too: they can be put back."""
    rows = CpdEntry.objects.visible_to(viewer).select_related("fact__superseded_by")
    return rows.filter(uid=uid).first()


def removed(viewer: Viewer) -> QuerySet[CpdEntry]:
    return CpdEntry.objects.visible_to(viewer).filter(removed_at__isnull=False).order_by("-removed_at")


def exemptions(viewer: Viewer) -> QuerySet[CpdExemption]:
    return CpdExemption.objects.visible_to(viewer).filter(cancelled_at__isnull=True).order_by("-starts_on")


def absences_to_propose(viewer: Viewer, *, among: Iterable[CpdExemption]) -> list[Absence]:
    """Recorded absences no day of which is exempt already."""
    there = [Window(each.starts_on, each.ends_on) for each in among]
    return [
        absence
        for absence in calendar.absences(viewer)
        if not any(each.common(Window(absence.starts_on, absence.ends_on)).days for each in there)
    ]


def cycles(viewer: Viewer) -> QuerySet[RevalidationCycle]:
    """As they stand, latest first."""
    rows = RevalidationCycle.objects.visible_to(viewer).filter(replaced_at__isnull=True)
    return rows.order_by("-submission_on")


def cycle_on(viewer: Viewer, day: date) -> RevalidationCycle | None:
    return cycles(viewer).filter(previous_on__lt=day, submission_on__gte=day).first()


def window_of(cycle: RevalidationCycle) -> Window:
    """(previous date, submission date]."""
    return Window(date.fromordinal(cycle.previous_on.toordinal() + 1), cycle.submission_on)


@dataclass(frozen=True)
class Stands:
    """How a doctor stands by one scheme."""

    membership: CpdMembership
    edition: CpdEdition
    rules: Edition
    year: Reckoning
    cycle: CycleReckoning | None

    @property
    def scheme(self) -> CpdScheme:
        return self.membership.scheme


@dataclass(frozen=True)
class Standing:
    """A doctor's CPD as on one day: by each scheme that they followed then."""

    on: date
    schemes: list[Stands]
    cycle: RevalidationCycle | None
    plain: Reckoning
    """By no scheme: what was recorded in the calendar year."""
    earliest: date | None
    """Day of the first entry ever."""

    @property
    def begins(self) -> date:
        """First day of the years that are looked at: the latest, where schemes begin theirs differently."""
        return max([each.year.year.first for each in self.schemes] or [self.plain.year.first])


def standing(viewer: Viewer, *, on: date) -> Standing:
    """In as many queries whatever was recorded."""
    credits = _credits(viewer)
    exempt = [Window(*pair) for pair in exemptions(viewer).values_list("starts_on", "ends_on")]
    cycle = cycle_on(viewer, on)
    followed = [each for each in memberships(viewer) if _is_followed(each, on)]
    return Standing(
        on=on,
        schemes=[_stands(each, credits, exempt, cycle, on) for each in followed],
        cycle=cycle,
        plain=reckon(credits, Edition(), year=year_of(on, CALENDAR_YEAR)),
        earliest=min((each.on for each in credits), default=None),
    )


def _is_followed(membership: CpdMembership, on: date) -> bool:
    """Not ended by that day; who began later in the same CPD year sees that year too."""
    rules = [rules_of(each) for each in membership.scheme.editions.all()]
    if not rules or (membership.ends_on is not None and membership.ends_on < on):
        return False
    return membership.starts_on <= edition_for(on, rules, own=(membership.year_month, 1))[1].last


def _stands(
    membership: CpdMembership,
    credits: list[Credit],
    exempt: list[Window],
    cycle: RevalidationCycle | None,
    on: date,
) -> Stands:
    rows = {rules_of(each): each for each in membership.scheme.editions.all()}
    own = (membership.year_month, 1)
    rules, year = edition_for(on, rows, own=own)
    in_cycle = None
    if cycle is not None:
        in_cycle = reckon_cycle(credits, rows, window=window_of(cycle), exempt=exempt, own=own)
    return Stands(membership, rows[rules], rules, reckon(credits, rules, year=year, exempt=exempt), in_cycle)


def _credits(viewer: Viewer) -> list[Credit]:
    columns = ("ended_on", "hundredths", "setting", "kind", "is_clinical")
    return [Credit(*row) for row in entries(viewer).filter(COUNTING).order_by().values_list(*columns)]
