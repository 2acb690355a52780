"""What Django refuses before there is a request gets an answer of 400 in place of a fault of the server."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def refuse_politely(application: Application) -> Application:
    """A charset in the content type makes Django read the query while it makes the request.

    What it finds there, such as too many fields, would leave its own handling of errors out.
    """

    def answering(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        try:
            return application(environ, start_response)
        except (BadRequest, SuspiciousOperation):
            start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"This request cannot be read.\n"]

    return answering
