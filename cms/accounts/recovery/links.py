"""The links of a recovery: one for the new address, one for the old ones to stop it. Both act by POST."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

RECOVER, STOP = "recover", "stop"


class BadToken(ValueError):
    """Not a link that we made."""


def make_token(uid: UUID, purpose: str) -> str:
    return _signer(purpose).sign(uid.hex)


def read_token(token: str, purpose: str) -> UUID:
    try:
        return UUID(_signer(purpose).unsign(token))
    except (signing.BadSignature, ValueError) as error:
        raise BadToken from error


def address(uid: UUID, purpose: str) -> str:
    name = {RECOVER: "recover_account", STOP: "stop_recovery"}[purpose]
    return settings.SITE_URL.rstrip("/") + reverse(name, args=[make_token(uid, purpose)])


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(salt=f"leadership.accounts.{purpose}")
