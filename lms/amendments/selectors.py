"""Who is on which version, what a move would do to them, and what waits to be decided."""

from __future__ import annotations

import copy
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Max, OuterRef, Q, QuerySet, Subquery

from kernel.access import Viewer
from lms.amendments.enums import CaseState
from lms.amendments.models import Case, Equivalence, Move, Run
from lms.amendments.rules import Counts, Plan, plan
from lms.calendar.models import TO_DO, DueDate
from lms.enrolment.enums import OPEN_STATES
from lms.enrolment.models import Cohort, Enrolment
from lms.organisations.models import Organisation
from lms.progress.nodes import ActivityKey, Facts, Node
from lms.progress.selectors import facts_of, standing_for, tree_for
from lms.records.models import Attempt
from programmes.models import Activity, ProgrammeVersion, Requirement

REASON = "everybody in flight on a programme that changes"
DAYS_TO_TAKE_BACK = 30
BATCH = 500
AT_ONCE = 2000
"""As many people as their trees are worked out for while somebody waits; more, a group at a time."""


@dataclass(frozen=True)
class Group:
    """The people of one cohort, of a trust outside its cohorts, or without a sponsor."""

    organisation: Organisation | None
    cohort: Cohort | None

    @property
    def key(self) -> str:
        """Its name in forms."""
        return f"{self.organisation.pk if self.organisation else ''}:{self.cohort.pk if self.cohort else ''}"


def in_flight(version: ProgrammeVersion, *, with_latest: bool = False) -> QuerySet[Enrolment]:
    """All who are on an earlier version of the programme, invited, learning or paused; or on this one too."""
    rows = Enrolment.objects.unscoped(reason=REASON).filter(
        version__programme_key=version.programme_key, state__in=OPEN_STATES
    )
    found: QuerySet[Enrolment] = rows if with_latest else rows.filter(version__number__lt=version.number)
    return found


def of_group(
    rows: QuerySet[Enrolment], organisation_id: int | None, cohort_id: int | None
) -> QuerySet[Enrolment]:
    return rows.filter(organisation=organisation_id, cohort=cohort_id)


def people_in(rows: QuerySet[Enrolment]) -> dict[tuple[int | None, int | None], int]:
    """How many there are, by organisation and cohort."""
    counted = rows.order_by().values_list("organisation", "cohort").annotate(n=Count("pk"))
    return {(organisation, cohort): count for organisation, cohort, count in counted}


def groups_of(rows: QuerySet[Enrolment]) -> list[Group]:
    """By the name of the trust and the first day of the cohort; those without a sponsor last."""
    pairs = list(rows.order_by().values_list("organisation", "cohort").distinct())
    organisations = Organisation.objects.in_bulk([pk for pk, _cohort in pairs if pk])
    cohorts = Cohort.objects.unscoped(reason=REASON).in_bulk([pk for _organisation, pk in pairs if pk])
    found = [Group(organisations.get(one or 0), cohorts.get(other or 0)) for one, other in pairs]
    return sorted(found, key=_order)


def _order(group: Group) -> tuple[bool, str, bool, date]:
    first = group.cohort.starts_on if group.cohort else date.min
    return group.organisation is None, str(group.organisation or ""), group.cohort is None, first


# What a move does


def counts_for(version_id: int) -> list[Counts]:
    """The equivalences that were made for this version."""
    return [
        Counts((row.old_module_key, row.old_activity_key), (row.new_module_key, row.new_activity_key))
        for row in Equivalence.objects.filter(version=version_id).order_by("pk")
    ]


@dataclass(frozen=True)
class Target:
    """What people would be moved to: the tree of a version, or that of a draft."""

    counts: Collection[Counts]
    version_id: int | None = None
    roots: Callable[[str], Node] | None = None
    """Of a draft: its tree for a career stage."""

    def root_for(self, enrolment: Enrolment) -> Node:
        if self.version_id is None:
            assert self.roots is not None  # noqa: S101 -- narrows the type
            return self.roots(enrolment.stage)
        return tree_for(self.moved(enrolment)).root

    def moved(self, enrolment: Enrolment) -> Enrolment:
        """As if the enrolment were on it."""
        other = copy.copy(enrolment)
        other.version_id = self.version_id or enrolment.version_id
        return other

    @property
    def module_keys(self) -> frozenset[uuid.UUID]:
        root = self.roots("") if self.roots else None
        own = {node.module_key for node in root.walk() if node.module_key} if root else set()
        return frozenset(own | {pair.old[0] for pair in self.counts})


Alike = tuple[object, ...]
"""What a plan depends on, but for the days on which things were done."""


def plans_for(
    rows: Sequence[Enrolment],
    target: Target,
    *,
    count_begun: bool = False,
    alike: dict[Alike, Plan] | None = None,
) -> dict[int, Plan]:
    """Of enrolments with their versions: the same few queries, however many.

    With ``alike`` who has done the same has the same plan, made once: its days are those of one of them.
    """
    facts = facts_of([*rows, *(target.moved(row) for row in rows)], more_modules=target.module_keys)
    drafts = _drafts(rows)

    def made(row: Enrolment) -> Plan:
        return plan(
            standing_for(row, facts[row.pk]),
            target.root_for(row),
            facts[row.pk],
            counts=target.counts,
            drafts=drafts.get(row.person_id, ()),
            count_begun=count_begun,
        )

    if alike is None:
        return {row.pk: made(row) for row in rows}
    found = {}
    for row in rows:
        key = _alike(row, facts[row.pk], drafts.get(row.person_id, ()))
        if key not in alike:
            alike[key] = made(row)
        found[row.pk] = alike[key]
    return found


def _alike(row: Enrolment, facts: Facts, drafts: Collection[ActivityKey]) -> Alike:
    return (
        row.version_id,
        row.stage,
        frozenset(facts.activities),
        frozenset(facts.recognised),
        sum(each.hundredths for each in facts.credits),
        frozenset(facts.programmes),
        frozenset(drafts),
    )


def _drafts(rows: Sequence[Enrolment]) -> Mapping[int, Collection[ActivityKey]]:
    found: dict[int, set[ActivityKey]] = defaultdict(set)
    attempts = Attempt.objects.unscoped(reason=REASON).filter(
        enrolment__in=[row.pk for row in rows], submitted_at__isnull=True
    )
    for person, module, activity in attempts.values_list("person_id", "module_key", "activity_key"):
        found[person].add((module, activity))
    return found


# What is known beforehand


@dataclass
class Effect:
    """What a move would do to the people of one group."""

    people: int = 0
    gain: int = 0
    """Would have more done, or the whole programme."""
    end: int = 0
    """Would have completed the programme."""
    asked_more: int = 0
    """Keep all that they have done, and are asked for more than before."""
    kept_by_recognition: int = 0
    """Keep something only because the move recognises it."""
    doubtful: int = 0
    due_this_week: int = 0
    percents: list[int] = field(default_factory=list)

    def add(self, found: Plan) -> None:
        self.people += 1
        self.gain += bool(found.gained)
        self.end += found.after.satisfied and not found.before.satisfied
        self.asked_more += found.asks_more
        self.kept_by_recognition += bool(found.recognised)
        self.doubtful += found.doubtful is not None
        self.percents.append(found.before.percent)

    @property
    def percent(self) -> int:
        """How far they are on average, rounded down: nobody is said to be further than they are."""
        return sum(self.percents) // len(self.percents) if self.percents else 0


def effects(
    rows: QuerySet[Enrolment], target: Target, *, changed: Collection[uuid.UUID], on: date
) -> dict[tuple[int | None, int | None], Effect]:
    """By organisation and cohort. ``changed`` are the modules that a due date is asked about."""
    found: dict[tuple[int | None, int | None], Effect] = defaultdict(Effect)
    alike: dict[Alike, Plan] = {}
    for batch in batches(rows, size=AT_ONCE):
        plans = plans_for(batch, target, alike=alike)
        for row in batch:
            found[row.organisation_id, row.cohort_id].add(plans[row.pk])
    for pair, count in _due_this_week(rows, changed=changed, on=on):
        found[pair].due_this_week = count
    return dict(found)


def figures(
    rows: QuerySet[Enrolment],
    counted: Mapping[tuple[int | None, int | None], int],
    *,
    changed: Collection[uuid.UUID],
    on: date,
) -> dict[tuple[int | None, int | None], Effect]:
    """What is known of any number of people in two queries; what a move does is worked out group by group."""
    found = {pair: Effect(people=count) for pair, count in counted.items()}
    stored = rows.order_by().values_list("organisation", "cohort").annotate(mean=Avg("progress__percent"))
    for organisation, cohort, mean in stored:
        found[organisation, cohort].percents.append(int(mean or 0))
    for pair, count in _due_this_week(rows, changed=changed, on=on):
        found[pair].due_this_week = count
    return found


def _due_this_week(
    rows: QuerySet[Enrolment], *, changed: Collection[uuid.UUID], on: date
) -> Iterator[tuple[tuple[int | None, int | None], int]]:
    due = DueDate.objects.unscoped(reason=REASON).filter(
        enrolment__in=rows.order_by().values("pk"),
        **TO_DO,
        due_on__range=(on, on + timedelta(days=6)),
        requirement__module_version__module_key__in=list(changed),
    )
    counted = due.order_by().values_list("enrolment__organisation", "enrolment__cohort")
    for organisation, cohort, count in counted.annotate(n=Count("enrolment", distinct=True)):
        yield (organisation, cohort), count


def batches(rows: QuerySet[Enrolment], *, size: int = BATCH) -> Iterator[list[Enrolment]]:
    """In key order, each with its version and stage."""
    last = 0
    while True:
        batch = list(rows.filter(pk__gt=last).select_related("version", "person").order_by("pk")[:size])
        if not batch:
            return
        yield batch
        last = batch[-1].pk


# What has been done


def runs_of(version: ProgrammeVersion) -> list[Run]:
    """Latest first, with how many cases are open."""
    rows = (
        Run.objects.unscoped(reason=REASON)
        .filter(version=version, retirement__isnull=True)
        .select_related("organisation", "cohort", "started_by", "version")
    )
    counted = rows.annotate(open_cases=Count("cases", filter=Q(cases__state=CaseState.OPEN)))
    return list(counted.order_by("-started_at", "-pk"))


def may_be_taken_back(run: Run, *, now: datetime) -> bool:
    ended = run.finished_at
    return ended is not None and now <= ended + timedelta(days=DAYS_TO_TAKE_BACK)


def open_cases(version: ProgrammeVersion) -> list[Case]:
    rows = Case.objects.unscoped(reason="whoever publishes decides, without names")
    found = rows.filter(run__version=version, state=CaseState.OPEN)
    related = found.select_related("enrolment__organisation", "enrolment__version", "run")
    return list(related.order_by("run_id", "pk"))


def latest_move(viewer: Viewer, enrolment_id: int, *, since: datetime) -> Move | None:
    """How somebody came to the version that they are on, where that is not long ago."""
    rows = Move.objects.visible_to(viewer).filter(
        enrolment=enrolment_id,
        taken_back__isnull=True,
        moved_at__gte=since,
        to_version=F("enrolment__version"),
    )
    found: Move | None = rows.select_related("from_version", "to_version", "run").order_by("-pk").first()
    return found


def moved_at_of(viewer: Viewer) -> Subquery:
    """When an enrolment came to the version that it is on by being moved; to annotate enrolments with."""
    rows = Move.objects.visible_to(viewer).filter(
        enrolment=OuterRef("pk"), taken_back__isnull=True, to_version=OuterRef("version")
    )
    return Subquery(rows.order_by("-pk").values("moved_at")[:1])


def moves_of_trust(viewer: Viewer, *, since: datetime) -> list[dict[str, Any]]:
    """What a lead reads: how many of their doctors were moved to which version, and when last."""
    rows = Move.objects.visible_to(viewer).filter(taken_back__isnull=True, moved_at__gte=since)
    counted = rows.order_by().values("to_version__title", "to_version__number", "to_version__programme_key")
    found: Any = counted.annotate(people=Count("pk"), at=Max("moved_at")).order_by("-at")
    return list(found)


def people_moved(version: ProgrammeVersion, organisation_id: int) -> int:
    rows = Move.objects.unscoped(reason="how many of a trust's doctors were moved, for its leads")
    mine = rows.filter(to_version=version, enrolment__organisation=organisation_id, taken_back__isnull=True)
    return mine.values("enrolment").distinct().count()


# What can count for what


def activities_of(version_ids: Collection[int]) -> list[Activity]:
    """Of these programme versions, by module and place; one that stands in several of them once."""
    pins = Requirement.objects.filter(version__in=version_ids, module_version__isnull=False)
    rows = Activity.objects.filter(version__in=pins.values("module_version")).select_related("version")
    found: dict[ActivityKey, Activity] = {}
    for activity in rows.order_by("version__title", "version__number", "position"):
        found[activity.version.module_key, activity.key] = activity
    return list(found.values())


def only_in(some: Collection[Activity], others: Collection[Activity]) -> list[Activity]:
    there = {(each.version.module_key, each.key) for each in others}
    return [each for each in some if (each.version.module_key, each.key) not in there]


def titles_of_requirements(keys: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = Requirement.objects.filter(key__in=keys).order_by("pk")
    return dict(rows.values_list("key", "title"))


def earlier_versions(version: ProgrammeVersion) -> set[int]:
    """Those that somebody is still on."""
    return set(in_flight(version).order_by().values_list("version", flat=True).distinct())


def modules_changed(version_ids: Collection[int], target_modules: Mapping[uuid.UUID, int]) -> set[uuid.UUID]:
    """Modules of these versions that the target holds in another version, or not at all."""
    pins = Requirement.objects.filter(version__in=version_ids, module_version__isnull=False)
    rows = pins.values_list("module_version__module_key", "module_version_id")
    return {key for key, pinned in rows if target_modules.get(key) != pinned}


def modules_of(version: ProgrammeVersion) -> dict[uuid.UUID, int]:
    pins = Requirement.objects.filter(version=version, module_version__isnull=False)
    return dict(pins.values_list("module_version__module_key", "module_version_id"))
