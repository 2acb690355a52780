"""How a programme goes: the figures of the Studio's page of insight."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from lms.api.inputs import Query, Uid
from lms.reports.insight.asking import address_of
from lms.reports.insight.cube import STOPPED, Cube, Dimension, Outcome
from lms.reports.insight.report import Compared, ModuleLine, Report, StepLine, StopLine

HELD_BACK = "Null where it is held back."


class InsightQuery(Query):
    version = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text="Only people on this version, by its number.",
    )
    cohort = Uid(required=False, help_text="Only people of this cohort.")
    trust = Uid(required=False, help_text="Only people whom this organisation sponsors.")
    started = serializers.RegexField(
        r"^[0-9]{4}-[1-4]$", required=False, help_text="Only people who started in this quarter: `2026-3`."
    )
    by = serializers.ChoiceField(
        choices=[each.value for each in Dimension],
        required=False,
        default=Dimension.VERSION.value,
        help_text="What to compare, of everybody.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = [name.value for name in Dimension if name.value in attrs]
        if len(given) > 1:
            raise serializers.ValidationError(
                dict.fromkeys(
                    given, _("Figures are told of one version, cohort, trust or quarter at a time.")
                )
            )
        return attrs


class TimeSerializer(serializers.Serializer[Any]):
    days = serializers.DecimalField(
        max_digits=8, decimal_places=1, allow_null=True, help_text="From start to completion: the median."
    )
    lower_quartile = serializers.DecimalField(
        max_digits=8, decimal_places=1, allow_null=True, help_text="A quarter took no longer."
    )
    upper_quartile = serializers.DecimalField(
        max_digits=8, decimal_places=1, allow_null=True, help_text="Three quarters took no longer."
    )
    people = serializers.IntegerField(
        allow_null=True, help_text="Of how many the days are: all who have done it, else null."
    )
    in_time_percent = serializers.IntegerField(allow_null=True, help_text="Done by the planned day.")


class FunnelSerializer(serializers.Serializer[Any]):
    asked = serializers.IntegerField(allow_null=True, help_text=f"Of how many it is asked. {HELD_BACK}")
    begun = serializers.IntegerField(allow_null=True, help_text=f"With those who have done it. {HELD_BACK}")
    done = serializers.IntegerField(allow_null=True, help_text=HELD_BACK)
    time = TimeSerializer()


class InsightModuleSerializer(FunnelSerializer):
    key = serializers.UUIDField(help_text="The same in every version.")
    title = serializers.CharField()
    minutes = serializers.IntegerField(help_text="Planned.")
    due_days = serializers.IntegerField(
        allow_null=True, help_text="Planned to be done so many days after the start."
    )


class InsightActivitySerializer(FunnelSerializer):
    key = serializers.UUIDField(help_text="The same in every version.")
    module = serializers.UUIDField(help_text="The module's key.")
    title = serializers.CharField()
    kind = serializers.CharField()
    minutes = serializers.IntegerField(help_text="Planned.")
    needed = serializers.BooleanField(help_text="Whether the module takes it.")


class StopSerializer(serializers.Serializer[Any]):
    how = serializers.ChoiceField(choices=[each.value for each in STOPPED])
    after = serializers.UUIDField(
        allow_null=True, help_text="Activity done last; null before anything was done."
    )
    next = serializers.UUIDField(allow_null=True, help_text="Activity that comes next; null after the last.")
    people = serializers.IntegerField()


class ComparedSerializer(serializers.Serializer[Any]):
    value = serializers.CharField(
        allow_null=True, help_text="As its parameter names it; null for those without a cohort or trust."
    )
    people = serializers.IntegerField()
    begun = serializers.IntegerField(allow_null=True, help_text=HELD_BACK)
    outcomes = serializers.DictField(child=serializers.IntegerField(allow_null=True), help_text=HELD_BACK)
    percent = serializers.IntegerField(allow_null=True, help_text=f"How far they are on average. {HELD_BACK}")


class InsightSerializer(serializers.Serializer[Any]):
    programme = serializers.UUIDField()
    title = serializers.CharField()
    as_of = serializers.DateTimeField()
    fewest = serializers.IntegerField(help_text="Of fewer people nothing is told.")
    told = serializers.BooleanField(help_text="Whether anything is told of these people.")
    people = serializers.IntegerField(allow_null=True, help_text="Who took up a place.")
    begun = serializers.IntegerField(allow_null=True, help_text=HELD_BACK)
    invited = serializers.IntegerField(allow_null=True, help_text=f"Have not answered. {HELD_BACK}")
    never_taken = serializers.IntegerField(
        allow_null=True, help_text=f"Did not take up the place. {HELD_BACK}"
    )
    outcomes = serializers.DictField(child=serializers.IntegerField(allow_null=True), help_text=HELD_BACK)
    percent = serializers.IntegerField(allow_null=True, help_text=f"How far they are on average. {HELD_BACK}")
    modules = InsightModuleSerializer(many=True)
    activities = InsightActivitySerializer(many=True)
    stops = StopSerializer(many=True, help_text="Where people stopped, and how many did.")
    stops_held_back = serializers.IntegerField(help_text="At so many other places some stopped too.")
    by = serializers.ChoiceField(choices=[each.value for each in Dimension])
    compared = ComparedSerializer(many=True)
    compared_held_back = serializers.IntegerField(help_text="So many others have people and are not told.")


def insight_data(report: Report, by: Dimension) -> dict[str, Any]:
    """As the serializer shows it."""
    cube, comparison = report.cube, report.compared(by)
    return {
        "programme": cube.programme_key,
        "title": cube.title,
        "as_of": cube.at,
        "fewest": report.fewest,
        "told": report.is_told,
        "people": report.taken,
        "begun": report.begun,
        "invited": report.invited,
        "never_taken": report.never_taken,
        "outcomes": _outcomes(report.outcomes),
        "percent": report.percent,
        "modules": [_module(line) for line in report.modules],
        "activities": [_activity(line) for line in report.steps()],
        "stops": [_stop(line) for line in report.stops],
        "stops_held_back": report.stops_held_back if report.is_told else 0,
        "by": by.value,
        "compared": [_compared(line, by, cube) for line in comparison.lines],
        "compared_held_back": comparison.held_back,
    }


def _module(line: ModuleLine) -> dict[str, Any]:
    module = line.module
    return {
        "key": module.key,
        "title": module.title,
        "minutes": module.minutes,
        "due_days": module.due_days,
        **_funnel(line),
    }


def _activity(line: StepLine) -> dict[str, Any]:
    step = line.step
    return {
        "key": step.key,
        "module": line.module.key,
        "title": step.title,
        "kind": step.kind,
        "minutes": step.minutes,
        "needed": step.required,
        **_funnel(line),
    }


def _funnel(line: ModuleLine | StepLine) -> dict[str, Any]:
    funnel, time = line.funnel, line.time
    times = {
        "days": time.days,
        "lower_quartile": time.lower,
        "upper_quartile": time.upper,
        "people": time.of,
        "in_time_percent": time.in_time,
    }
    return {"asked": funnel.asked, "begun": funnel.begun, "done": funnel.done, "time": times}


def _stop(line: StopLine) -> dict[str, Any]:
    after, later = (step.key if step else None for step in (line.after, line.next))
    return {"how": line.how.value, "after": after, "next": later, "people": line.people}


def _compared(line: Compared, by: Dimension, cube: Cube) -> dict[str, Any]:
    return {
        "value": address_of(by, line.value, cube) or None,
        "people": line.taken,
        "begun": line.begun,
        "outcomes": _outcomes(line.outcomes),
        "percent": line.percent,
    }


def _outcomes(found: dict[Outcome, int | None]) -> dict[str, int | None]:
    return {outcome.value: people for outcome, people in found.items()}
