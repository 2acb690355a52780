"""Sealed envelopes: written by anybody, opened once, by whoever closes the wave (ADR 42).

HPKE of RFC 9180 from ``cryptography``; nothing here is of our own making but the padding, which makes every
envelope of one kind as long as the next.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
PURPOSE = b"leadership survey answers 1:"


class TooLong(ValueError):
    """What is to be sealed does not go into an envelope of that length."""


class Unreadable(ValueError):
    """No envelope of this wave, or not sealed for this key."""


def seal(content: dict[str, Any], *, public: bytes, wave: uuid.UUID, length: int) -> bytes:
    """``length`` is that of the content in UTF-8, padded; the envelope is some tens of bytes longer."""
    words = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    if len(words) > length:
        raise TooLong
    key = X25519PublicKey.from_public_bytes(public)
    return SUITE.encrypt(words.ljust(length), key, PURPOSE + wave.bytes)


def unseal(envelope: bytes, *, private: X25519PrivateKey, wave: uuid.UUID) -> dict[str, Any]:
    try:
        words = SUITE.decrypt(envelope, private, PURPOSE + wave.bytes)
    except (InvalidTag, ValueError) as fault:
        raise Unreadable from fault
    content: dict[str, Any] = json.loads(words)
    return content
