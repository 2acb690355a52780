"""Errors as problem details (RFC 9457), so that a caller sees what is wrong, where, and how to mend it."""

from __future__ import annotations

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler


def problem_details(error: Exception, context: dict[str, Any]) -> Response | None:
    response = exception_handler(error, context)
    if response is None:
        return None
    data = response.data
    detail = data.get("detail") if isinstance(data, dict) else None
    response.data = {
        "type": "about:blank",
        "title": response.status_text,
        "status": response.status_code,
        "detail": detail or "The request could not be carried out; see errors.",
    }
    if detail is None:
        response.data["errors"] = data
    response.content_type = "application/problem+json"
    return response
