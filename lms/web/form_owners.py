"""Whose form it is, in the form itself: what is sent after their session has ended is held for them alone.

A form without it, or with one that we did not sign, is not held: strangers cannot fill our sessions.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core import signing

from lms.web.local_drafts import derived, site_secrets

FIELD = "whose"
FOR = timedelta(hours=24)
"""Longer than a lead's session lasts at most."""
_signer = signing.TimestampSigner(salt="leadership.desk.form")


def owners(user: Any) -> list[str]:
    """Names that say nothing about the user, one for each secret of the site; the newest first."""
    return [derived(secret, f"desk:{user.pk}", length=12).hex() for secret in site_secrets()]


def mark_of(user: Any) -> str:
    return _signer.sign(owners(user)[0])


def owner_of(form: Mapping[str, Any]) -> str:
    """Empty where no mark of ours stands in it."""
    try:
        return _signer.unsign(str(form.get(FIELD, "")), max_age=FOR)
    except signing.BadSignature:
        return ""
