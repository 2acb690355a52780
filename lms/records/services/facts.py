"""Appending facts. The caller holds the person's lock."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from lms.enrolment.models import Enrolment
from lms.records.models import LearningFact, Verb
from lms.records.selectors import ActivityKey


class KeyReused(ValueError):
    """The same key came before with other content."""


@dataclass(frozen=True)
class NewFact:
    enrolment: Enrolment
    verb: str
    module_key: uuid.UUID
    activity_key: uuid.UUID
    module_version_id: int
    module_text_id: int | None
    source: str
    source_key: str
    result: dict[str, Any] = field(default_factory=dict)
    supersedes_id: int | None = None
    effective_at: datetime | None = None
    """When it was done, where that is earlier than when it is recorded."""


@dataclass(frozen=True)
class Standing:
    """What is recorded already, as far as a new fact is concerned."""

    completed: dict[ActivityKey, int]
    """Activities completed and not revoked, with the fact that says so."""
    under_key: LearningFact | None
    """The fact that came with the same source and key."""


def recorded(person_id: int, *, module_keys: Iterable[uuid.UUID], source: str, source_key: str) -> Standing:
    """One query for both questions: what is completed in these modules, and did this key come before."""
    rows = LearningFact.objects.unscoped(reason="what is recorded already, under the person's lock")
    mine = Q(
        person_id=person_id,
        module_key__in=list(module_keys),
        verb=Verb.COMPLETED,
        superseded_by__isnull=True,
    )
    completed: dict[ActivityKey, int] = {}
    under_key = None
    for fact_id, verb, module_key, activity_key, fact_source, key in (
        rows.filter(mine | Q(source=source, source_key=source_key))
        .order_by("id")
        .values_list("id", "verb", "module_key", "activity_key", "source", "source_key")
    ):
        if (fact_source, key) == (source, source_key):
            under_key = rows.select_related("superseded_by").get(pk=fact_id)
        if verb == Verb.COMPLETED and not (under_key and under_key.pk == fact_id and _revoked(under_key)):
            completed.setdefault((module_key, activity_key), fact_id)
    return Standing(completed, under_key)


def _revoked(fact: LearningFact) -> bool:
    return hasattr(fact, "superseded_by")


def same_or_refuse(there: LearningFact, new: NewFact) -> LearningFact:
    """The fact under the same key, if it says the same; :class:`KeyReused` if not."""
    if not _says_the_same(there, new):
        raise KeyReused(new.source_key)
    return there


def by_id(fact_id: int) -> LearningFact:
    return LearningFact.objects.unscoped(reason="a fact of the person in hand").get(pk=fact_id)


def append(fact: NewFact, *, recorded_by_id: int | None, now: datetime) -> LearningFact:
    """Add the fact; the database refuses a second one with the same source and key."""
    return LearningFact.objects.create(
        person_id=fact.enrolment.person_id,
        enrolment=fact.enrolment,
        verb=fact.verb,
        module_key=fact.module_key,
        activity_key=fact.activity_key,
        module_version_id=fact.module_version_id,
        module_text_id=fact.module_text_id,
        result=fact.result,
        effective_at=fact.effective_at or now,
        recorded_at=now,
        recorded_by_id=recorded_by_id,
        source=fact.source,
        source_key=fact.source_key,
        supersedes_id=fact.supersedes_id,
    )


def _says_the_same(there: LearningFact, fact: NewFact) -> bool:
    return (
        there.person_id == fact.enrolment.person_id
        and there.activity_key == fact.activity_key
        and there.module_key == fact.module_key
        and there.verb == fact.verb
        and there.result == fact.result
    )
