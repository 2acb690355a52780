"""Parts that several shapes share."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from rest_framework import ISO_8601, serializers

Context = dict[str, Any]


class Moment(serializers.DateTimeField):
    """A moment in UTC: ``2026-09-01T08:00:00Z``."""

    def __init__(self, **given: Any) -> None:
        super().__init__(default_timezone=UTC, format=ISO_8601, **given)


class ProblemErrorSerializer(serializers.Serializer[Any]):
    pointer = serializers.CharField(required=False, help_text="JSON pointer into the body.")
    parameter = serializers.CharField(required=False, help_text="Name of a parameter of the address.")
    header = serializers.CharField(required=False, help_text="Name of a header.")
    message = serializers.CharField(help_text="What is wrong.")
    mend = serializers.CharField(allow_blank=True, help_text="What to do about it.")


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457. Programs go by `code`, which stays; the words are in the language asked for."""

    type = serializers.CharField(help_text="`urn:leadership:problem:` and the code.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = ProblemErrorSerializer(many=True)  # type: ignore[assignment]


class OrganisationNameSerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    name = serializers.CharField()
    ods_code = serializers.CharField(allow_blank=True)


class PersonNameSerializer(serializers.Serializer[Any]):
    given_name = serializers.CharField()
    family_name = serializers.CharField()


class ProgrammeNameSerializer(serializers.Serializer[Any]):
    """The version that somebody is on."""

    uid = serializers.UUIDField(help_text="Of this version.")
    programme = serializers.UUIDField(source="programme_key", help_text="The same in every version.")
    number = serializers.IntegerField(help_text="Of the version.")
    title = serializers.CharField()


def is_trust(serializer: serializers.BaseSerializer[Any]) -> bool:
    return serializer.context.get("as") == "trust"
