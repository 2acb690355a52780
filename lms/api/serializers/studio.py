"""What designers see of the Studio."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from competencies.enums import ClaimStrength, Stage
from lms.api.inputs import Query, Uid
from programmes.coverage.table import Cell, Coverage, Row


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
