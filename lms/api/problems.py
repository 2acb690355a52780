"""Errors as problem details (RFC 9457), so that a caller sees what is wrong, where, and how to mend it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from lms.actions.errors import Refused

Text = str | Promise
MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:leadership:problem:"
UNPROCESSABLE_REFUSALS = frozenset({"key_reused"})

TITLES: Mapping[str, Text] = {
    "malformed_json": _("The body is not JSON that we can read"),
    "too_large": _("The body is too large"),
    "wrong_parameters": _("The address has parameters that we do not understand"),
    "wrong_content": _("The body does not say what is needed"),
    "wrong_answers": _("The answers are not complete"),
    "missing_key": _("A header is missing"),
    "key_reused": _("The key was used before with another body"),
    "not_authenticated": _("Nobody is signed in"),
    "authentication_failed": _("The token or session is not valid"),
    "csrf_failed": _("The request does not prove that it comes from our own pages"),
    "permission_denied": _("Not allowed"),
    "not_a_lead": _("Not a lead"),
    "second_factor_required": _("A second factor is required"),
    "not_found": _("Not found"),
    "method_not_allowed": _("Not a method of this address"),
    "not_acceptable": _("Not a format that we can answer in"),
    "unsupported_media_type": _("Not a format that we can read"),
    "throttled": _("Too many requests"),
}
CONFLICT = _("Not possible as things stand")

MENDS: Mapping[str, Text] = {
    "required": _("Add it."),
    "null": _("Give a value."),
    "blank": _("Give a value."),
    "unknown": _("Leave it out."),
    "invalid_choice": _("Choose one of the values in the documentation."),
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. ``place`` is a JSON pointer, or the name of a parameter or header."""

    place: str
    message: Text
    mend: Text = ""
    kind: str = "pointer"

    def as_dict(self) -> dict[str, str]:
        return {self.kind: self.place, "message": str(self.message), "mend": str(self.mend)}


class Problem(exceptions.APIException):
    """A refusal of the interface itself, as opposed to one of an action."""

    def __init__(
        self, status: int, code: str, message: Text, *, mend: Text = "", faults: Sequence[Fault] = ()
    ) -> None:
        super().__init__(str(message), code)
        self.status_code = status
        self.code = code
        self.message = message
        self.mend = mend
        self.faults = tuple(faults)


def problem_details(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler; None leaves a fault of ours to Django."""
    problem = as_problem(error, context)
    if problem is None:
        return None
    response = problem_response(problem)
    if header := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = header
    wait = getattr(error, "wait", None)
    if wait is not None:
        response["Retry-After"] = str(math.ceil(wait))
    return response


def problem_response(problem: Problem) -> Response:
    return Response(body_of(problem), status=problem.status_code, content_type=MEDIA_TYPE)


def body_of(problem: Problem) -> dict[str, Any]:
    default = CONFLICT if problem.status_code == 409 else _("Refused")
    return {
        "type": f"{TYPE_PREFIX}{problem.code}",
        "title": str(TITLES.get(problem.code, default)),
        "status": problem.status_code,
        "detail": f"{problem.message} {problem.mend}".strip(),
        "code": problem.code,
        "errors": [fault.as_dict() for fault in problem.faults],
    }


def as_problem(error: Exception, context: Mapping[str, Any]) -> Problem | None:
    """What to say about an error; one sentence for what is not there and what is not theirs."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Refused):
        status = 422 if error.code in UNPROCESSABLE_REFUSALS else 409
        return Problem(status, error.code, error.message, mend=error.mend)
    if isinstance(error, Http404 | exceptions.NotFound):
        return not_found()
    if isinstance(error, exceptions.ValidationError):
        return wrong_content(list(faults_of(error.detail)))
    if isinstance(error, PermissionDenied):
        return _plain(exceptions.PermissionDenied(), context)
    return _plain(error, context) if isinstance(error, exceptions.APIException) else None


def not_found() -> Problem:
    return Problem(
        404,
        "not_found",
        _("There is nothing here that you may see."),
        mend=_("Check the address; every address ends with a slash."),
    )


def wrong_content(faults: Sequence[Fault]) -> Problem:
    return Problem(
        422,
        "wrong_content",
        _("The body was read, and something in it is wrong."),
        mend=_("Mend what is listed under errors and send it again."),
        faults=faults,
    )


WORDS: Mapping[str, tuple[Text, Text]] = {
    "not_authenticated": (_("This needs somebody signed in."), _("Send a token, or sign in on the site.")),
    "authentication_failed": (_("This token is not valid."), _("Make a new one on the site.")),
    "permission_denied": (_("You may not do this."), ""),
    "not_acceptable": (_("We answer in JSON."), _("Accept application/json.")),
    "unsupported_media_type": (_("We read JSON."), _("Send application/json.")),
    "throttled": (_("There were too many requests in a short time."), _("Wait as Retry-After says.")),
}


def _plain(error: exceptions.APIException, context: Mapping[str, Any]) -> Problem:
    code = str(error.default_code)
    if isinstance(error, exceptions.MethodNotAllowed):
        message, mend = _method_words(context)
    else:
        message, mend = WORDS.get(code, (str(error.detail), ""))
    return Problem(error.status_code, code, message, mend=mend)


def _method_words(context: Mapping[str, Any]) -> tuple[Text, Text]:
    allowed = ", ".join(context["view"].allowed_methods)
    return (
        _("%(method)s is not possible here.") % {"method": context["request"].method},
        _("Possible: %(allowed)s.") % {"allowed": allowed},
    )


def faults_of(detail: Any, pointer: str = "") -> Iterator[Fault]:
    """Errors of a serializer, each with a pointer (RFC 6901) into the body."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            below = pointer if name == "non_field_errors" else f"{pointer}/{escape(str(name))}"
            yield from faults_of(inner, below)
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            is_message = isinstance(inner, str)
            yield from faults_of(inner, pointer if is_message else f"{pointer}/{index}")
    else:
        yield Fault(pointer, str(detail), MENDS.get(getattr(detail, "code", ""), _("Correct this value.")))


def escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


class ProblemRenderer(JSONRenderer):
    """So that a caller who accepts problems only is not refused for that."""

    media_type = MEDIA_TYPE
    format = "problem"
