"""A user's own token: one at a time, shown once, revocable at once."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from rest_framework.authtoken.models import Token

from kernel import audit
from lms.actions.base import Context


@transaction.atomic
def make_token(context: Context, *, user: Any) -> str:
    """A new token; one made before ends with it."""
    _lock(user)
    replaced, _rows = Token.objects.filter(user_id=user.pk).delete()
    token = Token.objects.create(user_id=user.pk)
    audit.record(
        "api_token.make",
        audit.Change(user, codes={"replaced": bool(replaced)}),
        actor=context.actor,
        now=context.now,
    )
    return str(token.key)


@transaction.atomic
def revoke_token(context: Context, *, user: Any) -> bool:
    """Whether there was one."""
    _lock(user)
    revoked, _rows = Token.objects.filter(user_id=user.pk).delete()
    if revoked:
        audit.record("api_token.revoke", audit.Change(user), actor=context.actor, now=context.now)
    return bool(revoked)


def _lock(user: Any) -> None:
    users = get_user_model()._default_manager.filter(pk=user.pk)
    list(users.select_for_update(no_key=True).values_list("pk"))
