"""Question banks in a programme file: those that its quizzes draw from, with their questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.models import Locale

from programmes.bank.kinds import question_content
from programmes.bank.pinning import BankBlock
from programmes.bank.pools import tags_in
from programmes.block_errors import problems_in
from programmes.interchange import ids
from programmes.interchange.mapping import (
    HTML,
    ID,
    Schema,
    fields_from_file,
    fields_of,
    fields_to_file,
    object_schema,
)
from programmes.models import Question, QuestionBank
from programmes.models.banks import EASIEST, HARDEST, LONGEST_TAG, MOST_TAGS
from programmes.rules.keys import stable_id
from programmes.rules.problems import Path, Problem, under

Data = Mapping[str, Any]
WORDS = ("title", "body", "feedback", "difficulty")
DEFAULTS: Data = {"feedback": "", "tags": [], "difficulty": 3}


def bank_schema() -> Schema:
    longest = QuestionBank._meta.get_field("title").max_length
    return {
        "type": "object",
        "properties": {
            "id": ID,
            "title": {"type": "string", "minLength": 1, "maxLength": longest},
            "description": {"type": "string", "maxLength": 600},
            "questions": {"type": "array", "items": _question_schema()},
        },
        "required": ["id", "title", "questions"],
        "additionalProperties": False,
    }


def _question_schema() -> Schema:
    """Each says of what kind it is, and then looks as that kind does."""
    kinds = question_content().child_blocks
    return {
        "type": "object",
        "properties": {"type": {"enum": list(kinds)}},
        "required": ["type"],
        "allOf": [
            {
                "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
                "then": {"$ref": f"#/$defs/question-{name}"},
            }
            for name in kinds
        ],
    }


def question_definitions() -> Iterator[tuple[str, Schema]]:
    longest = Question._meta.get_field("title").max_length
    own: Schema = {
        "id": ID,
        "title": {"type": "string", "minLength": 1, "maxLength": longest},
        "body": {"type": "string", "minLength": 1, "format": HTML},
        "feedback": {"type": "string", "maxLength": 2000},
        "tags": {
            "type": "array",
            "maxItems": MOST_TAGS,
            "items": {"type": "string", "minLength": 1, "maxLength": LONGEST_TAG},
        },
        "difficulty": {"type": "integer", "minimum": EASIEST, "maximum": HARDEST},
    }
    for name, block in question_content().child_blocks.items():
        described = object_schema(fields_of(block), type={"const": name}, **own)
        described["required"] = ["type", "id", "title", "body", *described["required"]]
        yield f"question-{name}", described


# To the file


def banks_in(
    modules: Iterable[Data], kinds: Mapping[str, blocks.Block]
) -> Iterator[tuple[int, int, str, str]]:
    """The banks that activities name: place of the module, of the activity, field, id."""
    fields = {
        kind: [name for name, own in fields_of(block).items() if isinstance(own, BankBlock)]
        for kind, block in kinds.items()
    }
    for number, module in enumerate(modules):
        for place, item in enumerate(module["body"]):
            for name in fields[item["type"]]:
                yield number, place, name, item[name]


def banks_data(uids: Iterable[UUID]) -> list[dict[str, Any]]:
    """Always in the same order: two queries."""
    banks = list(QuestionBank.objects.filter(uid__in=list(uids)).order_by("uid"))
    rows = Question.objects.filter(bank__in=banks).order_by("translation_key", "pk")
    held: dict[int, list[Question]] = {bank.pk: [] for bank in banks}
    for row in rows.distinct("translation_key"):
        if not row.archived:
            held[row.bank_id].append(row)
    return [
        {
            "id": str(bank.uid),
            "title": bank.title,
            "description": bank.description,
            "questions": [question_data(row) for row in held[bank.pk]],
        }
        for bank in banks
    ]


def question_data(row: Question) -> dict[str, Any]:
    block = question_content().child_blocks[row.kind]
    return {
        "type": row.kind,
        "id": str(row.translation_key),
        **{name: getattr(row, name) for name in WORDS},
        "tags": list(row.tags),
        **fields_to_file(fields_of(block), row.value),
    }


# From the file


@dataclass
class Banks:
    """Takes the banks of a file in; ``changed`` are those whose quizzes have to be published again."""

    locale: Locale
    user: Any
    problems: list[Problem]
    changed: set[UUID] = field(default_factory=set)

    def take(self, data: Data, path: Path) -> None:
        uid = ids.bank_uid(data["id"])
        bank = QuestionBank.objects.filter(uid=uid).first() or QuestionBank(uid=uid)
        words = (data["title"], data.get("description", ""))
        if QuestionBank.objects.filter(title=data["title"]).exclude(uid=uid).exists():
            message = _("Another question bank has the title “%(title)s”. Choose one that is not taken.")
            self.problems.append(Problem(message % {"title": data["title"]}, (*path, "title")))
            return
        if bank.pk is None or (bank.title, bank.description) != words:
            bank.title, bank.description = words
            bank.save()
        keys = [UUID(ids.id_of(each["id"], uid)) for each in data["questions"]]
        held: dict[UUID, Question] = {}
        for row in Question.objects.filter(translation_key__in=keys).order_by("pk"):
            held.setdefault(row.translation_key, row)
        for place, (key, given) in enumerate(zip(keys, data["questions"], strict=True)):
            if key in keys[:place]:
                message = _("This question stands in the file already.")
                self.problems.append(Problem(message, (*path, "questions", place, "id")))
            else:
                self._question(bank, key, given, held.get(key), (*path, "questions", place))

    def _question(self, bank: QuestionBank, key: UUID, data: Data, row: Question | None, path: Path) -> None:
        if row is not None and row.bank_id != bank.pk:
            message = _("“%(title)s” is here already, in another bank.")
            self.problems.append(Problem(message % {"title": row}, (*path, "id")))
            return
        kind = data["type"]
        block = question_content().child_blocks[kind]
        value = fields_from_file(fields_of(block), data, str(key))
        if problems := _problems(block, value):
            self.problems += under(problems, *path)
            return
        question = row or Question(translation_key=key, locale=self.locale, bank=bank)
        was = question_data(question) if row is not None and not row.archived else None
        given = {**DEFAULTS, **data}
        for name in WORDS:
            setattr(question, name, given[name])
        question.tags, question.archived = tags_in(",".join(given["tags"])), False
        question.kind = kind
        content: Any = [{"type": kind, "id": stable_id(key, "content"), "value": value}]
        question.content = content
        if question_data(question) != was:
            question.save()
            question.save_revision(user=self.user, log_action=True)
            self.changed.add(bank.uid)


def _problems(block: blocks.Block, value: Data) -> list[Problem]:
    shown = block.to_python(value)
    try:
        block.clean(shown)
    except ValidationError as refusal:
        return problems_in(block, shown, refusal)
    return []
