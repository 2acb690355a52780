"""Reading the learning record."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q

from competencies.rules import parse_key
from kernel.access import Viewer
from lms.records.models import Attempt, ExtraTime, LearningFact, SelfRating, Verb

ActivityKey = tuple[uuid.UUID, uuid.UUID]
"""Module key and activity key: the identity of an activity across versions."""

FEW = 20


def completions_by_person(
    person_ids: Iterable[int], *, module_keys: Iterable[uuid.UUID]
) -> dict[int, dict[ActivityKey, int]]:
    """Per person, the activities completed and not revoked, with the fact that says so. One query."""
    rows = LearningFact.objects.unscoped(reason="progress is computed from all of a person's facts")
    found: dict[int, dict[ActivityKey, int]] = defaultdict(dict)
    people = set(person_ids)
    completed = rows.filter(
        person_id__in=people,
        module_key__in=list(module_keys),
        verb=Verb.COMPLETED,
        superseded_by__isnull=True,
    )
    # In no order: for one PostgreSQL would go through the facts of everybody by their ids.
    values = completed.order_by().values_list("id", "person_id", "module_key", "activity_key")
    # Reading in pieces spares memory where many are asked about; for one person it only costs round trips.
    for fact_id, person_id, module_key, activity_key in (
        values.iterator(chunk_size=10_000) if len(people) > FEW else values
    ):
        of_person, key = found[person_id], (module_key, activity_key)
        of_person[key] = min(of_person.get(key, fact_id), fact_id)
    return found


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


def completions_of(viewer: Viewer) -> list[CompletionRow]:
    """All that the viewer has completed and that was not revoked, in any programme: one query."""
    rows = LearningFact.objects.visible_to(viewer).filter(verb=Verb.COMPLETED, superseded_by__isnull=True)
    values = rows.order_by("id").values_list(
        "id",
        "person_id",
        "module_key",
        "activity_key",
        "module_version_id",
        "module_version__uid",
        "effective_at",
        "enrolment__version__stage",
    )
    first: dict[ActivityKey, CompletionRow] = {}
    for row in map(CompletionRow._make, values):
        first.setdefault(row.activity, row)
    return list(first.values())


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
