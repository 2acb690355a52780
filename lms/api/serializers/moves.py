"""People on earlier versions of a programme, in figures that name nobody, and moves of them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from lms.amendments.enums import RunState
from lms.amendments.models import Run
from lms.amendments.page import Page
from lms.amendments.presenters import FEWEST, GroupLine, told_cohort
from lms.amendments.selectors import may_be_taken_back
from lms.api.inputs import Body, ListQuery, Query, Uid
from lms.api.serializers.common import Moment, OrganisationNameSerializer, ProgrammeNameSerializer
from lms.api.serializers.deciding import MayCountSerializer, may_count_data
from lms.api.serializers.learning import CohortSerializer

FEW = f"Null where it is fewer than {FEWEST} and more than none: that could be traced to people."


def count_field(said: str) -> serializers.IntegerField:
    return serializers.IntegerField(allow_null=True, help_text=f"{said} {FEW}")


def told(count: int) -> int | None:
    return None if 0 < count < FEWEST else count


class GroupSerializer(serializers.Serializer[Any]):
    organisation = OrganisationNameSerializer(allow_null=True, help_text="Null: those without a sponsor.")
    cohort = CohortSerializer(allow_null=True, help_text="Null: those of the trust outside its cohorts.")
    people = count_field("Invited, learning or paused.")
    percent = serializers.IntegerField(allow_null=True, help_text="Done on average, rounded down.")
    gain = count_field("Would have more done.")
    end = count_field("Would have completed the programme.")
    asked_more = count_field("Would be asked for more than before; nothing done is undone.")
    kept_by_recognition = count_field("Keep something only because the move recognises it.")
    doubtful = count_field("Somebody has to decide about them.")
    due_this_week = count_field("Have something that changes due within a week.")


class PeopleSerializer(serializers.Serializer[Any]):
    version = ProgrammeNameSerializer(help_text="The latest: where people can be moved.")
    of_draft = serializers.BooleanField(help_text="Whether the figures are of publishing the draft.")
    draft_differs = serializers.BooleanField()
    draft_is_sound = serializers.BooleanField(help_text="Whether it could be published.")
    worked_out = serializers.BooleanField(
        help_text="False: there are too many people for one answer. Ask for one group; only `people` is told."
    )
    groups = GroupSerializer(many=True)
    may_count = MayCountSerializer(help_text="Activities of which one can count for another.")


class PeopleQuery(Query):
    draft = serializers.BooleanField(
        required=False, default=False, help_text="What publishing the draft would mean."
    )
    organisation = Uid(required=False, help_text="Only its people outside cohorts, or of `cohort`.")
    cohort = Uid(required=False, help_text="Needs `organisation`.")


def people_data(page: Page, *, only: str = "") -> dict[str, Any]:
    """``only`` is the key of a group."""
    lines = [line for line in page.groups if only in ("", line.key)]
    return {
        "version": page.version,
        "of_draft": page.of_draft,
        "draft_differs": page.draft_differs,
        "draft_is_sound": page.draft_is_sound,
        "worked_out": not page.left_out,
        "groups": [_group(line, worked_out=not page.left_out) for line in lines],
        "may_count": may_count_data(page),
    }


def _group(line: GroupLine, *, worked_out: bool) -> dict[str, Any]:
    effect = line.effect
    names = ("gain", "end", "asked_more", "kept_by_recognition", "doubtful", "due_this_week")
    known = worked_out and effect.people >= FEWEST
    return {
        "organisation": line.group.organisation,
        "cohort": line.cohort,
        "people": told(effect.people),
        "percent": effect.percent if known else None,
        **{name: told(getattr(effect, name)) if known else None for name in names},
    }


class MoveSerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    version = ProgrammeNameSerializer(help_text="Where they are moved to.")
    organisation = OrganisationNameSerializer(allow_null=True)
    cohort = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=RunState.choices)
    total = serializers.SerializerMethodField(help_text=FEW)
    moved = serializers.SerializerMethodField(help_text=FEW)
    taken_back = serializers.SerializerMethodField(help_text=FEW)
    open_cases = serializers.SerializerMethodField(help_text=f"To be decided. {FEW}")
    started_at = Moment()
    finished_at = Moment(allow_null=True)
    may_be_taken_back = serializers.SerializerMethodField()

    @extend_schema_field(CohortSerializer(allow_null=True))
    def get_cohort(self, run: Run) -> dict[str, Any] | None:
        found = told_cohort(run.cohort, run.total)
        return {"uid": str(found.uid), "name": found.name} if found else None

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_total(self, run: Run) -> int | None:
        return told(run.total)

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_moved(self, run: Run) -> int | None:
        return told(run.moved)

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_taken_back(self, run: Run) -> int | None:
        return told(run.taken_back)

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_open_cases(self, run: Any) -> int | None:
        return told(run.open_cases)

    def get_may_be_taken_back(self, run: Run) -> bool:
        return run.state == RunState.MOVED and may_be_taken_back(run, now=self.context["now"])


class MoveQuery(ListQuery):
    programme = Uid(required=False, help_text="`programme`, the same in every version.")


class OrderSerializer(Body):
    version = Uid(help_text="`uid` of the latest version, as the figures named it.")
    organisation = Uid(
        required=False, allow_null=True, default=None, help_text="Null: those without a sponsor."
    )
    cohort = Uid(
        required=False,
        allow_null=True,
        default=None,
        help_text="Null: those of the trust outside its cohorts. Needs `organisation`.",
    )
