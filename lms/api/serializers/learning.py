"""Who is on what and how it goes. What only one side may see is null for the other."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from lms.api.inputs import Body, ListQuery, Query, Uid, with_side
from lms.api.serializers.common import (
    Moment,
    OrganisationNameSerializer,
    PersonNameSerializer,
    ProgrammeNameSerializer,
    is_trust,
)
from lms.calendar.presenters import explain
from lms.enrolment.enums import Source, State
from lms.progress import openings
from lms.progress.openings import State as Opening
from lms.progress.rules import Standing
from lms.records.models import LearningFact, Verb
from lms.reminders.enums import Reason, Rule, SendState, shown_reason
from lms.reminders.models import PlannedSend
from lms.reminders.services.writing import enrolment_of
from programmes.enums import RequirementKind

WHOM = "Null to the doctor, who knows."
OneQuery = with_side(Query)


def name_of(serializer: serializers.BaseSerializer[Any], person: Any) -> Any:
    """Who: for the trust that holds the seat."""
    return PersonNameSerializer(person).data if is_trust(serializer) and person else None


# Enrolments


class CohortSerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    name = serializers.CharField()


class EnrolmentSerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    state = serializers.ChoiceField(choices=State.choices)
    source = serializers.ChoiceField(choices=Source.choices)  # type: ignore[assignment]
    programme = ProgrammeNameSerializer(source="version")
    organisation = OrganisationNameSerializer(allow_null=True, help_text="The sponsor.")
    cohort = CohortSerializer(allow_null=True)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(
        allow_null=True, help_text="The last day of an extended place; null where it ends with its cohort."
    )
    resumes_on = serializers.DateField(
        allow_null=True, help_text="While deferred: the expected return, where it is known."
    )
    created_at = Moment()
    expires_at = Moment(allow_null=True, help_text="Until when an invitation can be answered.")
    person = serializers.SerializerMethodField(help_text=WHOM)
    invited_as = serializers.SerializerMethodField(
        help_text="The address on the trust's own list. Null to the doctor."
    )

    @extend_schema_field(PersonNameSerializer(allow_null=True))
    def get_person(self, row: Any) -> Any:
        return name_of(self, row.person)

    def get_invited_as(self, row: Any) -> str | None:
        return str(row.invited_as) if is_trust(self) else None


class _EnrolmentQuery(ListQuery):
    state = serializers.ChoiceField(choices=State.choices, required=False)


EnrolmentQuery = with_side(_EnrolmentQuery)


class JoinSerializer(Body):
    programme = serializers.UUIDField(
        help_text="`programme` of an open programme, the same in every version."
    )


# Facts


class FactSerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    verb = serializers.ChoiceField(choices=Verb.choices)
    activity = serializers.UUIDField(
        source="activity_key",
        allow_null=True,
        help_text="The same in every version and language. Null, like module, where a fact is about "
        "credits or recognised learning.",
    )
    requirement = serializers.UUIDField(
        source="requirement_key",
        allow_null=True,
        help_text="What earlier learning was recognised for: `key` of a requirement of the programme.",
    )
    kind = serializers.SerializerMethodField(help_text="Of the activity.")
    title = serializers.SerializerMethodField(help_text="Of the activity.")
    module = serializers.UUIDField(
        source="module_key", allow_null=True, help_text="The same in every version."
    )
    module_version = serializers.IntegerField(source="module_version.number", allow_null=True)
    enrolment = serializers.SerializerMethodField()
    result = serializers.SerializerMethodField(
        help_text="Numbers and codes, such as the score of a quiz, or credits in hundredths. "
        "The doctor's own: null to a trust."
    )
    effective_at = Moment()
    recorded_at = Moment()
    source = serializers.CharField()  # type: ignore[assignment]
    supersedes = serializers.SerializerMethodField(
        help_text="The earlier fact that this one replaces or revokes."
    )
    superseded_by = serializers.SerializerMethodField(
        help_text="The later fact that replaces or revokes this one."
    )
    person = serializers.SerializerMethodField(help_text=WHOM)

    def get_kind(self, fact: LearningFact) -> str | None:
        found = self._activity(fact)
        return found.kind if found else None

    def get_title(self, fact: LearningFact) -> str | None:
        found = self._activity(fact)
        return found.title if found else None

    def _activity(self, fact: LearningFact) -> Any:
        return self.context["activities"].get((fact.module_version_id, fact.activity_key))

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_enrolment(self, fact: LearningFact) -> str | None:
        return str(fact.enrolment.uid) if fact.enrolment else None

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_result(self, fact: LearningFact) -> dict[str, Any] | None:
        return None if is_trust(self) else fact.result

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_supersedes(self, fact: LearningFact) -> str | None:
        return str(fact.supersedes.uid) if fact.supersedes else None

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_superseded_by(self, fact: LearningFact) -> str | None:
        later = getattr(fact, "superseded_by", None)
        return str(later.uid) if later else None

    @extend_schema_field(PersonNameSerializer(allow_null=True))
    def get_person(self, fact: LearningFact) -> Any:
        return name_of(self, fact.enrolment.person if fact.enrolment else None)


class _FactQuery(ListQuery):
    enrolment = Uid(required=False)


FactQuery = with_side(_FactQuery)


class CompletionSerializer(Body):
    enrolment = Uid()
    activity = Uid(help_text="`key` of an activity of the programme.")
    answers = serializers.DictField(
        required=False,
        default=dict,
        help_text="By the kind of activity: nothing for a reading, a link or a recording, `text` for a "
        "reflection, `answers` by question for a quiz or an evaluation form (there `now`, `before`, `option` "
        "or `text`), `ticked` items for a checklist, `ratings` by element for a self-assessment, the parts "
        "of a project. Assignments are handed in on the site.",
    )


# Progress


class ProgressSerializer(serializers.Serializer[Any]):
    enrolment = serializers.UUIDField(source="enrolment.uid")
    programme = ProgrammeNameSerializer(source="enrolment.version")
    percent = serializers.IntegerField(help_text="100 only when the programme is complete.")
    done = serializers.IntegerField(help_text="Items done of those that are needed.")
    total = serializers.IntegerField(help_text="Items that are needed.")
    satisfied = serializers.BooleanField()
    person = serializers.SerializerMethodField(help_text=WHOM)

    @extend_schema_field(PersonNameSerializer(allow_null=True))
    def get_person(self, row: Any) -> Any:
        return name_of(self, row.enrolment.person)


class MetBySerializer(serializers.Serializer[Any]):
    activity = serializers.UUIDField(help_text="Key of the activity.")
    title = serializers.CharField()
    met = serializers.BooleanField(help_text="False: this is what is missing.")
    fact = serializers.UUIDField(
        allow_null=True, help_text="The fact that met it; null where it is missing or not yours to see."
    )


class WhySerializer(serializers.Serializer[Any]):
    """One requirement: how it stands, which facts met it, what is missing."""

    key = serializers.UUIDField(source="node.key")
    kind = serializers.ChoiceField(source="node.kind", choices=RequirementKind.choices)
    title = serializers.CharField(source="node.title")
    required = serializers.BooleanField(source="node.required")  # type: ignore[assignment]
    at_least = serializers.SerializerMethodField()
    points_needed = serializers.SerializerMethodField()
    points = serializers.SerializerMethodField(
        help_text="Earned, of a group that asks for points. What each thing is worth, the programme says."
    )
    item = serializers.CharField(
        source="node.item_type",
        allow_blank=True,
        help_text="What is to be done: module, programme, credits, recognition; empty for a group.",
    )
    credits = serializers.SerializerMethodField(help_text="Recorded for it, such as 1.50.")
    credits_needed = serializers.SerializerMethodField(help_text="CPD credits, such as 2.50.")
    percent = serializers.IntegerField()
    satisfied = serializers.BooleanField()
    recognised_by = serializers.SerializerMethodField(
        help_text="The fact by which earlier learning stands for it; null where none does."
    )
    state = serializers.SerializerMethodField(help_text="Whether it is done, open, or closed and until when.")
    opens_on = serializers.SerializerMethodField(
        help_text="The day from which it is open, where it is known."
    )
    locked_by = serializers.SerializerMethodField(
        help_text="Keys of the requirements that must be met before it opens."
    )
    activities = serializers.SerializerMethodField()
    parts = serializers.SerializerMethodField()

    def get_at_least(self, stands: Standing) -> int | None:
        return stands.node.at_least or None

    def get_points_needed(self, stands: Standing) -> int | None:
        return stands.node.points_needed or None

    def get_points(self, stands: Standing) -> int | None:
        return stands.amount if stands.node.points_needed else None

    def get_credits(self, stands: Standing) -> str | None:
        return _credits(stands.amount) if stands.node.credits else None

    def get_credits_needed(self, stands: Standing) -> str | None:
        return _credits(stands.node.credits) if stands.node.credits else None

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_recognised_by(self, stands: Standing) -> str | None:
        done = stands.recognised
        fact = self.context["facts"].get(done.fact_id) if done else None
        return str(fact.uid) if fact else None

    @extend_schema_field(serializers.ChoiceField(choices=[each.value for each in Opening]))
    def get_state(self, stands: Standing) -> str:
        return str(self._opening(stands).state)

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_opens_on(self, stands: Standing) -> str | None:
        day = self._opening(stands).opens_on
        return day.isoformat() if day else None

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_locked_by(self, stands: Standing) -> list[str]:
        return [str(node.key) for node in self._opening(stands).locked_by]

    def _opening(self, stands: Standing) -> openings.Opening:
        found: openings.Opening = self.context["openings"][stands.node.key]
        return found

    @extend_schema_field(MetBySerializer(many=True))
    def get_activities(self, stands: Standing) -> Any:
        return [self._activity(stands, key) for key in stands.node.activities]

    def _activity(self, stands: Standing, key: Any) -> dict[str, Any]:
        done = stands.met_by.get(key)
        fact = self.context["facts"].get(done.fact_id) if done else None
        return {
            "activity": str(key),
            "title": self.context["titles"].get(key, ""),
            "met": key in stands.met_by,
            "fact": str(fact.uid) if fact else None,
        }

    @extend_schema_field({"type": "array", "items": {"$ref": "#/components/schemas/Why"}})
    def get_parts(self, stands: Standing) -> Any:
        return WhySerializer(stands.children, many=True, context=self.context).data


def _credits(hundredths: int) -> str:
    return f"{Decimal(hundredths) / 100:.2f}"


class ProgressDetailSerializer(ProgressSerializer):
    why = serializers.SerializerMethodField(help_text="Every requirement from the root of the programme.")

    @extend_schema_field(WhySerializer)
    def get_why(self, row: Any) -> Any:
        return WhySerializer(self.context["standing"], context=self.context).data


ProgressQuery = with_side(ListQuery)


# Planned sends


class DueSerializer(serializers.Serializer[Any]):
    requirement = serializers.UUIDField()
    title = serializers.CharField()
    due_on = serializers.DateField()
    explained = serializers.CharField(
        help_text="How the date came about. To a trust it says nothing of absence."
    )


class PlannedSendSerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    rule = serializers.ChoiceField(choices=Rule.choices)
    channel = serializers.CharField()
    state = serializers.ChoiceField(choices=SendState.choices)
    reason = serializers.SerializerMethodField(help_text="Why it was not sent.")
    planned_for = Moment()
    settled_at = Moment(allow_null=True, help_text="When it was sent, suppressed or given up.")
    enrolment = serializers.SerializerMethodField()
    programme = serializers.SerializerMethodField()
    due = serializers.SerializerMethodField(
        help_text="What the reminder is about; null where no date is due: an invitation, a nudge."
    )
    person = serializers.SerializerMethodField(help_text=WHOM)

    @extend_schema_field(serializers.ChoiceField(choices=Reason.choices, allow_null=True))
    def get_reason(self, send: PlannedSend) -> str | None:
        return shown_reason(send.reason, for_trust=is_trust(self)) or None

    @extend_schema_field(serializers.UUIDField())
    def get_enrolment(self, send: PlannedSend) -> str:
        return str(enrolment_of(send).uid)

    @extend_schema_field(ProgrammeNameSerializer)
    def get_programme(self, send: PlannedSend) -> Any:
        return ProgrammeNameSerializer(enrolment_of(send).version).data

    @extend_schema_field(DueSerializer(allow_null=True))
    def get_due(self, send: PlannedSend) -> Any:
        due = send.due_date
        if due is None:
            return None
        return {
            "requirement": str(due.requirement.key),
            "title": due.requirement.title,
            "due_on": due.due_on.isoformat(),
            "explained": explain(due.derivation, for_trust=is_trust(self)),
        }

    @extend_schema_field(PersonNameSerializer(allow_null=True))
    def get_person(self, send: PlannedSend) -> Any:
        return name_of(self, send.recipient)


class _PlannedSendQuery(ListQuery):
    state = serializers.ChoiceField(choices=SendState.choices, required=False)
    enrolment = Uid(required=False)


PlannedSendQuery = with_side(_PlannedSendQuery)


# The caller's own token


class TokenSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(help_text="Shown this once. Send it as `Authorization: Token ...`.")
