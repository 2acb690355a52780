"""The token in the address of a calendar feed: signed, so that the database alone gives no address away."""

from __future__ import annotations

from uuid import UUID

from django.core import signing

SALT = "leadership.calendar.feed"


class BadToken(ValueError):
    """Not an address that we made."""


def make_token(feed_uid: UUID) -> str:
    return signing.Signer(salt=SALT).sign(feed_uid.hex)


def read_token(token: str) -> UUID:
    try:
        return UUID(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError) as error:
        raise BadToken from error
