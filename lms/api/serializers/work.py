"""Work that is marked, and how a doctor rated themselves. No words of either."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from lms.api.inputs import ListQuery, Uid, with_side
from lms.api.serializers.common import Moment, PersonNameSerializer
from lms.api.serializers.learning import WHOM, name_of
from lms.assignments.enums import State


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
