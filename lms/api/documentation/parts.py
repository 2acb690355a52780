"""Building blocks of the description of one operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from lms.api.inputs import Query
from lms.api.problems import MEDIA_TYPE, TYPE_PREFIX
from lms.api.serializers.common import ProblemSerializer

View = TypeVar("View", bound=Callable[..., Any])
Shape = type[serializers.Serializer[Any]]
Answer = tuple[Shape | None, str, Any]
"""The shape, what it is, and an example."""

LOCATION = OpenApiParameter(
    "Location", str, OpenApiParameter.HEADER, response=[200, 201], description="Address of what was written."
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="A random text of 1 to 200 visible characters, new with each new thing. "
    "The same key with the same body answers with the same fact; with another body it is refused.",
    examples=[OpenApiExample("A key", value="5f0b7c1e-8a53-4f0e-9d2b-6f1f5d2f9a10")],
)


NO_FORMAT = OpenApiParameter("format", exclude=True)
"""Formats are chosen by the Accept header; drf-spectacular would promise a parameter."""


def page_of(shape: Shape, name: str) -> Shape:
    fields = {
        "next": serializers.URLField(allow_null=True, help_text="Address of the next page."),
        "previous": serializers.URLField(allow_null=True, help_text="Address of the page before."),
        "results": shape(many=True),
    }
    return type(f"{name}PageSerializer", (serializers.Serializer,), fields)


def page(*results: Any) -> dict[str, Any]:
    return {"next": None, "previous": None, "results": list(results)}


def operation(
    name: str,
    summary: str,
    *,
    tag: str,
    description: str = "",
    query: type[Query] | None = None,
    body: tuple[Shape, Any] | None = None,
    answers: Mapping[int, Answer],
    problems: Sequence[int] = (),
    headers: Sequence[OpenApiParameter] = (),
) -> Callable[[View], View]:
    responses: dict[Any, OpenApiResponse] = {
        (status, "application/json") if shape else status: _answer(shape, what, example)
        for status, (shape, what, example) in answers.items()
    }
    for status in sorted({*problems, 400, 405, 406}):
        responses[(status, MEDIA_TYPE)] = _problem(status)
    return extend_schema(
        operation_id=name,
        summary=summary,
        description=description,
        tags=[tag],
        parameters=[*([query] if query else []), *headers, NO_FORMAT],
        request=body[0] if body else None,
        examples=[OpenApiExample("Example", value=body[1], request_only=True)] if body else None,
        responses=responses,
    )


def _answer(shape: Shape | None, what: str, example: Any) -> OpenApiResponse:
    examples = [] if shape is None else [OpenApiExample("Example", value=example)]
    return OpenApiResponse(shape, description=what, examples=examples)


def _problem(status: int) -> OpenApiResponse:
    code, title, detail, errors = PROBLEMS[status]
    example = {
        "type": f"{TYPE_PREFIX}{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "errors": errors,
    }
    return OpenApiResponse(
        ProblemSerializer, description=title, examples=[OpenApiExample("Example", value=example)]
    )


PROBLEMS: Mapping[int, tuple[str, str, str, list[dict[str, str]]]] = {
    400: (
        "wrong_parameters",
        "The address has parameters that we do not understand",
        "Something in the address after the question mark is wrong. Mend what is listed under errors.",
        [
            {
                "parameter": "sate",
                "message": "This parameter is not known here.",
                "mend": "Leave it out. Known here: as, cursor, page_size, state.",
            }
        ],
    ),
    401: (
        "not_authenticated",
        "Nobody is signed in",
        "This needs somebody signed in. Send a token, or sign in on the site.",
        [],
    ),
    403: (
        "not_a_lead",
        "Not a lead",
        "You are not lead of a trust today. Leave out ?as=trust to see your own record.",
        [],
    ),
    404: (
        "not_found",
        "Not found",
        "There is nothing here that you may see. Check the address; every address ends with a slash.",
        [],
    ),
    405: (
        "method_not_allowed",
        "Not a method of this address",
        "PUT is not possible here. Possible: GET, HEAD.",
        [],
    ),
    406: (
        "not_acceptable",
        "Not a format that we can answer in",
        "We answer in JSON. Accept application/json.",
        [],
    ),
    409: (
        "not_active",
        "Not possible as things stand",
        "This programme is deferred for you, so nothing can be recorded. "
        "Accept the invitation or resume the programme first.",
        [],
    ),
    413: ("too_large", "The body is too large", "A body has 256 kB at most.", []),
    415: (
        "unsupported_media_type",
        "Not a format that we can read",
        "We read JSON. Send application/json.",
        [],
    ),
    422: (
        "wrong_content",
        "The body does not say what is needed",
        "The body was read, and something in it is wrong. "
        "Mend what is listed under errors and send it again.",
        [{"pointer": "/enrolment", "message": "This field is required.", "mend": "Add it."}],
    ),
    429: (
        "throttled",
        "Too many requests",
        "There were too many requests in a short time. Wait as Retry-After says.",
        [],
    ),
}
WRITE = (401, 403, 413, 415, 422, 429)
