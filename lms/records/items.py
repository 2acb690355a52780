"""Reading what became of questions: counts over all who were asked, and never who they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import Corr
from django.db.models import Case, CharField, Count, F, FloatField, Func, IntegerField, Q, QuerySet, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, NullIf
from django.utils.translation import gettext as _

from lms.records.models import LearningFact, QuestionOutcome
from lms.records.rules import NOBODY, AnswerCount, ItemNumbers, answer_counts, percent
from programmes.activity_types.base import items
from programmes.bank.kinds import scoring_of
from programmes.bank.pinning import words_of
from programmes.bank.selectors import KIND
from programmes.enums import QuestionKind
from programmes.models import Activity, Question

REASON = "the analysis of questions counts and names nobody"


@dataclass(frozen=True)
class QuizLine:
    activity: Activity
    attempts: int
    """First ones."""
    passed: int | None
    """Per cent; None of too few."""


@dataclass(frozen=True)
class ItemLine:
    key: UUID
    question: Question | None
    """As it is in the bank today."""
    numbers: ItemNumbers


def quizzes() -> list[QuizLine]:
    """The quizzes of the latest published modules, by title: two queries."""
    newest = Activity.objects.filter(kind=KIND).order_by("version__module_key", "key", "-version__number")
    latest = newest.distinct("version__module_key", "key")
    rows = Activity.objects.filter(pk__in=latest.values("pk"), version__module__live=True)
    held = LearningFact.objects.unscoped(reason=REASON)
    counted = {
        (module, activity): (number, passed)
        for module, activity, number, passed in held.filter(result__attempt=1, superseded_by__isnull=True)
        .values_list("module_key", "activity_key")
        .annotate(number=Count("pk"), passed=Count("pk", filter=Q(result__passed=True)))
        .values_list("module_key", "activity_key", "number", "passed")
    }
    return [
        _quiz_line(each, *counted.get((each.version.module_key, each.key), (0, 0)))
        for each in rows.select_related("version__module").order_by("version__title", "position")
    ]


def quizzes_of(module_key: UUID) -> list[Activity]:
    """Of the latest published version of a module: one query."""
    rows = Activity.objects.filter(version__module_key=module_key).order_by("-version__number", "position")
    latest = list(rows.select_related("version").defer("scoring"))
    return [each for each in latest if each.version_id == latest[0].version_id and each.kind == KIND]


def _quiz_line(activity: Activity, attempts: int, passed: int) -> QuizLine:
    told = ItemNumbers(attempts, passed, None)
    return QuizLine(activity, attempts, percent(passed, attempts) if told.is_told else None)


def quiz(module_key: UUID, activity_key: UUID) -> Activity | None:
    rows = Activity.objects.filter(kind=KIND, key=activity_key, version__module_key=module_key)
    return rows.select_related("version__module").order_by("-version__number").first()


def lines_of(activity: Activity) -> list[ItemLine]:
    """Of every question that the quiz may draw or has asked, in the order of their titles: two queries."""
    numbers = _numbers(
        _first_attempts().filter(
            fact__module_key=activity.version.module_key, fact__activity_key=activity.key
        )
    )
    keys = {UUID(key) for key in activity.scoring["questions"]} | set(numbers)
    held = _originals(keys)
    lines = [ItemLine(key, held.get(key), numbers.get(key, NOBODY)) for key in keys]
    return sorted(lines, key=lambda line: (line.question.title if line.question else "", str(line.key)))


def line_of(question: Question) -> ItemLine:
    """Of one question in all quizzes."""
    numbers = _numbers(_first_attempts().filter(question_key=question.translation_key))
    key = question.translation_key
    return ItemLine(key, question, numbers.get(key, NOBODY))


def answers_of(line: ItemLine) -> list[AnswerCount]:
    """How many gave each answer; nothing for steps in order, whose answers are orders."""
    question = line.question
    if question is None or question.kind == QuestionKind.ORDERING or not line.numbers.is_told:
        return []
    given: Any = Func(F("chosen"), function="unnest", output_field=CharField())
    rows = _first_attempts().filter(question_key=line.key).annotate(answer=given)
    counts = dict(rows.values_list("answer").annotate(number=Count("pk")).values_list("answer", "number"))
    typed = question.kind in {QuestionKind.NUMERIC, QuestionKind.SHORT_TEXT}
    found = answer_counts(
        counts, _listed(question), asked=line.numbers.asked, gone=_("An answer that is not there any more")
    )
    if typed and (others := line.numbers.asked - sum(counts.values())) > 0:
        found.append(AnswerCount(_("Something else"), False, others, percent(others, line.numbers.asked)))
    return found


def question_with(key: UUID) -> Question | None:
    return _originals([key]).get(key)


def _originals(keys: Sequence[UUID] | set[UUID]) -> dict[UUID, Question]:
    rows = Question.objects.filter(translation_key__in=keys).order_by("translation_key", "pk")
    originals = rows.distinct("translation_key").select_related("bank", "locale")
    return {row.translation_key: row for row in originals}


def _first_attempts() -> QuerySet[QuestionOutcome]:
    """Later attempts know the questions: only the first of each person counts."""
    rows: QuerySet[QuestionOutcome] = QuestionOutcome.objects.unscoped(reason=REASON).filter(
        fact__result__attempt=1, fact__superseded_by__isnull=True
    )
    return rows


def _numbers(rows: QuerySet[QuestionOutcome]) -> dict[UUID, ItemNumbers]:
    """``rest`` is the share that somebody had right of the other questions: draws differ, so points would not
    compare."""
    right = Case(When(correct=True, then=1), default=0, output_field=IntegerField())
    others = NullIf(Cast(KeyTextTransform("of", "fact__result"), IntegerField()) - 1, 0)
    rest = (
        Cast(Cast(KeyTextTransform("score", "fact__result"), IntegerField()) - F("was_right"), FloatField())
        / others
    )
    counted = (
        rows.annotate(was_right=right)
        .annotate(rest=rest)
        .values("question_key")
        .annotate(
            asked=Count("pk"),
            right=Count("pk", filter=Q(correct=True)),
            correlation=Corr(y="was_right", x="rest"),
        )
    )
    return {
        row["question_key"]: ItemNumbers(row["asked"], row["right"], row["correlation"]) for row in counted
    }


def _listed(question: Question) -> list[tuple[str, str, bool]]:
    """Its answers as they are counted: ids, words, and whether each is right."""
    scoring = scoring_of(question.kind, question.value)
    texts = {key: text for key, (text, _feedback) in words_of(question).texts().items()}
    if question.kind == QuestionKind.MATCHING:
        return [
            (f"{left}:{right}", f"{texts[left]} \N{RIGHTWARDS ARROW} {texts[right]}", pair == right)
            for left, pair in scoring["pairs"].items()
            for right in scoring["right"]
        ]
    if "options" in scoring:
        return [(key, texts[key], key in scoring["correct"]) for key in scoring["options"]]
    return [(key, texts[key], True) for key, _row in items(question.value, "accepted")]
