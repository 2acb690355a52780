"""Appending facts. The caller holds the person's lock."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from lms.enrolment.models import Enrolment
from lms.records.models import FactWords, LearningFact, Verb
from lms.records.selectors import ActivityKey, CountingFact, counting_facts


class KeyReused(ValueError):
    """The same key came before with other content."""


@dataclass(frozen=True)
class NewFact:
    enrolment: Enrolment
    verb: str
    source: str
    source_key: str
    module_key: uuid.UUID | None = None
    activity_key: uuid.UUID | None = None
    module_version_id: int | None = None
    module_text_id: int | None = None
    requirement_key: uuid.UUID | None = None
    result: dict[str, Any] = field(default_factory=dict)
    effective_at: datetime | None = None
    """Where that is not the moment at which it is recorded."""
    supersedes_id: int | None = None
    text: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class Standing:
    """What is recorded already, as far as a new fact is concerned."""

    counting: Sequence[CountingFact]
    under_key: LearningFact | None
    """The fact that came with the same source and key."""

    def completed(self, activity: ActivityKey) -> int | None:
        """The fact that says that this activity is completed and not revoked."""
        return min((row.fact_id for row in self.counting if row.activity == activity), default=None)


def recorded(
    enrolment: Enrolment, *, module_keys: Iterable[uuid.UUID], source: str, source_key: str
) -> Standing:
    """One query for both questions: what counts in this enrolment, and did this key come before."""
    rows = LearningFact.objects.unscoped(reason="what is recorded already, under the person's lock")
    mine = counting_facts([enrolment.person_id], [enrolment.pk], module_keys=module_keys)
    counting = []
    under_key = None
    for *values, fact_source, key in (
        rows.filter(mine | Q(source=source, source_key=source_key))
        .order_by("id")
        .values_list(*CountingFact.columns(), "source", "source_key")
    ):
        row = CountingFact._make(values)
        if (fact_source, key) == (source, source_key):
            under_key = rows.select_related("superseded_by").get(pk=row.fact_id)
        is_revoked = under_key is not None and under_key.pk == row.fact_id and _revoked(under_key)
        if row.counts_in(enrolment.pk) and not is_revoked:
            counting.append(row)
    return Standing(counting, under_key)


def _revoked(fact: LearningFact) -> bool:
    return hasattr(fact, "superseded_by")


def same_or_refuse(there: LearningFact, new: NewFact) -> LearningFact:
    """The fact under the same key, if it says the same; :class:`KeyReused` if not."""
    if not _says_the_same(there, new):
        raise KeyReused(new.source_key)
    return there


def by_id(fact_id: int) -> LearningFact:
    return LearningFact.objects.unscoped(reason="a fact of the person in hand").get(pk=fact_id)


def under_key(source: str, source_key: str) -> LearningFact | None:
    """The fact that came with this key. The caller holds the lock of the person in whose keys it is."""
    rows = LearningFact.objects.unscoped(reason="the same thing sent twice is recorded once")
    return rows.filter(source=source, source_key=source_key).first()


def append(fact: NewFact, *, recorded_by_id: int | None, now: datetime) -> LearningFact:
    """Add the fact; the database refuses a second one with the same source and key."""
    row = _row(fact, recorded_by_id=recorded_by_id, now=now)
    row.save(force_insert=True)
    if fact.text or fact.evidence:
        FactWords.objects.create(fact=row, text=fact.text, evidence=fact.evidence)
    return row


def append_many(new: Iterable[NewFact], *, recorded_by_id: int | None, now: datetime) -> list[LearningFact]:
    """Add facts that nobody wrote words about, in their order: one insert for two thousand of them."""
    rows = [_row(fact, recorded_by_id=recorded_by_id, now=now) for fact in new]
    return LearningFact.objects.bulk_create(rows, batch_size=2000)


def _row(fact: NewFact, *, recorded_by_id: int | None, now: datetime) -> LearningFact:
    return LearningFact(
        person_id=fact.enrolment.person_id,
        enrolment=fact.enrolment,
        verb=fact.verb,
        module_key=fact.module_key,
        activity_key=fact.activity_key,
        requirement_key=fact.requirement_key,
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


def revoke_many(
    fact_ids: Iterable[int], *, source: str, recorded_by_id: int | None, now: datetime
) -> list[LearningFact]:
    """A fact against each of these that nothing supersedes yet: one query and one insert."""
    rows = LearningFact.objects.unscoped(reason="what a move recorded is taken back with it")
    held = rows.filter(pk__in=list(fact_ids), superseded_by__isnull=True).select_related("enrolment")
    against = [
        NewFact(
            enrolment=fact.enrolment,
            verb=Verb.REVOKED,
            source=source,
            source_key=f"revoked:{fact.uid}",
            module_key=fact.module_key,
            activity_key=fact.activity_key,
            module_version_id=fact.module_version_id,
            requirement_key=fact.requirement_key,
            supersedes_id=fact.pk,
        )
        for fact in held.order_by("pk")
        if fact.enrolment is not None
    ]
    return append_many(against, recorded_by_id=recorded_by_id, now=now)


def _says_the_same(there: LearningFact, fact: NewFact) -> bool:
    return (
        there.person_id == fact.enrolment.person_id
        and there.activity_key == fact.activity_key
        and there.module_key == fact.module_key
        and there.requirement_key == fact.requirement_key
        and there.verb == fact.verb
        and there.result == fact.result
    )
