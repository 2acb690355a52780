"""Reading the learning record."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from kernel.access import Viewer
from lms.records.models import Attempt, LearningFact, Verb

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
    values = completed.order_by("id").values_list("id", "person_id", "module_key", "activity_key")
    # Reading in pieces spares memory where many are asked about; for one person it only costs round trips.
    for fact_id, person_id, module_key, activity_key in (
        values.iterator(chunk_size=10_000) if len(people) > FEW else values
    ):
        found[person_id].setdefault((module_key, activity_key), fact_id)
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
