"""Who is on what and how it goes. What only one side may see is null for the other."""

from __future__ import annotations

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
        source="activity_key", help_text="The same in every version and language."
    )
    kind = serializers.SerializerMethodField(help_text="Of the activity.")
    title = serializers.SerializerMethodField(help_text="Of the activity.")
    module = serializers.UUIDField(source="module_key", help_text="The same in every version.")
    module_version = serializers.IntegerField(source="module_version.number")
    enrolment = serializers.SerializerMethodField()
    result = serializers.SerializerMethodField(
        help_text="Numbers and codes, such as the score of a quiz. The doctor's own: null to a trust."
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
        found = self.context["activities"].get((fact.module_version_id, fact.activity_key))
        return found.kind if found else None

    def get_title(self, fact: LearningFact) -> str | None:
        found = self.context["activities"].get((fact.module_version_id, fact.activity_key))
        return found.title if found else None

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
    done = serializers.IntegerField(help_text="Modules done of those that are needed.")
    total = serializers.IntegerField(help_text="Modules that are needed.")
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
    percent = serializers.IntegerField()
    satisfied = serializers.BooleanField()
    activities = serializers.SerializerMethodField()
    parts = serializers.SerializerMethodField()

    def get_at_least(self, stands: Standing) -> int | None:
        return stands.node.at_least or None

    @extend_schema_field(MetBySerializer(many=True))
    def get_activities(self, stands: Standing) -> Any:
        return [self._activity(stands, key) for key in stands.node.activities]

    def _activity(self, stands: Standing, key: Any) -> dict[str, Any]:
        fact = self.context["facts"].get(stands.met_by.get(key))
        return {
            "activity": str(key),
            "title": self.context["titles"].get(key, ""),
            "met": key in stands.met_by,
            "fact": str(fact.uid) if fact else None,
        }

    @extend_schema_field({"type": "array", "items": {"$ref": "#/components/schemas/Why"}})
    def get_parts(self, stands: Standing) -> Any:
        return WhySerializer(stands.children, many=True, context=self.context).data


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
