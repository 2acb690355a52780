"""Question banks, for those who build programmes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from lms.api.inputs import ListQuery
from programmes.bank.kinds import question_content
from programmes.enums import QuestionKind
from programmes.interchange.mapping import fields_of, fields_to_file
from programmes.models import Question
from programmes.models.banks import EASIEST, HARDEST, LONGEST_TAG


class BankSerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    archived = serializers.BooleanField()
    questions = serializers.IntegerField(source="asked", help_text="That can be drawn.")


class BankQuery(ListQuery):
    archived = serializers.BooleanField(required=False, allow_null=True, default=None)


class QuestionSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField(source="translation_key", help_text="The same in every language.")
    kind = serializers.ChoiceField(choices=QuestionKind.choices)
    title = serializers.CharField()
    body = serializers.CharField(help_text="Simple HTML.")
    feedback = serializers.CharField(allow_blank=True, help_text="The explanation.")
    tags = serializers.ListField(child=serializers.CharField())
    difficulty = serializers.IntegerField(min_value=EASIEST, max_value=HARDEST)
    archived = serializers.BooleanField()
    language = serializers.CharField(help_text="In which it was written.")
    languages = serializers.ListField(child=serializers.CharField(), help_text="All that it can be read in.")
    uses = serializers.IntegerField(help_text="In how many modules a published quiz may draw it.")
    content = serializers.SerializerMethodField(
        help_text="Answers with their feedback, by kind, as in a programme file."
    )

    @extend_schema_field(serializers.DictField())
    def get_content(self, row: Question) -> Any:
        block = question_content().child_blocks[row.kind]
        return fields_to_file(fields_of(block), row.value)


class QuestionQuery(ListQuery):
    kind = serializers.ChoiceField(choices=QuestionKind.choices, required=False)
    tag = serializers.CharField(required=False, max_length=LONGEST_TAG)
    difficulty = serializers.IntegerField(required=False, min_value=EASIEST, max_value=HARDEST)
    archived = serializers.BooleanField(required=False, default=False)
