"""What is public or on offer: frameworks, programmes, organisations."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from competencies.enums import ClaimStrength, FrameworkPurpose, NodeKind, Stage, StageTextKind
from competencies.models import Framework, Node
from lms.api.inputs import ListQuery
from lms.api.serializers.common import Moment, OrganisationNameSerializer
from lms.organisations.models import OrganisationKind
from programmes.enums import RequirementKind
from programmes.selectors import ActivityNode, TreeNode

# Frameworks


class FrameworkSerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    code = serializers.CharField(help_text="The same in every edition.")
    edition = serializers.CharField()
    reference = serializers.CharField(help_text="Code and edition, as keys of nodes begin.")
    purpose = serializers.ChoiceField(
        choices=FrameworkPurpose.choices,
        help_text="A reference is codes and titles only: nothing is claimed in it.",
    )
    title = serializers.CharField()
    owner = serializers.CharField()
    notice = serializers.CharField(help_text="To be shown wherever the framework is.")
    numbering_note = serializers.CharField(allow_blank=True)
    licence_note = serializers.CharField()
    licence_decided = serializers.SerializerMethodField(
        help_text="False in a demonstration where nobody has decided about the licence."
    )
    source_url = serializers.CharField(allow_blank=True)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)

    def get_licence_decided(self, framework: Framework) -> bool:
        return not framework.is_undecided


class StageTextSerializer(serializers.Serializer[Any]):
    stage = serializers.ChoiceField(choices=Stage.choices)
    kind = serializers.ChoiceField(choices=StageTextKind.choices)
    text = serializers.CharField()


class NodeSerializer(serializers.Serializer[Any]):
    key = serializers.SerializerMethodField(help_text="Stable: quote this.")
    code = serializers.CharField()
    kind = serializers.ChoiceField(choices=NodeKind.choices)
    parent = serializers.SerializerMethodField(help_text="The code of the node above.")  # type: ignore[assignment]
    title = serializers.CharField()
    descriptor = serializers.CharField(allow_blank=True, help_text="In our own words; empty in a reference.")
    stages = serializers.SerializerMethodField()

    def get_key(self, node: Node) -> str:
        return str(self.context["framework"].node_key(node.code))

    def get_parent(self, node: Node) -> str | None:
        return node.parent.code if node.parent else None

    @extend_schema_field(StageTextSerializer(many=True))
    def get_stages(self, node: Node) -> Any:
        wanted = self.context["stage"]
        order = list(Stage.values)
        texts = [text for text in node.stage_texts.all() if wanted in (None, text.stage)]
        texts.sort(key=lambda text: (order.index(text.stage), text.kind, text.order))
        return StageTextSerializer(texts, many=True).data


class FrameworkQuery(ListQuery):
    purpose = serializers.ChoiceField(
        choices=FrameworkPurpose.choices,
        default=FrameworkPurpose.COMPETENCE,
        help_text="Those in which modules claim competences, or references.",
    )


class NodeQuery(ListQuery):
    kind = serializers.ChoiceField(choices=NodeKind.choices, required=False)
    stage = serializers.ChoiceField(
        choices=Stage.choices,
        required=False,
        help_text="Only nodes with a text for this stage, and of their texts only those.",
    )


# Programmes


class RetirementSerializer(serializers.Serializer[Any]):
    """Nobody's place ends by it."""

    cut_off = serializers.DateField(help_text="The first day on which nobody new is taken.")
    closes_on = serializers.DateField(help_text="Until when people on it may finish at least.")
    reason = serializers.CharField()
    successor = serializers.UUIDField(
        allow_null=True, help_text="The programme that takes its place, the same in every version."
    )
    successor_title = serializers.CharField(allow_null=True)


class ProgrammeSerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField(help_text="Of this version.")
    programme = serializers.UUIDField(
        source="programme_key", help_text="The same in every version; joining takes this."
    )
    number = serializers.IntegerField(help_text="Of the version.")
    title = serializers.CharField()
    slug = serializers.CharField()
    stage = serializers.ChoiceField(choices=Stage.choices)
    open_to_all = serializers.BooleanField(help_text="Whether anyone who registers can join.")
    duration_days = serializers.IntegerField()
    published_at = Moment()
    retirement = serializers.SerializerMethodField(help_text="Where the programme is being retired.")

    @extend_schema_field(RetirementSerializer(allow_null=True))
    def get_retirement(self, version: Any) -> Any:
        return version.retiring


class ProgrammeTextSerializer(serializers.Serializer[Any]):
    language = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()


class ClaimSerializer(serializers.Serializer[Any]):
    node = serializers.CharField(help_text="Key of a node of a framework.")
    strength = serializers.ChoiceField(choices=ClaimStrength.choices)


class ActivitySerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField(help_text="The same in every version and language.")
    kind = serializers.CharField()
    title = serializers.CharField()
    minutes = serializers.IntegerField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    claims = serializers.SerializerMethodField()

    @extend_schema_field(ClaimSerializer(many=True))
    def get_claims(self, activity: ActivityNode) -> Any:
        return self.context["claims"].get(activity.id, [])


class ModuleSerializer(serializers.Serializer[Any]):
    """A module version as the programme has fixed it."""

    uid = serializers.UUIDField(help_text="Of this version.")
    module = serializers.UUIDField(source="key", help_text="The same in every version.")
    number = serializers.IntegerField(help_text="Of the version.")
    title = serializers.CharField()
    minutes = serializers.IntegerField()
    activities = ActivitySerializer(many=True)


class PartSerializer(serializers.Serializer[Any]):
    """A requirement: all of what is below, at least so many of it, enough points; or one item to be done."""

    key = serializers.UUIDField(help_text="The same in every version.")
    kind = serializers.ChoiceField(choices=RequirementKind.choices)
    title = serializers.CharField()
    required = serializers.BooleanField(help_text="Whether it counts towards what is above it.")  # type: ignore[assignment]
    at_least = serializers.IntegerField(allow_null=True)
    points_needed = serializers.IntegerField(allow_null=True)
    points = serializers.IntegerField(allow_null=True, help_text="What it is worth to what is above it.")
    stages = serializers.ListField(
        child=serializers.ChoiceField(choices=Stage.choices), help_text="For whom it is; empty for everybody."
    )
    needs = serializers.ListField(
        child=serializers.UUIDField(), help_text="Keys of those that must be complete before it opens."
    )
    delay_days = serializers.IntegerField(allow_null=True, help_text="Days from there to its opening.")
    opens_after_days = serializers.IntegerField(allow_null=True, help_text="Days after the start.")
    opens_on = serializers.DateField(allow_null=True)
    due_days = serializers.IntegerField(allow_null=True, help_text="Days after the start.")
    item = serializers.CharField(
        source="item_type",
        allow_blank=True,
        help_text="What is to be done: module, programme, credits, recognition; empty for a group.",
    )
    module = ModuleSerializer(allow_null=True)
    programme = serializers.UUIDField(
        source="programme_key", allow_null=True, help_text="The same in every version."
    )
    credits = serializers.SerializerMethodField(help_text="CPD credits, such as 2.50.")
    parts = serializers.SerializerMethodField()

    def get_credits(self, node: TreeNode) -> str | None:
        return None if node.credits is None else f"{Decimal(node.credits) / 100:.2f}"

    @extend_schema_field({"type": "array", "items": {"$ref": "#/components/schemas/Part"}})
    def get_parts(self, node: TreeNode) -> Any:
        return PartSerializer(node.children, many=True, context=self.context).data


class ProgrammeDetailSerializer(ProgrammeSerializer):
    texts = serializers.SerializerMethodField(help_text="The newest words in each language.")
    requirement = serializers.SerializerMethodField(help_text="The whole tree from its root.")

    @extend_schema_field(ProgrammeTextSerializer(many=True))
    def get_texts(self, version: Any) -> Any:
        newest = {text.language: text for text in self.context["texts"]}
        return ProgrammeTextSerializer([newest[language] for language in sorted(newest)], many=True).data

    @extend_schema_field(PartSerializer)
    def get_requirement(self, version: Any) -> Any:
        return PartSerializer(self.context["tree"], context=self.context).data


class ProgrammeQuery(ListQuery):
    stage = serializers.ChoiceField(choices=Stage.choices, required=False)


# Organisations


class OrganisationSerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=OrganisationKind.choices)
    name = serializers.CharField()
    ods_code = serializers.CharField(allow_blank=True)
    national_grouping = serializers.CharField(allow_blank=True)
    town = serializers.CharField(allow_blank=True)
    postcode = serializers.CharField(allow_blank=True)
    opened_on = serializers.DateField(allow_null=True)
    closed_on = serializers.DateField(allow_null=True)
    successor = OrganisationNameSerializer(allow_null=True)
    invented = serializers.BooleanField(help_text="Only for demonstration.")


class OrganisationQuery(ListQuery):
    ods_code = serializers.RegexField(r"^[A-Za-z0-9]{3,6}$", required=False, help_text="The whole code.")
    kind = serializers.ChoiceField(choices=OrganisationKind.choices, required=False)
    open_on = serializers.DateField(required=False, help_text="Open on that day, such as 2026-08-05.")
    name = serializers.CharField(
        required=False, min_length=2, max_length=200, help_text="Part of the name, capitals or not."
    )
