"""What an evaluation form was answered, by level and question, for all versions of the programme and by each.

Answers hold no person. Questions are named in the newest words of the form.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum

from lms.records.models import EvaluationAnswer, EvaluationComment
from lms.reports import rounding, suppression
from programmes.models import Activity
from programmes.selectors import body_of, text_of


@dataclass(frozen=True)
class Form:
    """An evaluation form in the latest version of its module."""

    activity: Activity
    respondents: int

    @property
    def module_key(self) -> uuid.UUID:
        return self.activity.version.module_key


@dataclass
class _Sums:
    count: int = 0
    now: int = 0
    paired: int = 0
    before: int = 0
    now_of_pairs: int = 0
    higher: int = 0

    def add(self, row: Mapping[str, Any]) -> None:
        self.count += row["count"]
        self.now += row["now"] or 0
        self.paired += row["paired"]
        self.before += row["was"] or 0
        self.now_of_pairs += row["now_of_pairs"] or 0
        self.higher += row["higher"]


@dataclass(frozen=True)
class Figures:
    """Of one question and one group of people; None throughout where it is held back."""

    count: int | None = None
    now: Decimal | None = None
    before: Decimal | None = None
    higher: int | None = None
    """Per cent who rate themselves higher now than, looking back, before."""

    @property
    def is_shown(self) -> bool:
        return self.count is not None


HELD_BACK = Figures()


@dataclass(frozen=True)
class Share:
    text: str
    percent: int | None


@dataclass(frozen=True)
class Question:
    id: uuid.UUID
    text: str
    kind: str
    figures: Figures
    shares: tuple[Share, ...] = ()
    versions: tuple[tuple[str, Figures], ...] = ()
    comments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Level:
    code: str
    title: str
    questions: list[Question] = field(default_factory=list)


def forms() -> list[Form]:
    """Every published form with how many have answered it, by module: two queries."""
    rows = Activity.objects.filter(kind="evaluation").select_related("version")
    latest: dict[tuple[uuid.UUID, uuid.UUID], Activity] = {}
    for row in rows.order_by("version__number", "position"):
        latest[(row.version.module_key, row.key)] = row
    counts: dict[tuple[uuid.UUID, uuid.UUID], int] = defaultdict(int)
    asked = EvaluationAnswer.objects.values("activity__version__module_key", "activity__key", "question")
    for counted in asked.annotate(count=Count("pk")).order_by():
        place = (counted["activity__version__module_key"], counted["activity__key"])
        counts[place] = max(counts[place], counted["count"])
    found = [Form(activity, counts[place]) for place, activity in latest.items()]
    return sorted(found, key=lambda each: (each.activity.version.title, each.activity.position))


def form_of(activity_key: uuid.UUID) -> Activity | None:
    rows = Activity.objects.filter(kind="evaluation", key=activity_key).select_related("version")
    return rows.order_by("-version__number").first()


def report(activity: Activity, *, language: str) -> list[Level]:
    """Five queries, however many have answered."""
    fewest = suppression.threshold()
    ratings, options, comments = _ratings(activity), _options(activity), _comments(activity)
    found = []
    for code, title, asked in _levels(activity, language):
        level = Level(code, title)
        for question_id, value in asked:
            kind = value.get("kind") or ""
            by_version = ratings.get(question_id, {})
            level.questions.append(
                Question(
                    question_id,
                    value.get("text") or "",
                    kind,
                    _figures(_all_of(by_version), fewest),
                    shares=_shares(value, options.get(question_id, {}), fewest),
                    versions=_by_version(by_version, fewest),
                    comments=tuple(comments.get(question_id, ())) if kind == "text" else (),
                )
            )
        found.append(level)
    return found


def _same(activity: Activity) -> dict[str, Any]:
    return {"activity__key": activity.key, "activity__version__module_key": activity.version.module_key}


def _ratings(activity: Activity) -> dict[uuid.UUID, dict[str, _Sums]]:
    """By question, and by the version of the programme in which it was answered."""
    pairs = Q(before__isnull=False)
    rows = (
        EvaluationAnswer.objects.filter(**_same(activity))
        .values("question", "programme_version__title", "programme_version__number")
        .annotate(
            count=Count("pk"),
            now=Sum("rating"),
            paired=Count("pk", filter=pairs),
            was=Sum("before"),
            now_of_pairs=Sum("rating", filter=pairs),
            higher=Count("pk", filter=Q(rating__gt=F("before"))),
        )
        .order_by("programme_version__title", "programme_version__number")
    )
    found: dict[uuid.UUID, dict[str, _Sums]] = defaultdict(lambda: defaultdict(_Sums))
    for row in rows:
        name = f"{row['programme_version__title']} {row['programme_version__number']}"
        found[row["question"]][name].add(row)
    return found


def _all_of(by_version: Mapping[str, _Sums]) -> _Sums:
    found = _Sums()
    for each in by_version.values():
        found.count += each.count
        found.now += each.now
        found.paired += each.paired
        found.before += each.before
        found.now_of_pairs += each.now_of_pairs
        found.higher += each.higher
    return found


def _figures(sums: _Sums, fewest: int) -> Figures:
    if not suppression.is_shown(sums.count, fewest=fewest):
        return HELD_BACK
    has_pairs = suppression.is_shown(sums.paired, fewest=fewest)
    now = (sums.now_of_pairs, sums.paired) if has_pairs else (sums.now, sums.count)
    return Figures(
        count=sums.count,
        # Of those who gave both, so that the two means speak of the same people.
        now=rounding.mean(*now),
        before=rounding.mean(sums.before, sums.paired) if has_pairs else None,
        higher=rounding.percent(sums.higher, sums.paired) if has_pairs else None,
    )


def _by_version(by_version: Mapping[str, _Sums], fewest: int) -> tuple[tuple[str, Figures], ...]:
    """Only where there are several; small ones take others with them, as the whole is shown too."""
    if len(by_version) < 2:
        return ()
    held = suppression.hidden({name: sums.count for name, sums in by_version.items()}, fewest=fewest)
    return tuple(
        (name, HELD_BACK if name in held else _figures(sums, fewest)) for name, sums in by_version.items()
    )


def _options(activity: Activity) -> dict[uuid.UUID, dict[uuid.UUID, int]]:
    rows = EvaluationAnswer.objects.filter(**_same(activity), option__isnull=False)
    found: dict[uuid.UUID, dict[uuid.UUID, int]] = defaultdict(dict)
    for question, option, count in (
        rows.values_list("question", "option").annotate(count=Count("pk")).order_by()
    ):
        found[question][option] = count
    return found


def _shares(value: Mapping[str, Any], counts: Mapping[uuid.UUID, int], fewest: int) -> tuple[Share, ...]:
    total = sum(counts.values())
    listed = value.get("options")
    if value.get("kind") != "choice" or not listed or not suppression.is_shown(total, fewest=fewest):
        return ()
    return tuple(
        Share(
            child.value.get("text") or "",
            rounding.percent(counts.get(uuid.UUID(child.id), 0), total),
        )
        for child in listed.bound_blocks
    )


def _comments(activity: Activity) -> dict[uuid.UUID, list[str]]:
    """In the order of their random ids. Of questions that fewer than the threshold answered, none."""
    fewest = suppression.threshold()
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    rows = EvaluationComment.objects.filter(**_same(activity)).order_by("pk")
    for question, text in rows.values_list("question", "text"):
        found[question].append(text)
    return {
        question: texts
        for question, texts in found.items()
        if suppression.is_shown(len(texts), fewest=fewest)
    }


def _levels(
    activity: Activity, language: str
) -> Iterator[tuple[str, str, list[tuple[uuid.UUID, Mapping[str, Any]]]]]:
    page = body_of(text_of(activity.version, language)).page(activity.key)
    listed = page.value.get("levels") if page else None
    for level in listed.bound_blocks if listed else []:
        asked = level.value.get("questions")
        yield (
            level.value.get("code") or "",
            level.value.get("title") or "",
            [(uuid.UUID(child.id), child.value) for child in (asked.bound_blocks if asked else [])],
        )
