"""What designers see of the Studio."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from competencies.enums import ClaimStrength, Stage
from lms.api.inputs import ListQuery, Query, Uid
from programmes.coverage.table import Cell, Coverage, Row
from programmes.enums import ChangeKind, DifferenceArea, Parity
from programmes.parity import parity_of
from programmes.preflight import Found, Severity
from programmes.rules.differences import Difference, Facet


class CoverageQuery(Query):
    framework = serializers.CharField(
        required=False, max_length=100, help_text="Code or reference; the first published one without it."
    )
    stage = serializers.ChoiceField(
        choices=Stage.choices, required=False, help_text="Only modules that programmes of this stage have."
    )
    programme = Uid(
        required=False, help_text="Only modules of this programme, by its key, the same in every version."
    )


class CellSerializer(serializers.Serializer[Any]):
    element = serializers.CharField(source="element.code")
    strength = serializers.ChoiceField(choices=ClaimStrength.choices, help_text="The strongest claim.")
    minutes = serializers.IntegerField(help_text="Of the activities that claim it.")
    assessed = serializers.BooleanField(help_text="Whether one of them is judged by somebody or something.")


class StageCellSerializer(CellSerializer):
    stage = serializers.ChoiceField(choices=Stage.choices)


class CoveredModuleSerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField(source="version.uid", help_text="Of the latest version.")
    key = serializers.UUIDField(source="version.module_key", help_text="The same in every version.")
    title = serializers.CharField(source="version.title")
    minutes = serializers.IntegerField(source="version.minutes")
    stages = serializers.ListField(child=serializers.ChoiceField(choices=Stage.choices))
    elements = CellSerializer(many=True, help_text="Those that it claims.")


class CoverageSerializer(serializers.Serializer[Any]):
    framework = serializers.CharField(allow_null=True, help_text="Its reference.")
    minutes = serializers.IntegerField()
    percent = serializers.IntegerField(help_text="Of the elements that are claimed, rounded half up.")
    not_claimed = serializers.ListField(child=serializers.CharField(), help_text="Codes of elements.")
    not_demonstrated = serializers.ListField(child=serializers.CharField())
    not_assessed = serializers.ListField(child=serializers.CharField())
    modules = CoveredModuleSerializer(many=True)
    stages = StageCellSerializer(many=True, help_text="What is claimed at each career stage.")


def coverage_data(found: Coverage) -> dict[str, Any]:
    """As the serializer shows it."""
    by_stage = [
        {"stage": stage.value, **_cell(cell)}
        for _element, cells in found.by_stage
        for stage, cell in zip(Stage, cells, strict=True)
        if cell.strength
    ]
    return {
        "framework": found.framework.reference if found.framework else None,
        "minutes": found.minutes,
        "percent": found.percent,
        "not_claimed": [element.code for element in found.gaps],
        "not_demonstrated": [element.code for element in found.not_demonstrated],
        "not_assessed": [element.code for element in found.not_assessed],
        "modules": [_module(row) for row in found.rows],
        "stages": by_stage,
    }


def _module(row: Row) -> dict[str, Any]:
    cells = [cell for cell in row.cells if cell.strength]
    return {"version": row.version, "stages": sorted(row.stages), "elements": [_cell(each) for each in cells]}


def _cell(cell: Cell) -> dict[str, Any]:
    strength = cell.strength.value if cell.strength else ""
    return {
        "element": cell.element,
        "strength": strength,
        "minutes": cell.minutes,
        "assessed": cell.assessed,
    }


# Drafts


class DraftSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField(source="translation_key", help_text="The same in every version and language.")
    title = serializers.CharField(source="shown_title", help_text="Of the newest draft.")
    language = serializers.CharField(help_text="In which it was written.")
    live = serializers.BooleanField()
    has_unpublished_changes = serializers.BooleanField()
    version = serializers.IntegerField(
        source="version_number", allow_null=True, help_text="Number of the latest; null before the first."
    )
    template = serializers.BooleanField(source="is_template")
    copied_from = serializers.UUIDField(allow_null=True, help_text="`key` of what it began as a copy of.")
    welsh = serializers.SerializerMethodField(
        help_text="How its Welsh keeps up with what is published; null before the first version."
    )

    @extend_schema_field(serializers.ChoiceField(choices=Parity.choices, allow_null=True))
    def get_welsh(self, row: Any) -> str | None:
        found = parity_of(row)
        return found.value if found else None


class DraftQuery(ListQuery):
    title = serializers.CharField(required=False, max_length=120, help_text="Part of it.")
    live = serializers.BooleanField(required=False, allow_null=True, default=None)


class FindingSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["module", "programme"])
    key = serializers.UUIDField()
    title = serializers.CharField()
    language = serializers.CharField()
    severity = serializers.ChoiceField(choices=Severity.choices, help_text="`block`: it cannot be published.")
    rule = serializers.CharField(help_text="Its code.")
    where = serializers.CharField()
    what = serializers.CharField()
    why = serializers.CharField(help_text="Why it matters.")
    mend = serializers.CharField(allow_blank=True)
    path = serializers.CharField(
        allow_blank=True,
        help_text="The field, block or node, as a Wagtail content path; empty for all.",
    )


class PreflightSerializer(serializers.Serializer[Any]):
    looked_at = serializers.IntegerField(help_text="How many modules and programmes.")
    blocks = serializers.IntegerField()
    warns = serializers.IntegerField()
    findings = FindingSerializer(many=True, help_text="What blocks comes first.")


class PreflightQuery(Query):
    severity = serializers.ChoiceField(choices=Severity.choices, required=False)
    kind = serializers.ChoiceField(choices=["module", "programme"], required=False)
    rule = serializers.CharField(required=False, max_length=40, help_text="Code of a rule.")


class LanguageQuery(Query):
    language = serializers.CharField(
        required=False, max_length=10, help_text="Of a translation; the original without it."
    )


def preflight_data(found: list[Found], *, looked_at: int) -> dict[str, Any]:
    blocks = sum(each.blocks for each in found)
    return {
        "looked_at": looked_at,
        "blocks": blocks,
        "warns": len(found) - blocks,
        "findings": [_finding(each) for each in found],
    }


def _finding(found: Found) -> dict[str, Any]:
    rule, finding, draft = found.rule, found.finding, found.draft
    return {
        "kind": draft._meta.model_name,
        "key": draft.translation_key,
        "title": str(draft),
        "language": draft.language,
        "severity": found.severity.value,
        "rule": rule.code,
        "where": finding.where,
        "what": finding.what,
        "why": str(rule.why),
        "mend": str(finding.mend),
        "path": found.target.content_path,
    }


class UseSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField(help_text="Of the programme that has it.")
    title = serializers.CharField()
    published = serializers.IntegerField(
        allow_null=True, help_text="Number of the version on offer that has it; null where none does."
    )
    version = serializers.IntegerField(
        allow_null=True, help_text="Of the module, that this version has fixed; null for programmes."
    )
    in_draft = serializers.BooleanField(help_text="Whether the newest draft has it.")


class UsesSerializer(serializers.Serializer[Any]):
    uses = UseSerializer(many=True, help_text="By title.")


class SideSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="`draft`, or the number of a version.")
    label = serializers.CharField()  # type: ignore[assignment]


class DifferenceSerializer(serializers.Serializer[Any]):
    change = serializers.ChoiceField(choices=ChangeKind.choices)
    area = serializers.ChoiceField(choices=DifferenceArea.choices)
    key = serializers.CharField(
        help_text="Of the activity, requirement or text; `module` for the module itself."
    )
    title = serializers.CharField()
    what = serializers.CharField(allow_blank=True, help_text="Empty where the whole came, went or moved.")
    before = serializers.CharField(allow_null=True, allow_blank=True)
    after = serializers.CharField(allow_null=True, allow_blank=True)


class DifferencesSerializer(serializers.Serializer[Any]):
    sides = SideSerializer(many=True, help_text="What can be compared, newest first.")
    before = serializers.CharField()
    after = serializers.CharField()
    differences = DifferenceSerializer(many=True, help_text="In reading order.")


class DifferencesQuery(LanguageQuery):
    before = serializers.CharField(
        required=False, max_length=10, help_text="`draft` or the number of a version; the latest without it."
    )
    after = serializers.CharField(
        required=False, max_length=10, help_text="`draft` or the number of a version; the draft without it."
    )


def difference_data(found: Difference) -> dict[str, Any]:
    facet = found.after or found.before
    return {
        "change": found.kind,
        "area": found.area,
        "key": found.key,
        "title": found.title,
        "what": str(facet.label) if facet else "",
        "before": _shown(found.before),
        "after": _shown(found.after),
    }


def _shown(facet: Facet | None) -> str | None:
    return facet.shown if facet else None
