"""Recording CPD credits under an idempotency key."""

from __future__ import annotations

import hashlib
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.actions.base import Context
from lms.actions.cpd import add_entry
from lms.actions.errors import NotAllowed, Refused
from lms.cpd.models import CpdEntry
from lms.cpd.services.entries import EntryWords
from lms.people.locks import lock_self


@transaction.atomic
def record_once(context: Context, *, key: str, said: EntryWords) -> tuple[CpdEntry, bool]:
    """The entry, and whether it is new. Its own key is made of both: of the caller's key and of the body."""
    if lock_self(context.viewer) is None:
        raise NotAllowed
    digest = hashlib.blake2b(key.encode(), digest_size=16).hexdigest()
    body = repr(sorted(asdict(said).items()))
    whole = digest + hashlib.blake2b(body.encode(), digest_size=16, key=key.encode()[:64]).hexdigest()
    there = CpdEntry.objects.visible_to(context.viewer).filter(key__startswith=digest).first()
    if there is not None and there.key != whole:
        raise Refused(
            "key_reused",
            _("This Idempotency-Key came before with another body."),
            _("Send a new key with new content."),
        )
    return there or add_entry(context, said=said, key=whole), there is None
