"""Questions of a GIFT file into a bank: what would change, then the change, all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale

from programmes.activity_types.base import items
from programmes.bank.gift.reading import Left, Read, Taken, listed
from programmes.bank.gift.words import EDITORS_MARK
from programmes.bank.gift.writing import write
from programmes.models import Question, QuestionBank
from programmes.rules.keys import stable_id
from programmes.rules.structure import checksum


class Change(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class Planned:
    taken: Taken
    key: UUID
    change: Change
    row: Question | None

    @property
    def kind(self) -> str:
        return str(Question(kind=self.taken.kind).get_kind_display())


@dataclass
class Plan:
    planned: list[Planned] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    note: str = ""

    def count(self, change: str) -> int:
        return sum(each.change == change for each in self.planned)

    @property
    def new(self) -> int:
        return self.count(Change.NEW)

    @property
    def changed(self) -> int:
        return self.count(Change.CHANGED)

    @property
    def same(self) -> int:
        return self.count(Change.SAME)


def plan(bank: QuestionBank, read: Read) -> Plan:
    """What the file would do to the bank; nothing is written. Two queries."""
    found = Plan(left=list(read.left), note=read.note)
    keys = {each.key for each in read.taken if each.key} | {_own_key(bank, each) for each in read.taken}
    held: dict[UUID, Question] = {}
    row: Question | None
    for row in Question.objects.filter(translation_key__in=keys).order_by("pk"):
        held.setdefault(row.translation_key, row)
    seen: set[UUID] = set()
    for taken in read.taken:
        key = _own_key(bank, taken)
        if taken.key and (taken.key not in held or held[taken.key].bank_id == bank.pk):
            key = taken.key
        if key in seen:
            found.left.append(Left(taken.line, taken.title, _("It stands above already.")))
            continue
        seen.add(key)
        row = held.get(key)
        change = Change.NEW if row is None else Change.SAME if _says(row) == _of(taken) else Change.CHANGED
        found.planned.append(Planned(taken, key, change, row))
    found.left.sort(key=lambda each: each.line)
    return found


@transaction.atomic
def carry_out(bank: QuestionBank, found: Plan, *, user: Any) -> None:
    for each in found.planned:
        if each.change != Change.SAME:
            _keep(bank, each, user=user)


def _keep(bank: QuestionBank, planned: Planned, *, user: Any) -> None:
    taken = planned.taken
    question = planned.row or Question(bank=bank, translation_key=planned.key, locale=Locale.get_default())
    value = _with_ids(taken.value, planned.key, planned.row)
    question.title, question.body, question.feedback = taken.title, taken.body, taken.feedback
    question.tags, question.difficulty = list(taken.tags), taken.difficulty
    content: Any = [{"type": taken.kind, "id": stable_id(planned.key, "content"), "value": value}]
    question.content = content
    question.save()
    question.save_revision(user=user, log_action=True)


def _with_ids(value: Mapping[str, Any], key: UUID, row: Question | None) -> dict[str, Any]:
    """What reads the same keeps its id, so that earlier answers still mean it."""
    held = row.value if row else {}
    return {
        name: _listed(name, inner, key, held) if isinstance(inner, list) else inner
        for name, inner in value.items()
    }


def _listed(
    name: str, rows: list[dict[str, Any]], key: UUID, held: Mapping[str, Any]
) -> list[dict[str, Any]]:
    known = {_first(row): row_id for row_id, row in items(held, name)}

    def id_of(place: int) -> str:
        return known.get(_first(rows[place])) or stable_id(key, name, place, _first(rows[place]))

    return listed(rows, id_of)


def _first(row: Mapping[str, Any]) -> str:
    return str(row.get("text") or row.get("left") or row.get("value") or "")


def _own_key(bank: QuestionBank, taken: Taken) -> UUID:
    """Of a question without an id: the same words below the same bank are the same question."""
    return UUID(stable_id(bank.uid, "gift", checksum([taken.body, taken.kind, taken.value])))


def _of(taken: Taken) -> list[Any]:
    said = _filled(taken.value)
    return [taken.title, taken.body, taken.kind, said, taken.feedback, sorted(taken.tags), taken.difficulty]


def _says(row: Question) -> list[Any]:
    value = row.value
    plain = {
        name: [each for _id, each in items(value, name)] if isinstance(inner, list) else inner
        for name, inner in value.items()
    }
    body = EDITORS_MARK.sub("", row.body)
    return [row.title, body, row.kind, _filled(plain), row.feedback, sorted(row.tags), row.difficulty]


def _filled(value: Any) -> Any:
    """Without what is empty: it says the same whether it stands there or not."""
    if isinstance(value, list):
        return [_filled(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    return {name: _filled(inner) for name, inner in value.items() if inner and inner != "0"}


def as_gift(bank: QuestionBank) -> str:
    """All questions of a bank that are not archived, in the words of the original: one query."""
    rows = Question.objects.filter(bank=bank).order_by("translation_key", "pk").distinct("translation_key")
    kept = sorted((row for row in rows if not row.archived), key=lambda row: (row.title, row.pk))
    return "\n".join(
        write(
            key=row.translation_key,
            title=row.title,
            body=row.body,
            kind=row.kind,
            value=row.value,
            feedback=row.feedback,
            tags=row.tags,
            difficulty=row.difficulty,
        )
        for row in kept
    )
