"""Those whom a move left for somebody to decide, and which activities count for which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from lms.amendments.enums import CaseState, Doubt, Suggestion
from lms.amendments.models import Case, Equivalence
from lms.amendments.page import Page
from lms.api.inputs import Body, ListQuery, Uid
from lms.api.serializers.common import Moment, OrganisationNameSerializer, ProgrammeNameSerializer


class BegunSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField(help_text="Of the requirement, in the earlier version.")
    title = serializers.CharField(allow_blank=True)


class CaseSerializer(serializers.Serializer[Any]):
    """Somebody without a name."""

    uid = serializers.UUIDField()
    move = serializers.UUIDField(source="run.uid", help_text="`uid` of the move that left it open.")
    version = ProgrammeNameSerializer(source="run.version", help_text="Where they would be moved to.")
    present = ProgrammeNameSerializer(source="enrolment.version", help_text="The version that they are on.")
    organisation = OrganisationNameSerializer(
        source="enrolment.organisation", allow_null=True, help_text="Null: without a sponsor."
    )
    doubt = serializers.ChoiceField(choices=Doubt.choices)
    begun = serializers.SerializerMethodField(help_text="What was begun and has no place in the new version.")
    suggestion = serializers.ChoiceField(choices=Suggestion.choices)
    state = serializers.ChoiceField(choices=CaseState.choices)
    decided_at = Moment(allow_null=True)

    @extend_schema_field(BegunSerializer(many=True))
    def get_begun(self, case: Case) -> list[dict[str, str]]:
        titles: Mapping[UUID, str] = self.context["titles"]
        return [{"key": str(key), "title": titles.get(key, "")} for key in case.requirement_keys]


class CaseQuery(ListQuery):
    programme = Uid(required=False, help_text="`programme`, the same in every version.")
    move = Uid(required=False, help_text="`uid` of the move that left them open.")
    state = serializers.ChoiceField(
        choices=CaseState.choices,
        required=False,
        default=CaseState.OPEN.value,
        help_text="Open, if left out.",
    )


class DecisionSerializer(Body):
    choice = serializers.ChoiceField(choices=Suggestion.choices)


class ActivitySideSerializer(serializers.Serializer[Any]):
    module = serializers.UUIDField(help_text="The key of its module.")
    activity = serializers.UUIDField(help_text="Its own key.")
    title = serializers.CharField(allow_blank=True)


class EquivalenceSerializer(serializers.Serializer[Any]):
    """Whoever has done `earlier` has done `later`, when they are moved to this version."""

    uid = serializers.UUIDField()
    version = ProgrammeNameSerializer()
    earlier = serializers.SerializerMethodField()
    later = serializers.SerializerMethodField()
    made_at = Moment()

    @extend_schema_field(ActivitySideSerializer)
    def get_earlier(self, each: Equivalence) -> dict[str, str]:
        return self._side(each.old_module_key, each.old_activity_key)

    @extend_schema_field(ActivitySideSerializer)
    def get_later(self, each: Equivalence) -> dict[str, str]:
        return self._side(each.new_module_key, each.new_activity_key)

    def _side(self, module: UUID, activity: UUID) -> dict[str, str]:
        titles: Mapping[UUID, str] = self.context["titles"]
        return {"module": str(module), "activity": str(activity), "title": titles.get(activity, "")}


class EquivalenceQuery(ListQuery):
    version = Uid(required=False, help_text="`uid` of the version that people are moved to.")


class SideBody(Body):
    module = Uid(help_text="The key of its module.")
    activity = Uid(help_text="Its own key.")


class EquateSerializer(Body):
    version = Uid(help_text="`uid` of the version that people are moved to.")
    earlier = SideBody(help_text="What was done: an activity of any version.")
    later = SideBody(help_text="What counts as done by it: an activity of this version.")


class MayCountSerializer(serializers.Serializer[Any]):
    earlier = ActivitySideSerializer(many=True, help_text="Only in versions that somebody is still on.")
    later = ActivitySideSerializer(many=True, help_text="Only in the latest.")


def may_count_data(page: Page) -> dict[str, Any]:
    return {"earlier": _sides(page.old_activities), "later": _sides(page.new_activities)}


def _sides(choices: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    """The keys as a form's field has them, apart."""
    pairs = [(value.partition(":"), label) for value, label in choices]
    return [{"module": key[0], "activity": key[2], "title": label} for key, label in pairs]
