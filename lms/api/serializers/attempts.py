"""Attempts at what begins with a press: what was drawn, until when, what came of it. The doctor's alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from lms.actions import begun
from lms.api.inputs import Body, ListQuery, Uid
from lms.api.serializers.common import Moment
from lms.players.bank_quiz import Asked, Choice, Row, Shown, with_outcome
from lms.records.models import Attempt
from programmes.activity_types import Outcome
from programmes.enums import QuestionKind

OPEN, OVER, CLOSED = "open", "over", "closed"


class AttemptSerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    enrolment = serializers.UUIDField(source="enrolment.uid")
    activity = serializers.UUIDField(source="activity_key")
    number = serializers.SerializerMethodField(help_text="Of this version of the module; the first is 1.")
    state = serializers.SerializerMethodField(
        help_text="`over`: the time is up, and what was kept until then can be handed in. `closed`: handed "
        "in, or ended by a new version of the module."
    )
    started_at = Moment()
    ends_at = serializers.SerializerMethodField(help_text="Null where there is no limit.")
    extra_percent = serializers.SerializerMethodField(help_text="Extra time that is in `ends_at`.")
    saved_at = Moment(help_text="When answers were kept last.")
    closed_at = Moment(source="submitted_at", allow_null=True)

    def get_number(self, row: Attempt) -> int:
        return int(row.setup.get("number", 1))

    @extend_schema_field(serializers.ChoiceField(choices=[OPEN, OVER, CLOSED]))
    def get_state(self, row: Attempt) -> str:
        if row.submitted_at is not None:
            return CLOSED
        return OVER if begun.is_over(row, self.context["now"]) else OPEN

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_ends_at(self, row: Attempt) -> str | None:
        given = row.setup.get("ends_at")
        if not given:
            return None
        return datetime.fromisoformat(given).astimezone(UTC).isoformat().replace("+00:00", "Z")

    def get_extra_percent(self, row: Attempt) -> int:
        return int(row.setup.get("extra_percent", 0))


class ChoiceSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    text = serializers.CharField()


class RowSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    text = serializers.CharField(help_text="A step to place, or a side to match.")
    choices = ChoiceSerializer(many=True)


class AskedSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField(help_text="Under which it is answered.")
    number = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=QuestionKind.choices)
    language = serializers.CharField()
    body = serializers.CharField(help_text="Simple HTML.")
    choices = ChoiceSerializer(many=True, help_text="Of `single` and `multiple`.")
    rows = RowSerializer(many=True, help_text="Of `ordering` and `matching`.")
    answer = serializers.JSONField(
        help_text="What was kept; null for nothing. A list of ids for `single` and `multiple`; for "
        "`ordering` and `matching` the id of a choice by the id of each row; a text for `numeric` and "
        "`short_text`.",
    )
    correct = serializers.BooleanField(
        allow_null=True, help_text="Null where the quiz does not tell, or not yet."
    )
    explanation = serializers.CharField(allow_null=True, help_text="Null where `correct` is.")
    feedback = serializers.ListField(
        child=serializers.CharField(), help_text="On the answers given; empty where `correct` is null."
    )


class QuizOutcomeSerializer(serializers.Serializer[Any]):
    score = serializers.IntegerField()
    of = serializers.IntegerField()
    passed = serializers.BooleanField()
    time_over = serializers.BooleanField(help_text="Judged was what was kept before the end.")


class AttemptDetailSerializer(AttemptSerializer):
    pass_mark = serializers.SerializerMethodField(help_text="How many must be right.")
    attempts_left = serializers.SerializerMethodField(
        help_text="That may be started after this one; null for as many as you like."
    )
    questions = serializers.SerializerMethodField(help_text="As they were drawn for this attempt.")
    outcome = serializers.SerializerMethodField(help_text="Null until it is handed in.")

    def get_pass_mark(self, _row: Attempt) -> int:
        return int(self.context["shown"].get("rules", {}).get("pass_mark", 0))

    def get_attempts_left(self, _row: Attempt) -> int | None:
        left: int | None = self.context["shown"].get("attempts_left")
        return left

    @extend_schema_field(AskedSerializer(many=True))
    def get_questions(self, row: Attempt) -> Any:
        asked = [each for each in self.context["shown"].get("questions", []) if isinstance(each, Asked)]
        given = row.state.get("answers")
        answers = given if isinstance(given, Mapping) else {}
        return [_question(each, answers) for each in with_outcome(asked, self.context["outcome"])]

    @extend_schema_field(QuizOutcomeSerializer(allow_null=True))
    def get_outcome(self, _row: Attempt) -> Any:
        outcome: Outcome | None = self.context["outcome"]
        if outcome is None or "score" not in outcome.result:
            return None
        found = {name: outcome.result[name] for name in ("score", "of", "passed")}
        return {**found, "time_over": bool(outcome.result.get("time_over"))}


def _question(shown: Shown, answers: Mapping[str, Any]) -> dict[str, Any]:
    asked, told = shown.question, shown.is_right is not None
    beside = [each.feedback for each in asked.choices if each.chosen and each.feedback]
    return {
        "key": asked.key,
        "number": asked.number,
        "kind": str(asked.kind),
        "language": asked.language,
        "body": str(asked.body.source),
        "choices": [_choice(each) for each in asked.choices],
        "rows": [_row(each) for each in asked.rows],
        "answer": answers.get(asked.key),
        "correct": shown.is_right,
        "explanation": asked.explanation if told else None,
        "feedback": [*beside, *shown.feedback] if told else [],
    }


def _choice(choice: Choice) -> dict[str, str]:
    return {"id": choice.id, "text": choice.text}


def _row(row: Row) -> dict[str, Any]:
    return {"id": row.id, "text": row.text, "choices": [_choice(each) for each in row.choices]}


class AttemptQuery(ListQuery):
    enrolment = Uid(required=False)
    activity = Uid(required=False)


class BeginSerializer(Body):
    enrolment = Uid()
    activity = Uid(help_text="`key` of an activity of the programme that begins with a press.")


class AnswersSerializer(Body):
    answers = serializers.DictField(
        help_text="By `key` of the question, as `answer` shows them. All of them."
    )
