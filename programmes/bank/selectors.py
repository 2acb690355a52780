"""Questions about questions: where each is asked, and what a bank's tags are."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    Exists,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from programmes.models import Activity, Question, QuestionBank

KIND = "bank_quiz"


class HasKey(Func):
    """Whether an object in JSON has a key, which may come from another column."""

    function = "jsonb_exists"
    output_field = BooleanField()


def quizzes_asking(question_key: UUID) -> list[Activity]:
    """In the latest published version of each module that may draw this question, by title: one query."""
    found = Activity.objects.filter(kind=KIND, scoring__questions__has_key=str(question_key))
    newest = found.order_by("version__module_key", "-version__number").distinct("version__module_key")
    rows = Activity.objects.filter(pk__in=newest.values("pk")).select_related("version__module")
    return list(rows.order_by("version__title", "position"))


def with_uses(rows: QuerySet[Question]) -> QuerySet[Question]:
    """Each says, as ``uses``, in how many modules a published quiz may draw it."""
    counted = (
        _asking()
        .order_by()
        .values("kind")
        .annotate(number=Count("version__module_key", distinct=True))
        .values("number")
    )
    annotated: QuerySet[Question] = rows.annotate(uses=Coalesce(Subquery(counted), Value(0)))
    return annotated


def used(questions: list[Question]) -> list[Question]:
    """Those that something published may draw, or that have a translation."""
    keys = [each.pk for each in questions]
    others = Question.objects.filter(translation_key=OuterRef("translation_key")).exclude(pk=OuterRef("pk"))
    is_used = Q(Exists(_asking())) | Q(Exists(others))
    return list(Question.objects.filter(is_used, pk__in=keys))


def _asking() -> QuerySet[Activity]:
    has_key = HasKey("scoring__questions", Cast(OuterRef("translation_key"), CharField()))
    quizzes: QuerySet[Activity] = Activity.objects.filter(Q(has_key), kind=KIND)
    return quizzes


def with_counts(rows: QuerySet[QuestionBank]) -> QuerySet[QuestionBank]:
    """Each says, as ``asked``, how many questions can be drawn from it."""
    counted = Count("questions__translation_key", distinct=True, filter=Q(questions__archived=False))
    annotated: QuerySet[QuestionBank] = rows.annotate(asked=counted)
    return annotated


def tags_in_use() -> list[str]:
    """Of all questions, in order: one query."""
    unnested: Any = Func("tags", function="unnest", output_field=CharField())
    return sorted(Question.objects.order_by().values_list(unnested, flat=True).distinct())
