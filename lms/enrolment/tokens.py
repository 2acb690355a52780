"""The token of an invitation's link: signed, not stored, and spent by the enrolment's change of state."""

from __future__ import annotations

import uuid

from django.core import signing

SALT = "leadership.enrolment.invitation"


class BadToken(ValueError):
    """The link is damaged or was not made by us."""


def make_token(enrolment_uid: uuid.UUID) -> str:
    return signing.Signer(salt=SALT).sign(enrolment_uid.hex)


def read_token(token: str) -> uuid.UUID:
    """The enrolment that the link names; :class:`BadToken` if it was tampered with."""
    try:
        return uuid.UUID(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError) as error:
        raise BadToken from error
