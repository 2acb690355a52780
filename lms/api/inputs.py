"""What comes in: parameters and bodies, nothing beyond what is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

from lms.api.problems import Fault, Problem, faults_of

PAGE_SIZE = 50
LARGEST_PAGE = 200


class Query(serializers.Serializer[Any]):
    """The parameters of an address. Unknown ones are refused: a mistyped filter must not widen a list."""


class Uid(serializers.UUIDField):
    """As text only: DRF would take the number 3 for an identifier too."""

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class ListQuery(Query):
    cursor = serializers.CharField(
        required=False, max_length=200, help_text="From the `next` or `previous` address of a page."
    )
    page_size = serializers.IntegerField(
        required=False,
        default=PAGE_SIZE,
        min_value=1,
        max_value=LARGEST_PAGE,
        help_text="How many to a page.",
    )


def with_side(query: type[Query]) -> type[Query]:
    """Adds ``as``, which cannot be written as an attribute."""

    class Sided(query):  # type: ignore[valid-type,misc]
        def get_fields(self) -> dict[str, Any]:
            side = serializers.ChoiceField(
                choices=["learner", "trust"],
                required=False,
                default="learner",
                help_text="As whom you look: at your own record, or at the seats of the trusts you lead.",
            )
            return {"as": side, **super().get_fields()}

    Sided.__name__ = f"{query.__name__}AsSide"
    return Sided


def read_query(query: type[Query], request: Request) -> dict[str, Any]:
    given = request.query_params
    fields = query().get_fields()
    known = ", ".join(fields) or now_("none")
    faults = [
        Fault(
            name,
            _("This parameter is not known here."),
            _("Leave it out. Known here: %(known)s.") % {"known": known},
            kind="parameter",
        )
        for name in given
        if name not in fields
    ]
    faults += [
        Fault(name, _("This parameter is given more than once."), _("Give it once."), kind="parameter")
        for name in given
        if name in fields and len(given.getlist(name)) > 1
    ]
    serializer = query(data=given.dict())
    if not faults and serializer.is_valid():
        return dict(serializer.validated_data)
    if not faults:
        faults = [
            Fault(each.place.lstrip("/"), each.message, each.mend, kind="parameter")
            for each in faults_of(serializer.errors)
        ]
    raise Problem(
        400,
        "wrong_parameters",
        _("Something in the address after the question mark is wrong."),
        mend=_("Mend what is listed under errors."),
        faults=faults,
    )


class Body(serializers.Serializer[Any]):
    """What a request says. Unknown fields are refused: a mistyped one must not be lost in silence."""

    def to_internal_value(self, data: Any) -> Any:
        unknown: dict[str, list[ErrorDetail]] = {}
        if isinstance(data, Mapping):
            message = now_("This field is not known here.")
            unknown = {
                str(name): [ErrorDetail(message, "unknown")] for name in data if name not in self.fields
            }
        try:
            value = super().to_internal_value(data)
        except ValidationError as error:
            if isinstance(error.detail, dict):
                raise ValidationError({**error.detail, **unknown}) from error
            raise
        if unknown:
            raise ValidationError(unknown)
        return value


def read_body(body: type[Body], request: Request) -> dict[str, Any]:
    serializer = body(data=request.data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)
