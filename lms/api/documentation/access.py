"""The caller's own token."""

from __future__ import annotations

from functools import partial

from lms.api.documentation import parts as build
from lms.api.serializers.learning import TokenSerializer

operation = partial(build.operation, tag="Access")

make_token = operation(
    "make_token",
    "Make your token",
    description=(
        "From a session only, with the CSRF token: no password is sent to the interface. "
        "You have one token at a time; a new one ends the one before."
    ),
    answers={
        201: (TokenSerializer, "Shown this once.", {"token": "0123456789abcdef0123456789abcdef01234567"})
    },
    problems=build.WRITE,
)
revoke_token = operation(
    "revoke_token",
    "Revoke your token",
    description="From a session only. It stops working at once; where there is none, nothing happens.",
    answers={204: (None, "There is none now.", None)},
    problems=(401, 403, 429),
)
