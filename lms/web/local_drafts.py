"""The keys under which a browser keeps what its user types, until it is saved (ADR 31).

Nothing is stored for them: they follow from SECRET_KEY, the user and the hash by which Django ends sessions.
A changed password, and signing out everywhere, make what was kept before unreadable on every device.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest

SHARED_COMPUTER = "leadership_shared_computer"
"""In a session: nothing is kept on the device."""

KEYS_AT_MOST, KEYS_WITHIN = 60, timedelta(minutes=1)
"""One is asked for by each page on which something is typed."""


def is_shared(request: HttpRequest) -> bool:
    return bool(request.session.get(SHARED_COMPUTER))


def keys_of(user: Any) -> list[dict[str, str]]:
    """For each secret of the site, the newest first: the key, and the name of the user's shelf.

    The shelf tells one user's drafts from another's and says nothing about either.
    """
    passwords = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    return [
        {
            "shelf": derived(secret, f"shelf:{user.pk}", length=12).hex(),
            "key": base64.b64encode(derived(secret, f"key:{user.pk}:{password}")).decode(),
        }
        for secret, password in zip(site_secrets(), passwords, strict=True)
    ]


def derived(secret: str | bytes, purpose: str, *, length: int = 32) -> bytes:
    made = HKDF(hashes.SHA256(), length=length, salt=None, info=f"leadership local drafts {purpose}".encode())
    return made.derive(secret.encode() if isinstance(secret, str) else secret)


def site_secrets() -> Iterable[str | bytes]:
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
