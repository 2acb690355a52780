"""Appending facts. The caller holds the person's lock."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from lms.enrolment.models import Enrolment
from lms.records.models import LearningFact


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


def recorded(fact: NewFact, *, completed_by: int | None) -> LearningFact | None:
    """The fact that says this already: under the same source and key, or the one completing the activity.

    The same key with other content is refused (:class:`KeyReused`).
    """
    rows = LearningFact.objects.unscoped(reason="idempotency: is this recorded already")
    same_key = Q(source=fact.source, source_key=fact.source_key)
    found = list(rows.filter(same_key | Q(pk=completed_by)))
    for there in found:
        if there.source == fact.source and there.source_key == fact.source_key:
            if not _says_the_same(there, fact):
                raise KeyReused(fact.source_key)
            return there
    return found[0] if found else None


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
        effective_at=now,
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
