"""A doctor's own CPD. Credits are decimal texts, such as 1.50, so that nothing is rounded on the way."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from lms.actions.cpd import NOTE_LENGTH, TITLE_LENGTH
from lms.api.inputs import Body, ListQuery, Query
from lms.api.serializers.common import Moment
from lms.cpd.enums import ABOUT, Direction, Kind, Setting
from lms.cpd.models import CpdEdition, CpdEntry
from lms.cpd.rules import Part, Reckoning
from lms.cpd.selectors import Standing, Stands

SETTINGS = Setting.choices
KINDS = Kind.choices


def as_text(hundredths: int | None) -> str | None:
    return None if hundredths is None else f"{Decimal(hundredths) / 100:.2f}"


class CpdEntrySerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    title = serializers.CharField()
    ended_on = serializers.DateField(help_text="To the CPD year of this day the credits belong.")
    credits = serializers.SerializerMethodField(help_text="Such as 1.50.")
    setting = serializers.ChoiceField(choices=SETTINGS)
    kind = serializers.ChoiceField(choices=KINDS)
    is_clinical = serializers.BooleanField()
    note = serializers.CharField(allow_blank=True)
    fact = serializers.SerializerMethodField(help_text="The learning fact that it was taken in from.")
    counts = serializers.SerializerMethodField(help_text="False where that fact was taken back.")
    saved_at = Moment()

    def get_credits(self, row: CpdEntry) -> str:
        return str(as_text(row.hundredths))

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_fact(self, row: CpdEntry) -> str | None:
        return str(row.fact.uid) if row.fact else None

    def get_counts(self, row: CpdEntry) -> bool:
        return row.fact is None or not hasattr(row.fact, "superseded_by")


class CpdEntryQuery(ListQuery):
    setting = serializers.ChoiceField(choices=SETTINGS, required=False)
    kind = serializers.ChoiceField(choices=KINDS, required=False)
    first = serializers.DateField(required=False, help_text="Ended on this day or later.")
    last = serializers.DateField(required=False, help_text="Ended on this day or earlier.")


class RecordSerializer(Body):
    title = serializers.CharField(max_length=TITLE_LENGTH, help_text="Name no patient.")
    ended_on = serializers.DateField(help_text="Today at the latest.")
    credits = serializers.DecimalField(
        max_digits=5, decimal_places=2, help_text="In quarters, from 0.25 to 100, as a text."
    )
    setting = serializers.ChoiceField(choices=SETTINGS)
    kind = serializers.ChoiceField(choices=KINDS, required=False, default=Kind.EVENT.value)
    is_clinical = serializers.BooleanField(required=False, default=False)
    note = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=NOTE_LENGTH, trim_whitespace=False
    )


class LimitSerializer(serializers.Serializer[Any]):
    direction = serializers.ChoiceField(choices=Direction.choices)
    about = serializers.ChoiceField(choices=ABOUT)
    credits = serializers.SerializerMethodField()

    def get_credits(self, row: Any) -> str:
        return str(as_text(row.hundredths))


class CpdEditionSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    valid_from = serializers.DateField(allow_null=True, help_text="Null where nobody knows since when.")
    year_begins = serializers.SerializerMethodField(help_text="Month and day; null where none is named.")
    minimum = serializers.SerializerMethodField(help_text="In a CPD year.")
    five_year = serializers.SerializerMethodField(help_text="In a revalidation cycle.")
    limits = LimitSerializer(many=True)
    source_url = serializers.URLField()
    read_on = serializers.DateField()

    def get_year_begins(self, row: CpdEdition) -> str | None:
        return f"{row.year_month:02}-{row.year_day:02}" if row.year_month else None

    def get_minimum(self, row: CpdEdition) -> str | None:
        return as_text(row.minimum)

    def get_five_year(self, row: CpdEdition) -> str | None:
        return as_text(row.five_year)


class CpdSchemeSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    title = serializers.CharField()
    college = serializers.CharField()
    editions = CpdEditionSerializer(many=True)


class CpdSchemesSerializer(serializers.Serializer[Any]):
    schemes = CpdSchemeSerializer(many=True)


class LimitStandsSerializer(serializers.Serializer[Any]):
    direction = serializers.ChoiceField(choices=Direction.choices, source="limit.direction")
    about = serializers.ChoiceField(choices=ABOUT, source="limit.about")
    recorded = serializers.SerializerMethodField()
    counted = serializers.SerializerMethodField()
    wanted = serializers.SerializerMethodField(help_text="What is left of it after exemptions.")
    missing = serializers.SerializerMethodField(help_text="Of what is asked at least.")

    def get_recorded(self, part: Part) -> str:
        return str(as_text(part.recorded))

    def get_counted(self, part: Part) -> str:
        return str(as_text(part.counted))

    def get_wanted(self, part: Part) -> str:
        return str(as_text(part.wanted))

    def get_missing(self, part: Part) -> str | None:
        return as_text(part.missing) if part.limit.direction == Direction.AT_LEAST else None


class CycleStandsSerializer(serializers.Serializer[Any]):
    first = serializers.DateField(source="window.first")
    last = serializers.DateField(source="window.last", help_text="The submission date that the GMC gave.")
    counted = serializers.SerializerMethodField()
    wanted = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField()

    def get_counted(self, cycle: Any) -> str:
        return str(as_text(cycle.counted))

    def get_wanted(self, cycle: Any) -> str | None:
        return as_text(cycle.wanted)

    def get_missing(self, cycle: Any) -> str:
        return str(as_text(cycle.missing))


class YearSerializer(serializers.Serializer[Any]):
    first = serializers.DateField(source="year.first")
    last = serializers.DateField(source="year.last")
    recorded = serializers.SerializerMethodField()
    counted = serializers.SerializerMethodField(help_text="As far as no cap is exceeded.")
    minimum = serializers.SerializerMethodField(help_text="What is left of it after exemptions.")
    missing = serializers.SerializerMethodField()
    clinical = serializers.SerializerMethodField()
    non_clinical = serializers.SerializerMethodField()
    exempt_days = serializers.IntegerField()
    parts = LimitStandsSerializer(many=True)

    def get_recorded(self, year: Reckoning) -> str:
        return str(as_text(year.recorded))

    def get_counted(self, year: Reckoning) -> str:
        return str(as_text(year.counted))

    def get_minimum(self, year: Reckoning) -> str | None:
        return as_text(year.minimum)

    def get_missing(self, year: Reckoning) -> str:
        return str(as_text(year.missing))

    def get_clinical(self, year: Reckoning) -> str:
        return str(as_text(year.clinical))

    def get_non_clinical(self, year: Reckoning) -> str:
        return str(as_text(year.non_clinical))


class StandsSerializer(serializers.Serializer[Any]):
    scheme = serializers.CharField(source="scheme.code")
    edition = serializers.CharField(source="edition.name")
    year = YearSerializer()
    cycle = serializers.SerializerMethodField(help_text="Null where no dates are stored for the day.")

    @extend_schema_field(CycleStandsSerializer(allow_null=True))
    def get_cycle(self, stands: Stands) -> Any:
        return CycleStandsSerializer(stands.cycle).data if stands.cycle else None


class CpdStandingSerializer(serializers.Serializer[Any]):
    on = serializers.DateField()
    schemes = serializers.SerializerMethodField(help_text="One for each scheme that you follow.")

    @extend_schema_field(StandsSerializer(many=True))
    def get_schemes(self, standing: Standing) -> Any:
        return StandsSerializer(standing.schemes, many=True).data


class StandingQuery(Query):
    on = serializers.DateField(required=False, help_text="A day of the CPD year; today where it is left out.")
