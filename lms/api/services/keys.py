"""Idempotency keys: however often a request is sent, it is done once."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.actions.base import Context
from lms.actions.errors import NotAllowed, Refused
from lms.api.models import UsedKey
from lms.people.locks import lock_self
from lms.people.models import Person


@dataclass(frozen=True)
class Key:
    """One of a person's own, who is locked: their requests wait for each other."""

    person: Person
    digest: str
    fingerprint: str
    used: UsedKey | None
    """What it was used for before, with the same body."""

    def keep(self, context: Context, **came_of_it: Any) -> None:
        UsedKey.objects.create(
            person=self.person,
            digest=self.digest,
            fingerprint=self.fingerprint,
            created_at=context.now,
            **came_of_it,
        )


def taken(context: Context, key: str, body: Mapping[str, Any]) -> Key:
    person = lock_self(context.viewer)
    if person is None:
        raise NotAllowed
    digest = hashlib.blake2b(key.encode(), digest_size=16).hexdigest()
    print_ = _fingerprint(key, body)
    rows = UsedKey.objects.visible_to(context.viewer).filter(digest=digest)
    used = rows.select_related("fact", "submission").first()
    if used is not None and not hmac.compare_digest(used.fingerprint, print_):
        raise Refused(
            "key_reused",
            _("This Idempotency-Key came before with another body."),
            _("Send a new key with new content."),
        )
    return Key(person, digest, print_, used)


def _fingerprint(key: str, body: Mapping[str, Any]) -> str:
    """Of what the body says, however it is spaced or ordered."""
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), default=str)
    return hmac.new(key.encode(), canonical.encode(), hashlib.sha256).hexdigest()
