"""The codes that let somebody answer once: in the link of a mail, in a QR code, or typed from a letter.

A code follows from its ticket and the site's key, so that a reminder can say it again and nothing stores it.
It is found by a hash that needs the key too. Where ``SECRET_KEY`` is changed while a wave is open, codes that
were sent go on working as long as the old one is among ``SECRET_KEY_FALLBACKS``.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterator

from django.conf import settings
from django.utils.crypto import salted_hmac

LENGTH = 12
GROUP = 4
_CODE, _HASH = "leadership.survey.code", "leadership.survey.hash"
# What people read wrongly for what is in a code: no code has 0, 1, 8 or 9.
_MISREAD = str.maketrans({"0": "O", "1": "I", "8": "B", "9": "P"})


def new(ticket: uuid.UUID) -> tuple[str, str]:
    """Code and hash of a ticket that is being made."""
    key = settings.SECRET_KEY
    code = _code(ticket, key)
    return code, _hash(code, key)


def code_of(ticket: uuid.UUID, code_hash: str) -> str:
    """The code that a ticket was made with; LookupError where no key that the site still has made it."""
    for key in _keys():
        code = _code(ticket, key)
        if _hash(code, key) == code_hash:
            return code
    raise LookupError(str(ticket))


def hashes_of(typed: str) -> list[str]:
    """What a ticket with this code is found by, under each key of the site; nothing for what is no code."""
    code = tidy(typed)
    return [_hash(code, key) for key in _keys()] if len(code) == LENGTH else []


def tidy(typed: str) -> str:
    """As somebody types it: in small letters, with or without the dashes, a nought for an O."""
    letters = "".join(each for each in typed.upper() if each.isalnum() and each.isascii())
    return letters.translate(_MISREAD)


def in_groups(code: str) -> str:
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def _keys() -> Iterator[str]:
    yield str(settings.SECRET_KEY)
    yield from map(str, settings.SECRET_KEY_FALLBACKS)


def _code(ticket: uuid.UUID, key: str) -> str:
    digest = salted_hmac(_CODE, ticket.bytes, secret=key, algorithm="sha256").digest()
    return base64.b32encode(digest)[:LENGTH].decode()


def _hash(code: str, key: str) -> str:
    return salted_hmac(_HASH, code, secret=key, algorithm="sha256").hexdigest()
