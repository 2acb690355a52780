"""What became of each question of a quiz, beside the fact that says how it went as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from lms.records.models import LearningFact, QuestionOutcome


def append(fact: LearningFact, items: Iterable[Mapping[str, Any]]) -> None:
    rows = [
        QuestionOutcome(
            fact=fact,
            question_key=UUID(item["question"]),
            position=place,
            correct=item["correct"],
            chosen=item["options"],
        )
        for place, item in enumerate(items, start=1)
    ]
    if rows:
        QuestionOutcome.objects.bulk_create(rows)
