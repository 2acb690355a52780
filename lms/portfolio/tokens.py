"""The token of a link to shared evidence. It follows from its row and the site's key, and is stored nowhere.

What is stored is a hash that needs the key too: who reads the database opens nothing by it.
"""

from __future__ import annotations

import base64
import re
import uuid
from collections.abc import Iterator

from django.conf import settings
from django.utils.crypto import salted_hmac

_TOKEN, _HASH = "leadership.portfolio.share", "leadership.portfolio.share.hash"
FORM = re.compile(r"[A-Za-z0-9_-]{43}")


def new(share_uid: uuid.UUID) -> tuple[str, str]:
    """Token and hash of a share that is being made."""
    key = next(_keys())
    token = _token(share_uid, key)
    return token, _hash(token, key)


def token_of(share_uid: uuid.UUID, token_hash: str) -> str:
    """The token that a share was made with; LookupError where no key that the site still has made it."""
    for key in _keys():
        token = _token(share_uid, key)
        if _hash(token, key) == token_hash:
            return token
    raise LookupError(str(share_uid))


def hashes_of(token: str) -> list[str]:
    """What a share with this token is found by, under each key of the site; nothing for what is no token."""
    return [_hash(token, key) for key in _keys()] if FORM.fullmatch(token) else []


def _keys() -> Iterator[str]:
    yield str(settings.SECRET_KEY)
    yield from map(str, settings.SECRET_KEY_FALLBACKS)


def _token(share_uid: uuid.UUID, key: str) -> str:
    digest = salted_hmac(_TOKEN, share_uid.bytes, secret=key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _hash(token: str, key: str) -> str:
    return salted_hmac(_HASH, token, secret=key, algorithm="sha256").hexdigest()
