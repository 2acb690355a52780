"""The questions of a quiz as publishing fixes them, with the words of every language that there is.

In a draft a quiz names a bank; in a published text the same field holds all questions that it may draw.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wagtail.snippets.blocks import SnippetChooserBlock

from programmes.activity_types.base import Value
from programmes.bank.kinds import right_id, scoring_of
from programmes.bank.pools import Candidate, draws_of, pools
from programmes.enums import QuestionKind
from programmes.interchange import ids
from programmes.models import Question, QuestionBank

LISTS = ("options", "steps", "pairs", "extra", "accepted")
OWN_ANSWERS = (QuestionKind.NUMERIC, QuestionKind.SHORT_TEXT)
"""In these a translation needs no answers of the original's."""


@dataclass(frozen=True)
class QuestionWords:
    language: str
    body: str
    feedback: str
    value: Value

    def texts(self) -> dict[str, tuple[str, str]]:
        """Text and feedback of each answer, by its id."""
        found: dict[str, tuple[str, str]] = {}
        for name in LISTS:
            for row in self.value.get(name) or []:
                row_id, fields = row["id"], row["value"]
                if name in ("pairs", "extra"):
                    found[right_id(row_id)] = (fields.get("right") or fields.get("text") or "", "")
                text = fields.get("text") or fields.get("left") or fields.get("value") or ""
                found[row_id] = (text, fields.get("feedback") or "")
        return found


@dataclass(frozen=True)
class PinnedQuestion:
    """``words`` are by language; the first are those of the original, by which it is judged."""

    key: str
    kind: str
    words: Mapping[str, QuestionWords]

    def in_language(self, language: str) -> QuestionWords:
        return self.words.get(language) or next(iter(self.words.values()))

    def scoring(self) -> dict[str, Any]:
        found = [scoring_of(self.kind, each.value) for each in self.words.values()]
        if self.kind == QuestionKind.SHORT_TEXT:
            accepted = [row for each in found for row in each["accepted"]]
            found[0]["accepted"] = [list(row) for row in dict.fromkeys(map(tuple, accepted))]
        return found[0]

    def stored(self) -> dict[str, Any]:
        words = [
            {"language": each.language, "body": each.body, "feedback": each.feedback, "value": each.value}
            for each in self.words.values()
        ]
        return {"key": self.key, "kind": self.kind, "words": words}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> PinnedQuestion:
        words = {each["language"]: QuestionWords(**each) for each in stored["words"]}
        return cls(stored["key"], stored["kind"], words)


@dataclass(frozen=True)
class PinnedBank:
    uid: str
    draws: tuple[Mapping[str, Any], ...]
    questions: Mapping[str, PinnedQuestion]

    def stored(self) -> dict[str, Any]:
        return {
            "uid": self.uid,
            "draws": [dict(each) for each in self.draws],
            "questions": [each.stored() for each in self.questions.values()],
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> PinnedBank:
        questions = (PinnedQuestion.of(each) for each in stored["questions"])
        return cls(stored["uid"], tuple(stored["draws"]), {each.key: each for each in questions})


class BankBlock(SnippetChooserBlock):
    """A question bank; in published words what was drawn from on that day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("leadership_programmes.QuestionBank", **kwargs)

    def to_python(self, value: Any) -> Any:
        return PinnedBank.of(value) if isinstance(value, Mapping) else super().to_python(value)

    def bulk_to_python(self, values: Sequence[Any]) -> list[Any]:
        chosen = iter(super().bulk_to_python([each for each in values if not isinstance(each, Mapping)]))
        return [PinnedBank.of(each) if isinstance(each, Mapping) else next(chosen) for each in values]

    def get_prep_value(self, value: Any) -> Any:
        return value.stored() if isinstance(value, PinnedBank) else super().get_prep_value(value)

    def extract_references(self, value: Any) -> Iterator[Any]:
        if isinstance(value, QuestionBank):
            yield from super().extract_references(value)

    # In a file a bank goes by its uid, which is the same on every site, or by a name for one.

    def file_schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": ids.PATTERN, "maxLength": ids.LENGTH}

    def to_file(self, value: Any) -> str:
        return str(QuestionBank.objects.values_list("uid", flat=True).get(pk=value))

    def from_file(self, data: str) -> int:
        return QuestionBank.objects.values_list("pk", flat=True).get(uid=ids.bank_uid(data))


def pools_of(value: Value) -> list[list[str]]:
    """For each draw the keys of the questions that it may take today: one query."""
    rows = Question.objects.filter(bank=value["bank"]).order_by("translation_key", "pk")
    originals = rows.distinct("translation_key")
    candidates = (
        Candidate(str(key), frozenset(tags), difficulty)
        for key, tags, difficulty, archived in originals.values_list(
            "translation_key", "tags", "difficulty", "archived"
        )
        if not archived
    )
    return pools(candidates, draws_of(value))


def pin_bank(value: Value) -> PinnedBank:
    bank = QuestionBank.objects.get(pk=value["bank"])
    found = pools_of(value)
    draws = [{"count": draw.count, "from": keys} for draw, keys in zip(draws_of(value), found, strict=True)]
    keys = [UUID(key) for pool in found for key in pool]
    rows: dict[UUID, list[Question]] = defaultdict(list)
    for row in Question.objects.filter(translation_key__in=keys).select_related("locale").order_by("pk"):
        rows[row.translation_key].append(row)
    questions = (_pinned(rows[key]) for key in keys)
    return PinnedBank(str(bank.uid), tuple(draws), {each.key: each for each in questions})


def _pinned(rows: Sequence[Question]) -> PinnedQuestion:
    original, *translations = rows
    usable = [each for each in translations if not each.archived and _fits(each, original)]
    words = {row.language: words_of(row) for row in (original, *usable)}
    return PinnedQuestion(str(original.translation_key), original.kind, words)


def words_of(row: Question) -> QuestionWords:
    return QuestionWords(row.language, row.body, row.feedback, row.value)


def _fits(translation: Question, original: Question) -> bool:
    """One whose answers are not the original's cannot be shown in its place."""
    if translation.kind != original.kind:
        return False
    return original.kind in OWN_ANSWERS or _ids(translation) == _ids(original)


def _ids(row: Question) -> list[str]:
    value = row.value
    return sorted(item["id"] for name in LISTS for item in value.get(name) or [])
