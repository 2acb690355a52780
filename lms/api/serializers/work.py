"""Work that is marked, and how a doctor rated themselves. Words are the doctor's alone."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from lms.api.inputs import Body, ListQuery, Uid, with_side
from lms.api.serializers.common import Moment, PersonNameSerializer, is_trust
from lms.api.serializers.learning import WHOM, name_of
from lms.assignments.enums import State
from lms.players.assignment import LONGEST, Said


class SubmissionSerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    enrolment = serializers.UUIDField(source="enrolment.uid")
    activity = serializers.UUIDField(
        source="activity_key", help_text="The same in every version and language."
    )
    title = serializers.CharField(source="activity.title", help_text="Of the activity.")
    number = serializers.IntegerField(help_text="The first time is 1.")
    state = serializers.ChoiceField(choices=State.choices)
    submitted_at = Moment()
    marked_at = Moment(allow_null=True)
    points = serializers.IntegerField(allow_null=True, help_text="Null until it is marked.")
    of = serializers.IntegerField(allow_null=True, help_text="The most that the rubric gives.")
    person = serializers.SerializerMethodField(help_text=WHOM)

    @extend_schema_field(PersonNameSerializer(allow_null=True))
    def get_person(self, row: Any) -> Any:
        return name_of(self, row.person)


class WorkFileSerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField(source="file.size", help_text="Bytes.")
    added_at = Moment()


class MarkedCriterionSerializer(serializers.Serializer[Any]):
    criterion = serializers.CharField(help_text="Its id, the same in every language.")
    title = serializers.CharField()
    level = serializers.CharField(allow_null=True)
    points = serializers.IntegerField(allow_null=True)


class MarksSerializer(serializers.Serializer[Any]):
    who = serializers.CharField(help_text="The marker's name; where two had to agree, both.")
    points = serializers.IntegerField()
    criteria = MarkedCriterionSerializer(many=True)
    feedback = serializers.CharField(allow_blank=True)


class SubmissionDetailSerializer(SubmissionSerializer):
    words = serializers.SerializerMethodField(help_text="How many the text has. Null to a trust.")
    text = serializers.SerializerMethodField(help_text="What was handed in. Null to a trust.")
    files = serializers.SerializerMethodField(help_text="Null to a trust.")
    marks = serializers.SerializerMethodField(
        help_text="Empty until it is marked; what two agreed on first. Null to a trust."
    )
    can_be_handed_in_again = serializers.SerializerMethodField()

    def get_words(self, row: Any) -> int | None:
        return None if is_trust(self) else row.words

    def get_text(self, row: Any) -> str | None:
        if is_trust(self):
            return None
        text = row.attempt.state.get("text") if row.attempt else ""
        return text if isinstance(text, str) else ""

    @extend_schema_field(WorkFileSerializer(many=True, allow_null=True))
    def get_files(self, row: Any) -> Any:
        return None if is_trust(self) else WorkFileSerializer(self.context["files"], many=True).data

    @extend_schema_field(MarksSerializer(many=True, allow_null=True))
    def get_marks(self, row: Any) -> Any:
        return None if is_trust(self) else [_marks(each) for each in self.context["said"]]

    def get_can_be_handed_in_again(self, row: Any) -> bool:
        return bool(row.state == State.RETURNED and self.context["is_latest"])


def _marks(said: Said) -> dict[str, Any]:
    return {
        "who": said.who,
        "points": said.points,
        "criteria": [
            {
                "criterion": criterion.id,
                "title": criterion.title,
                "level": level.title if level else None,
                "points": level.points if level else None,
            }
            for criterion, level in said.levels
        ],
        "feedback": said.feedback,
    }


class HandInSerializer(Body):
    enrolment = Uid()
    activity = Uid(help_text="`key` of an assignment of the programme.")
    text = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        trim_whitespace=False,
        max_length=LONGEST,
        help_text="Files are added on the site, where they are looked into; those that are there go with it.",
    )


class _SubmissionQuery(ListQuery):
    state = serializers.ChoiceField(choices=State.choices, required=False)
    enrolment = Uid(required=False)


SubmissionQuery = with_side(_SubmissionQuery)


class SelfRatingSerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    node = serializers.CharField(source="node.key", help_text="Of the edition that was answered.")
    step = serializers.IntegerField(
        allow_null=True, help_text="From 1, the lowest. Null: not assessed, which is no low rating."
    )
    steps = serializers.IntegerField(help_text="How many the scale has.")
    rated_at = Moment()
    fact = serializers.UUIDField(source="fact.uid", help_text="The handing in that it was part of.")


class SelfRatingQuery(ListQuery):
    pass
