"""Question banks in a programme file: those that its quizzes draw from, with their questions in every
language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.models import Locale

from programmes.bank.kinds import question_content
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
from programmes.interchange.translations import LANGUAGE, Languages
from programmes.models import Question, QuestionBank
from programmes.models.banks import EASIEST, HARDEST, LONGEST_TAG, MOST_TAGS
from programmes.rules.keys import stable_id
from programmes.rules.problems import Path, Problem, under

Data = Mapping[str, Any]
WORDS = ("title", "body", "feedback")
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
    """Each kind, and its words in another language: all but what the original alone says."""
    longest = Question._meta.get_field("title").max_length
    words: Schema = {
        "title": {"type": "string", "minLength": 1, "maxLength": longest},
        "body": {"type": "string", "minLength": 1, "format": HTML},
        "feedback": {"type": "string", "maxLength": 2000},
    }
    own: Schema = {
        "id": ID,
        **words,
        "tags": {
            "type": "array",
            "maxItems": MOST_TAGS,
            "items": {"type": "string", "minLength": 1, "maxLength": LONGEST_TAG},
        },
        "difficulty": {"type": "integer", "minimum": EASIEST, "maximum": HARDEST},
    }
    for name, block in question_content().child_blocks.items():
        said = {"type": "array", "items": {"$ref": f"#/$defs/question-words-{name}"}}
        described = object_schema(fields_of(block), type={"const": name}, **own, translations=said)
        described["required"] = ["type", "id", "title", "body", *described["required"]]
        yield f"question-{name}", described
        translated = object_schema(fields_of(block), language=LANGUAGE, **words)
        translated["required"] = ["language", "title", "body", *translated["required"]]
        yield f"question-words-{name}", translated


# To the file


def banks_data(uids: Iterable[UUID]) -> list[dict[str, Any]]:
    """Always in the same order: two queries."""
    banks = list(QuestionBank.objects.filter(uid__in=list(uids)).order_by("uid"))
    rows = Question.objects.filter(bank__in=banks).select_related("locale")
    by_key: dict[UUID, list[Question]] = defaultdict(list)
    for row in rows.order_by("translation_key", "pk"):
        by_key[row.translation_key].append(row)
    held: dict[int, list[list[Question]]] = defaultdict(list)
    for found in by_key.values():
        if not found[0].archived:
            held[found[0].bank_id].append(found)
    return [
        {
            "id": str(bank.uid),
            "title": bank.title,
            "description": bank.description,
            "questions": [question_data(*found) for found in held[bank.pk]],
        }
        for bank in banks
    ]


def question_data(row: Question, *translations: Question) -> dict[str, Any]:
    """A translation of another kind than its original cannot be shown in its place, and stays here."""
    block = question_content().child_blocks[row.kind]
    found = {
        "type": row.kind,
        "id": str(row.translation_key),
        **{name: getattr(row, name) for name in WORDS},
        "difficulty": row.difficulty,
        "tags": list(row.tags),
        **fields_to_file(fields_of(block), row.value),
    }
    usable = [each for each in translations if each.kind == row.kind and not each.archived]
    if usable:
        found["translations"] = [words_data(each) for each in sorted(usable, key=lambda each: each.language)]
    return found


def words_data(row: Question) -> dict[str, Any]:
    block = question_content().child_blocks[row.kind]
    return {
        "language": row.language,
        **{name: getattr(row, name) for name in WORDS},
        **fields_to_file(fields_of(block), row.value),
    }


# From the file


@dataclass
class Banks:
    """Takes the banks of a file in; ``changed`` are those whose quizzes have to be published again."""

    locale: Locale
    user: Any
    problems: list[Problem]
    languages: Languages
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
        held: dict[UUID, list[Question]] = defaultdict(list)
        for row in Question.objects.filter(translation_key__in=keys).select_related("locale").order_by("pk"):
            held[row.translation_key].append(row)
        for place, (key, given) in enumerate(zip(keys, data["questions"], strict=True)):
            if key in keys[:place]:
                message = _("This question stands in the file already.")
                self.problems.append(Problem(message, (*path, "questions", place, "id")))
            else:
                self._question(bank, key, given, held[key], (*path, "questions", place))

    def _question(
        self, bank: QuestionBank, key: UUID, data: Data, rows: Sequence[Question], path: Path
    ) -> None:
        row = rows[0] if rows else None
        if row is not None and (row.bank_id != bank.pk or row.locale_id != self.locale.pk):
            message = _("“%(title)s” is here already, in another bank.")
            if row.bank_id == bank.pk:
                message = _("“%(title)s” is here already, written in %(language)s.")
            values = {"title": row, "language": row.locale.get_display_name()}
            self.problems.append(Problem(message % values, (*path, "id")))
            return
        question = row or Question(translation_key=key, locale=self.locale, bank=bank)
        if not self._keep(question, {**DEFAULTS, **data}, path):
            return
        given = data.get("translations", [])
        for place, locale in self.languages.of(given, self.locale, (*path, "translations")):
            held = next((each for each in rows[1:] if each.locale_id == locale.pk), None)
            own = held or Question(translation_key=key, locale=locale, bank=bank)
            # How hard it is, and what it is about, its original says.
            common = {"type": data["type"], "tags": question.tags, "difficulty": question.difficulty}
            self._keep(own, {**DEFAULTS, **given[place], **common}, (*path, "translations", place))

    def _keep(self, question: Question, given: Data, path: Path) -> bool:
        """Whether it could be kept, changed or not."""
        block = question_content().child_blocks[given["type"]]
        value = fields_from_file(fields_of(block), given, str(question.translation_key))
        if problems := _problems(block, value):
            self.problems += under(problems, *path)
            return False
        was = question_data(question) if question.pk and not question.archived else None
        for name in (*WORDS, "difficulty"):
            setattr(question, name, given[name])
        question.tags, question.archived = tags_in(",".join(given["tags"])), False
        question.kind = given["type"]
        content: Any = [
            {
                "type": question.kind,
                "id": stable_id(question.translation_key, "content"),
                "value": value,
            }
        ]
        question.content = content
        if question_data(question) != was:
            question.save()
            question.save_revision(user=self.user, log_action=True)
            self.changed.add(question.bank.uid)
        return True


def _problems(block: blocks.Block, value: Data) -> list[Problem]:
    shown = block.to_python(value)
    try:
        block.clean(shown)
    except ValidationError as refusal:
        return problems_in(block, shown, refusal)
    return []
