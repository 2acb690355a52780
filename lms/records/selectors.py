"""Reading the learning record."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q
from django.db.models.functions import TruncDate

from competencies.rules import parse_key
from kernel.access import Viewer
from kernel.clock import LONDON
from lms.records.models import OF_ENROLMENT, Attempt, ExtraTime, LearningFact, SelfRating, Verb

ActivityKey = tuple[uuid.UUID, uuid.UUID]
"""Module key and activity key: the identity of an activity across versions."""

FEW = 20


class CountingFact(NamedTuple):
    """A fact that may count towards a programme: a completion, credits, or recognition."""

    fact_id: int
    person_id: int
    enrolment_id: int | None
    verb: str
    module_key: uuid.UUID | None
    activity_key: uuid.UUID | None
    requirement_key: uuid.UUID | None
    credits: int | None
    on: date
    """The day on which it counts, in London."""

    @classmethod
    def columns(cls) -> tuple[Any, ...]:
        """For ``values_list``, in this order."""
        own = ("id", "person_id", "enrolment_id", "verb", "module_key", "activity_key", "requirement_key")
        return (*own, "result__credits", TruncDate("effective_at", tzinfo=LONDON))

    def counts_in(self, enrolment_id: int) -> bool:
        return self.verb == Verb.COMPLETED or (
            self.verb in OF_ENROLMENT and self.enrolment_id == enrolment_id
        )

    @property
    def activity(self) -> ActivityKey | None:
        if self.verb == Verb.COMPLETED and self.module_key and self.activity_key:
            return (self.module_key, self.activity_key)
        return None


COUNTING = (Verb.COMPLETED, *OF_ENROLMENT)


def counting_facts(
    person_ids: Iterable[int], enrolment_ids: Iterable[int], *, module_keys: Iterable[uuid.UUID]
) -> Q:
    """Completions of these people in these modules, and what counts in these enrolments alone."""
    completed = Q(verb=Verb.COMPLETED, module_key__in=list(module_keys))
    of_enrolments = Q(verb__in=OF_ENROLMENT, enrolment_id__in=list(enrolment_ids))
    return Q(completed | of_enrolments, person_id__in=list(person_ids), superseded_by__isnull=True)


def counting(
    person_ids: Iterable[int], enrolment_ids: Iterable[int], *, module_keys: Iterable[uuid.UUID]
) -> Iterable[CountingFact]:
    """All of them, in no order: for one PostgreSQL would go through the facts of everybody by their ids."""
    people = set(person_ids)
    rows = LearningFact.objects.unscoped(reason="progress is computed from all of a person's facts")
    found = rows.filter(counting_facts(people, enrolment_ids, module_keys=module_keys))
    values = found.order_by().values_list(*CountingFact.columns())
    # Reading in pieces spares memory where many are asked about; for one person it only costs round trips.
    return map(CountingFact._make, values.iterator(chunk_size=10_000) if len(people) > FEW else values)


def is_completed(person_id: int, activity: ActivityKey) -> bool:
    rows = LearningFact.objects.unscoped(reason="whether the doctor in hand has done it already")
    done = rows.filter(person_id=person_id, verb=Verb.COMPLETED, superseded_by__isnull=True)
    return done.filter(module_key=activity[0], activity_key=activity[1]).exists()


class CompletionRow(NamedTuple):
    """One activity that somebody has completed, by the fact that says so."""

    fact_id: int
    person_id: int
    module_key: uuid.UUID
    activity_key: uuid.UUID
    version_id: int
    version_uid: uuid.UUID
    effective_at: datetime
    stage: str | None
    """Of the programme in which it was recorded."""

    @property
    def version(self) -> tuple[uuid.UUID, int]:
        """Of the module, as what is kept of published versions is keyed."""
        return (self.version_uid, self.version_id)

    @property
    def activity(self) -> ActivityKey:
        return (self.module_key, self.activity_key)


class Recorded(NamedTuple):
    """All that counts of somebody, in any programme."""

    completions: list[CompletionRow]
    """Each activity once, by the first fact that says so."""
    counting: list[CountingFact]


def recorded_of(viewer: Viewer) -> Recorded:
    """All that the viewer has completed or that counts for them, and that was not revoked: one query."""
    rows = LearningFact.objects.visible_to(viewer).filter(verb__in=COUNTING, superseded_by__isnull=True)
    columns = CountingFact.columns()
    values = rows.order_by("id").values_list(
        *columns,
        "module_version_id",
        "module_version__uid",
        "effective_at",
        "enrolment__version__stage",
    )
    found = Recorded([], [])
    first: set[ActivityKey] = set()
    for row in values:
        fact = CountingFact._make(row[: len(columns)])
        found.counting.append(fact)
        if fact.activity and fact.activity not in first:
            first.add(fact.activity)
            found.completions.append(
                CompletionRow(fact.fact_id, fact.person_id, *fact.activity, *row[len(columns) :])
            )
    return found


def facts_for(viewer: Viewer) -> Any:
    return (
        LearningFact.objects.visible_to(viewer)
        .select_related("module_version", "enrolment", "enrolment__version")
        .order_by("-id")
    )


def latest_attempt(viewer: Viewer, *, module_key: uuid.UUID, activity_key: uuid.UUID) -> Attempt | None:
    """The viewer's own draft or, if none is open, what they handed in last."""
    return (
        Attempt.objects.visible_to(viewer)
        .filter(module_key=module_key, activity_key=activity_key)
        .order_by("-started_at", "-pk")
        .first()
    )


def extra_percent_of(person_id: int) -> int:
    """The most of what is in force, whoever set it."""
    rows = ExtraTime.objects.unscoped(reason="the clock of the person's own quiz")
    held = rows.filter(person_id=person_id, ended_at__isnull=True).values_list("percent", flat=True)
    return max(held, default=0)


def extra_times_in_force(viewer: Viewer, *, person_id: int) -> list[ExtraTime]:
    """Of one person, as far as this viewer may know: what the doctor set first."""
    rows = ExtraTime.objects.visible_to(viewer).filter(person_id=person_id, ended_at__isnull=True)
    return list(rows.select_related("organisation").order_by("organisation_id", "pk"))


def ratings_of(viewer: Viewer, *, nodes: Iterable[str] | None = None) -> list[SelfRating]:
    """How the viewer rated themselves, newest first, with nodes and their editions; of some nodes or all."""
    rows = SelfRating.objects.visible_to(viewer).select_related("node__framework")
    if nodes is not None:
        wanted = Q()
        for key in set(nodes):
            node = parse_key(key)
            wanted |= Q(
                node__framework__code=node.framework,
                node__framework__edition=node.edition,
                node__code=node.code,
            )
        rows = rows.filter(wanted)
    return list(rows.defer("node__source_text").order_by("-rated_at", "-pk"))
