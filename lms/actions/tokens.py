"""A user's own key to the interface: one at a time, shown once, revocable at once."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from rest_framework.authtoken.models import Token

from kernel.audit import Change
from lms.actions.base import Act, action
from lms.actions.errors import NotAllowed


@action("api_token.make")
def make_token(act: Act, *, user: Any) -> str:
    """A new token; one made before ends with it."""
    _lock(act, user)
    replaced, _rows = Token.objects.filter(user_id=user.pk).delete()
    token = Token.objects.create(user_id=user.pk)
    act.audit(Change(user, codes={"replaced": bool(replaced)}))
    return str(token.key)


@action("api_token.revoke")
def revoke_token(act: Act, *, user: Any) -> bool:
    """Whether there was one."""
    _lock(act, user)
    revoked, _rows = Token.objects.filter(user_id=user.pk).delete()
    if revoked:
        act.audit(Change(user))
    else:
        act.changed_nothing()
    return bool(revoked)


def _lock(act: Act, user: Any) -> None:
    """Nobody makes a token for another."""
    if act.user_id != user.pk:
        raise NotAllowed
    users = get_user_model()._default_manager.filter(pk=user.pk)
    list(users.select_for_update(no_key=True).values_list("pk"))
