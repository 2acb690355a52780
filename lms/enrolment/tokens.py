"""The token of an invitation's link: signed, not stored, and spent by the enrolment's change of state.

It names the enrolment and which of its links it is: sending an invitation anew makes every link before dead.
"""

from __future__ import annotations

import uuid
from typing import NamedTuple

from django.core import signing

SALT = "leadership.enrolment.invitation"


class BadToken(ValueError):
    """The link is damaged or was not made by us."""


class Link(NamedTuple):
    enrolment_uid: uuid.UUID
    number: int


def make_token(enrolment_uid: uuid.UUID, link: int = 1) -> str:
    return signing.Signer(salt=SALT).sign(f"{enrolment_uid.hex}.{link}")


def read_token(token: str) -> Link:
    """What the link names; :class:`BadToken` if it was tampered with."""
    try:
        uid, _dot, number = signing.Signer(salt=SALT).unsign(token).partition(".")
        return Link(uuid.UUID(uid), int(number))
    except (signing.BadSignature, ValueError) as error:
        raise BadToken from error
